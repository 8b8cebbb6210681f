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

interface Place {
  /** For each run above it whether more forks of the same parent follow further down, the oldest first, and itself last. Roots have no parent: a root's is empty. */
  readonly goesOn: readonly boolean[];
}

/** A run, or how many forks of one are not among the branches. */
export type BranchRow<Run> = Place & ({ readonly branch: Branch<Run>; readonly more?: undefined } | { readonly branch?: undefined; readonly more: { readonly of: Run; readonly count: number } });

/**
 * The branches one below the other, each with what leads down past it.
 * @param forksOf how many forks a run has in all, as far as that is known
 */
export function* rowsOf<Run>(branches: readonly Branch<Run>[], forksOf: (run: Run) => number | undefined = () => undefined): Generator<BranchRow<Run>> {
  for (const branch of branches) yield* rowsFrom(branch, [], forksOf);
}

function* rowsFrom<Run>(branch: Branch<Run>, goesOn: readonly boolean[], forksOf: (run: Run) => number | undefined): Generator<BranchRow<Run>> {
  yield { branch, goesOn };
  const { run, forks } = branch;
  const count = Math.max(0, (forksOf(run) ?? 0) - forks.length);
  for (const [i, fork] of forks.entries()) yield* rowsFrom(fork, [...goesOn, i < forks.length - 1 || count > 0], forksOf);
  if (count > 0) yield { more: { of: run, count }, goesOn: [...goesOn, false] };
}
