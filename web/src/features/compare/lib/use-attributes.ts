import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Attribute, AttributeMatch, AttributeType } from "@/api/types";
import { type Cells, cellsQuery, type DifferingColumn, differingQuery, pageColumns, pathsQuery } from "../api/attributes";
import { type AxisChoice, axisChoices, placedTypes } from "./axes";
import { byProject } from "./by-project";
import type { ComparedRun } from "./compared-run";

/** The ids of the runs of each project. */
const idsByProject = (runs: readonly ComparedRun[]) => byProject(runs).map(([projectId, members]) => [projectId, members.map(({ id }) => id)] as const);

export interface KnownPaths {
  readonly matches: readonly AttributeMatch[];
  /** Attributes that are not listed. */
  readonly leftOut: number;
  readonly isLoading: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

const noMatches: readonly AttributeMatch[] = [];

/** Which attributes the runs have; one search for each project. */
export function usePaths(runs: readonly ComparedRun[], types: readonly AttributeType[]): KnownPaths {
  const groups = useMemo(() => idsByProject(runs), [runs]);
  const queries = useQueries({ queries: groups.map(([projectId, ids]) => pathsQuery(projectId, ids, types)) });
  const stamp = queries.map(({ dataUpdatedAt }) => dataUpdatedAt).join();
  const lists = queries.map(({ data }) => data);
  const matches = useMemo(() => {
    if (lists.length === 1) return lists[0]?.matches ?? noMatches;
    const merged = new Map<string, AttributeMatch>();
    for (const list of lists) {
      for (const match of list?.matches ?? []) {
        const key = `${match.path} ${match.type}`;
        const known = merged.get(key);
        merged.set(key, known ? { ...known, runs: Number(known.runs) + Number(match.runs) } : match);
      }
    }
    return [...merged.values()].toSorted((a, b) => a.path.localeCompare(b.path, "en", { numeric: true }));
    // The lists are new at each rendering; the stamp tells when what they hold is.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [stamp, groups]);
  const failed = queries.find(({ error, data }) => error && !data);
  return {
    matches,
    leftOut: lists.reduce((sum, list) => sum + (list?.leftOut ?? 0), 0),
    isLoading: queries.some(({ isPending, fetchStatus }) => isPending && fetchStatus !== "idle"),
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
  };
}

const noColumns: readonly DifferingColumn[] = [];

/** Single values in which the runs differ, the most telling first; of runs of several projects what any project's runs differ in. */
export function useDiffering(runs: readonly ComparedRun[]): { readonly columns: readonly DifferingColumn[]; readonly leftOut: number; readonly isLoading: boolean } {
  const groups = useMemo(() => idsByProject(runs), [runs]);
  const queries = useQueries({ queries: groups.map(([projectId, ids]) => differingQuery(projectId, ids)) });
  const stamp = queries.map(({ dataUpdatedAt }) => dataUpdatedAt).join();
  const columns = useMemo(
    () => (queries.length === 1 ? (queries[0]?.data?.columns ?? noColumns) : [...new Map(queries.flatMap(({ data }) => (data?.columns ?? []).map((column) => [column.path, column] as const))).values()]),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [stamp, groups],
  );
  return {
    columns,
    leftOut: queries.reduce((sum, { data }) => sum + Math.max(0, (data?.total ?? 0) - (data?.columns.length ?? 0)), 0),
    isLoading: queries.some(({ isPending, fetchStatus }) => isPending && fetchStatus !== "idle"),
  };
}

export interface KnownCells {
  /** What each run has, in the order of the runs, by path. A path that is not there yet is missing; null stands for a run without it. */
  readonly byRun: readonly ReadonlyMap<string, Attribute | null>[];
  readonly isLoading: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** The values of the runs at some paths, in calls of at most {@link pageColumns} columns. Equal lists of paths ask nothing anew. */
export function useCells(runs: readonly ComparedRun[], pages: readonly (readonly string[])[]): KnownCells {
  const groups = useMemo(() => idsByProject(runs), [runs]);
  const asked = useMemo(
    () => pages.flatMap((paths) => Array.from({ length: Math.ceil(paths.length / pageColumns) }, (_, i) => paths.slice(i * pageColumns, (i + 1) * pageColumns))),
    [pages],
  );
  const queries = useQueries({ queries: asked.flatMap((paths) => groups.map(([projectId, ids]) => cellsQuery(projectId, ids, paths))) });
  const stamp = queries.map(({ dataUpdatedAt }) => dataUpdatedAt).join();
  const answers: readonly (Cells | undefined)[] = queries.map(({ data }) => data);
  const byRun = useMemo(
    () =>
      runs.map(({ id }) => {
        const values = new Map<string, Attribute | null>();
        asked.forEach((paths, page) =>
          groups.forEach((_, group) => {
            const row = answers[page * groups.length + group]?.get(id);
            if (row) paths.forEach((path, i) => values.set(path, row[i] ?? null));
          }),
        );
        return values;
      }),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [runs, asked, groups, stamp],
  );
  const failed = queries.find(({ error, data }) => error && !data);
  return {
    byRun,
    isLoading: queries.some(({ isPending, fetchStatus }) => isPending && fetchStatus !== "idle"),
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
  };
}

/** What runs can be placed by. */
export function useAxisChoices(runs: readonly ComparedRun[]): { readonly choices: readonly AxisChoice[]; readonly isLoading: boolean; readonly error: Error | null; readonly retry: () => void } {
  const { matches, isLoading, error, retry } = usePaths(runs, placedTypes);
  const differing = useDiffering(runs);
  const choices = useMemo(() => axisChoices(matches, differing.columns.map(({ path }) => path)), [matches, differing.columns]);
  return { choices, isLoading: isLoading || differing.isLoading, error, retry };
}
