import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
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

/** As many runs as one call takes. */
const mostParents = 1000;
/** More forks than this are not listed; how many are left out is said. */
const mostForks = 500;
/** Of one run at first, and when a person wants more. */
export const forksAtFirst = 10;
export const forksAtMost = mostForks;

export interface Forks {
  readonly runs: readonly RunRow[];
  /** How many runs were forked from a run, listed or not, by its id. Those without forks are not in it. */
  readonly counts: Readonly<Record<string, number>>;
}

/** The runs that were forked from some runs, those that were forked from these, and so on: one call for a thousand runs. */
export const forksQuery = (projectId: string, runIds: readonly string[], perRun: number) =>
  queryOptions({
    queryKey: ["project", projectId, "forks", runIds, perRun],
    queryFn: async ({ signal }): Promise<Forks> => {
      const found = new Map<string, RunRow>();
      const counts: Record<string, number> = {};
      for (let start = 0; start < runIds.length; start += mostParents) {
        const body = { runs: runIds.slice(start, start + mostParents), perRun, limit: Math.max(0, mostForks - found.size) };
        const { runs, parents } = unwrap(await api.POST("/api/v1/projects/{projectId}/runs/forks", { params: { path: { projectId } }, body, signal }));
        for (const run of runs) found.set(run.id, run);
        for (const { runId, forks } of parents) counts[runId] = Number(forks);
      }
      return { runs: [...found.values()], counts };
    },
    placeholderData: keepPreviousData,
    staleTime: keptFreshByFeed,
    meta: { live: { project: projectId, kinds: ["created", "state", "attributes", "trash"], leastMs: 5_000 } },
  });

const parentsOf = (runs: readonly Pick<RunRow, "id" | "fork">[], known: ReadonlySet<string>) =>
  [...new Set(runs.flatMap(({ fork }) => (fork && !known.has(fork.parent) ? [fork.parent] : [])))];
