interface Member {
  readonly id: string;
  readonly fork?: { readonly parent: string; readonly step: number | string } | null;
}

/** A run and those that were forked from it, by fork step. */
export interface Branch<Run> {
  readonly run: Run;
  /** The last step that it has from the run above. */
  readonly step: number | undefined;
  readonly forks: readonly Branch<Run>[];
}

/**
 * The runs as trees: each below the run it was forked from, as far as that one is among them.
 * Runs keep their order; those that are forked from each other in a circle, which no server makes, stand for themselves.
 */
export function treesOf<Run extends Member>(runs: readonly Run[]): Branch<Run>[] {
  const known = new Map(runs.map((run) => [run.id, run]));
  const isInCircle = (run: Run) => {
    const seen = new Set<string>();
    for (let at: Run | undefined = run; at; at = at.fork ? known.get(at.fork.parent) : undefined) {
      if (seen.has(at.id)) return true;
      seen.add(at.id);
    }
    return false;
  };
  const roots: Run[] = [];
  const forks = new Map<string, Run[]>();
  for (const run of runs) {
    const parent = run.fork?.parent;
    if (parent === undefined || !known.has(parent) || isInCircle(run)) roots.push(run);
    else forks.set(parent, [...(forks.get(parent) ?? []), run]);
  }
  const stepOf = (run: Run) => Number(run.fork?.step ?? 0);
  const branch = (run: Run): Branch<Run> => ({
    run,
    step: run.fork ? stepOf(run) : undefined,
    forks: (forks.get(run.id) ?? []).toSorted((a, b) => stepOf(a) - stepOf(b)).map(branch),
  });
  return roots.map(branch);
}

export interface BranchRow<Run> {
  readonly branch: Branch<Run>;
  /** For each run above it whether more forks of the same parent follow further down, the oldest first, and itself last. Roots have no parent: a root's is empty. */
  readonly goesOn: readonly boolean[];
}

/** The branches one below the other, each with what leads down past it. */
export function* rowsOf<Run>(branches: readonly Branch<Run>[], above?: readonly boolean[]): Generator<BranchRow<Run>> {
  for (const [i, branch] of branches.entries()) {
    const goesOn = above === undefined ? [] : [...above, i < branches.length - 1];
    yield { branch, goesOn };
    yield* rowsOf(branch.forks, goesOn);
  }
}
