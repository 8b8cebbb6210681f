import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import type { LiveKind } from "@/api/types";
import { keptFreshByFeed } from "@/lib/query-client";
import type { Place, Sort } from "../lib/address";
import { sortQuery } from "../lib/column-spec";
import { joinTexts } from "../query/tree";

type Schemas = components["schemas"];
export type RunFilter = Schemas["RunFilter"];
export type Column = Schemas["Column"];
export type RunGroup = Schemas["RunGroup"];
export type GroupFigures = Schemas["GroupFigures"];

export const pageSize = 100;

/** What decides which runs the table shows, in which order, with which attributes. */
export interface RunsView {
  text: string | undefined;
  /** A condition in the query language. */
  where: string | undefined;
  place: Place | undefined;
  sorts: readonly Sort[];
  /** Paths of the attributes to return. */
  columns: readonly string[];
  /** Only these runs, by id. */
  only?: readonly string[];
  /** Only one group's runs. */
  group?: { by: readonly Column[]; key: string };
}

/** Archived runs have `sys/archived` set; elsewhere they are left out. */
const isArchived = "`sys/archived`:bool = true";

/** The view's condition in the query language, archive included: for requests that take a query alone. */
export function queryText({ text, where, place }: Pick<RunsView, "text" | "where" | "place">): string {
  const mentions = text === undefined ? undefined : `MENTIONS "${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  const archive = place === "trash" ? undefined : place === "archived" ? isArchived : `NOT (${isArchived})`;
  return joinTexts([where, mentions, archive]);
}

export function filterOf({ text, where, place, only }: Pick<RunsView, "text" | "where" | "place" | "only">): RunFilter {
  const archive = place === "trash" ? undefined : place === "archived" ? isArchived : `NOT (${isArchived})`;
  return { text: text ?? null, nql: joinTexts([where, archive]), scope: place === "trash" ? "trashed" : "active", ...(only && { only: [...only] }) };
}

const headKinds: readonly LiveKind[] = ["created", "state", "attributes", "trash"];

const bodyOf = ({ columns, sorts, group, ...view }: RunsView) => ({
  columns: [...columns],
  filter: filterOf(view),
  sort: sorts.map((sort) => sortQuery(sort, sort.descending)),
  group: group ? { by: [...group.by], key: group.key } : null,
});

/** One page of the table's rows, from the given place in the order. */
export const runsQuery = (projectId: string, view: RunsView, offset: number, limit = pageSize) =>
  queryOptions({
    queryKey: ["project", projectId, "runs", view, offset, limit],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.POST("/api/v1/projects/{projectId}/runs/query", {
          params: { path: { projectId } },
          body: { ...bodyOf(view), offset, limit },
          signal,
        }),
      ),
    staleTime: keptFreshByFeed,
    // Points of series matter only where a column may show the last of one.
    meta: { live: { project: projectId, kinds: view.columns.length > 0 ? undefined : headKinds, leastMs: 500 } },
  });

/** How many runs there are in all, whatever the filter. */
/** How many runs there are at a place of a project, whatever the filters say. */
export const countQuery = (projectId: string, place: Place | undefined) =>
  runsQuery(projectId, { text: undefined, where: undefined, place, sorts: [], columns: [] }, 0, 0);

/** The rows of certain runs, in no order. */
export const namedRunsQuery = (projectId: string, shortIds: readonly string[], columns: readonly string[]) =>
  queryOptions({
    queryKey: ["project", projectId, "named runs", shortIds, columns],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.POST("/api/v1/projects/{projectId}/runs/query", {
          params: { path: { projectId } },
          body: {
            columns: [...columns],
            filter: { nql: shortIds.map((id) => `\`sys/id\` = "${id.replaceAll('"', "")}"`).join(" OR "), scope: "all" },
            limit: shortIds.length,
          },
          signal,
        }),
      ).runs,
    enabled: shortIds.length > 0,
    staleTime: keptFreshByFeed,
    meta: { live: { project: projectId, leastMs: 500 } },
  });

export const groupsPage = 200;

/** The groups of the table, with figures of its numeric columns. */
export const groupsQuery = (projectId: string, view: Omit<RunsView, "columns" | "sorts">, by: readonly Column[], figures: readonly Column[], limit = groupsPage) =>
  queryOptions({
    queryKey: ["project", projectId, "groups", view, by, figures, limit],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.POST("/api/v1/projects/{projectId}/runs/groups", {
          params: { path: { projectId } },
          body: { by: [...by], figures: [...figures], filter: filterOf(view), limit },
          signal,
        }),
      ),
    staleTime: keptFreshByFeed,
    meta: { live: { project: projectId, leastMs: 1000 } },
  });
