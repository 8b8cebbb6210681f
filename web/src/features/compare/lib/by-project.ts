import type { ComparedRun } from "./compared-run";

/** The compared runs of each project, in their order. */
export function byProject(runs: readonly ComparedRun[]): readonly (readonly [projectId: string, members: readonly ComparedRun[]])[] {
  const groups = new Map<string, ComparedRun[]>();
  for (const run of runs) {
    const known = groups.get(run.head.projectId);
    if (known) known.push(run);
    else groups.set(run.head.projectId, [run]);
  }
  return [...groups];
}
