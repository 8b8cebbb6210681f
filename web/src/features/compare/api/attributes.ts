import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import type { Attribute, AttributeMatch, AttributeType, RunRow } from "@/api/types";
import { keptFreshByFeed } from "@/lib/query-client";

type Schemas = components["schemas"];
export type DifferingColumn = Schemas["DifferingColumn"];
export type RunFilter = Schemas["RunFilter"];
export type RunSort = Schemas["RunSort"];

/** As many runs as one call answers. */
const pageRuns = 1000;
const pagePaths = 1000;
/** More attributes than this are not listed; how many are left out is said. */
export const mostPaths = 20_000;
/** As many attributes as one call answers. */
export const pageColumns = 200;

/** What the look of a run may depend on; stands first in `cells`. */
const headColumns = ["sys/group_tags"];

export async function queryRuns(projectId: string, body: Omit<Schemas["RunQuery"], "limit"> & { limit?: number }, signal: AbortSignal) {
  return unwrap(await api.POST("/api/v1/projects/{projectId}/runs/query", { params: { path: { projectId } }, body: { limit: pageRuns, ...body }, signal }));
}

/** The runs of a project by their short ids: one call for a thousand. Those in the trash too, since links outlive it. */
export const headsQuery = (projectId: string, shortIds: readonly string[]) =>
  queryOptions({
    queryKey: ["project", projectId, "compared", shortIds],
    queryFn: async ({ signal }): Promise<RunRow[]> => {
      const rows: RunRow[] = [];
      for (let start = 0; start < shortIds.length; start += pageRuns) {
        const parts = shortIds
          .slice(start, start + pageRuns)
          .map((id): Schemas["Condition"] => ({ type: "compare", column: { path: "sys/id", type: "string" }, operator: "equal", value: id }));
        const page = await queryRuns(projectId, { columns: headColumns, filter: { where: { type: "or", parts }, scope: "all" } }, signal);
        rows.push(...page.runs);
      }
      return rows;
    },
    enabled: shortIds.length > 0,
    staleTime: keptFreshByFeed,
    meta: { live: { project: projectId, kinds: ["state", "attributes", "trash"], leastMs: 1_000 } },
  });

/** The first runs of the table's order. */
export const topRunsQuery = (projectId: string, filter: RunFilter, sort: readonly RunSort[], count: number) =>
  queryOptions({
    queryKey: ["project", projectId, "top", filter, sort, count],
    queryFn: async ({ signal }): Promise<RunRow[]> => (await queryRuns(projectId, { columns: headColumns, filter, sort: [...sort], limit: count }, signal)).runs,
    placeholderData: keepPreviousData,
    staleTime: keptFreshByFeed,
    meta: { live: { project: projectId, leastMs: 1_000 } },
  });

export interface PathList {
  readonly matches: readonly AttributeMatch[];
  /** How many more there are. */
  readonly leftOut: number;
}

/** Which attributes some runs have, in order of their paths. */
export const pathsQuery = (projectId: string, runIds: readonly string[], types: readonly AttributeType[]) =>
  queryOptions({
    queryKey: ["paths", projectId, runIds, types],
    queryFn: async ({ signal }): Promise<PathList> => {
      const matches: AttributeMatch[] = [];
      let after: string | null = null;
      for (;;) {
        const body: Schemas["AttributeSearch"] = { types: [...types], filter: { only: [...runIds], scope: "all" }, after, limit: pagePaths };
        const page: Schemas["AttributeMatches"] = unwrap(await api.POST("/api/v1/projects/{projectId}/attributes/search", { params: { path: { projectId } }, body, signal }));
        matches.push(...page.attributes);
        after = page.next ?? null;
        if (after === null || matches.length >= mostPaths) {
          return { matches: matches.toSorted((a, b) => byPath.compare(a.path, b.path)), leftOut: Math.max(0, Number(page.total) - matches.length) };
        }
      }
    },
    enabled: runIds.length > 0,
    placeholderData: keepPreviousData,
    staleTime: keptFreshByFeed,
    meta: { live: { runs: runIds, kinds: ["created", "attributes", "series", "files", "trash"], leastMs: 4_000 } },
  });

const byPath = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Single values in which some runs differ, the most telling first. */
export const differingQuery = (projectId: string, runIds: readonly string[]) =>
  queryOptions({
    queryKey: ["differing", projectId, runIds],
    queryFn: async ({ signal }): Promise<{ columns: DifferingColumn[]; total: number }> => {
      const body: Schemas["DifferingQuery"] = { filter: { only: [...runIds], scope: "all" }, limit: pagePaths };
      const page = unwrap(await api.POST("/api/v1/projects/{projectId}/attributes/differing", { params: { path: { projectId } }, body, signal }));
      return { columns: page.columns, total: Number(page.total) };
    },
    enabled: runIds.length > 1,
    placeholderData: keepPreviousData,
    staleTime: keptFreshByFeed,
    meta: { live: { runs: runIds, kinds: ["attributes", "trash"], leastMs: 4_000 } },
  });

/** Values by run id, in the order of the paths. */
export type Cells = ReadonlyMap<string, readonly (Attribute | null)[]>;

/** What some runs have at some paths, at most {@link pageColumns} of them. */
export const cellsQuery = (projectId: string, runIds: readonly string[], paths: readonly string[]) =>
  queryOptions({
    queryKey: ["cells", projectId, runIds, paths],
    queryFn: async ({ signal }): Promise<Cells> => {
      const cells = new Map<string, readonly (Attribute | null)[]>();
      for (let start = 0; start < runIds.length; start += pageRuns) {
        const page = await queryRuns(projectId, { columns: [...paths], filter: { only: runIds.slice(start, start + pageRuns), scope: "all" } }, signal);
        for (const { id, cells: values } of page.runs) cells.set(id, values);
      }
      return cells;
    },
    enabled: runIds.length > 0 && paths.length > 0,
    staleTime: keptFreshByFeed,
    meta: { live: { runs: runIds, leastMs: runIds.length > 50 ? 4_000 : 1_000 } },
  });
