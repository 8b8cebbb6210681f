import { queryOptions } from "@tanstack/react-query";
import type { RunRow } from "@/api/types";
import { keptFreshByFeed } from "@/lib/query-client";
import { queryRuns } from "./attributes";

/** More generations are not looked for; that some are left out is said. */
const mostGenerations = 50;
const mostAncestors = 500;

export interface Ancestors {
  readonly runs: readonly RunRow[];
  /** There are more behind them. */
  readonly isCut: boolean;
}

/** The runs that some runs were forked from, and those that these were forked from: one call for each generation. */
export const ancestorsQuery = (projectId: string, runs: readonly Pick<RunRow, "id" | "fork">[]) =>
  queryOptions({
    queryKey: ["project", projectId, "ancestors", runs.map(({ id, fork }) => [id, fork?.parent])],
    queryFn: async ({ signal }): Promise<Ancestors> => {
      const known = new Set(runs.map(({ id }) => id));
      const found: RunRow[] = [];
      let next = parentsOf(runs, known);
      for (let generation = 0; next.length > 0; generation++) {
        if (generation === mostGenerations || found.length + next.length > mostAncestors) return { runs: found, isCut: true };
        const { runs: parents } = await queryRuns(projectId, { columns: [], filter: { only: next, scope: "all" } }, signal);
        // One that is gone for good ends the line.
        for (const id of next) known.add(id);
        found.push(...parents);
        next = parentsOf(parents, known);
      }
      return { runs: found, isCut: false };
    },
    staleTime: keptFreshByFeed,
    meta: { live: { project: projectId, kinds: ["state", "attributes", "trash"], leastMs: 5_000 } },
  });

const parentsOf = (runs: readonly Pick<RunRow, "id" | "fork">[], known: ReadonlySet<string>) =>
  [...new Set(runs.flatMap(({ fork }) => (fork && !known.has(fork.parent) ? [fork.parent] : [])))];
