import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { LiveKind } from "@/api/types";
import { keptFreshByFeed } from "@/lib/query-client";
import type { Sort } from "../lib/address";

export const pageSize = 100;

/** What decides which runs the table shows, in which order, with which attributes. */
export interface RunsView {
  text: string | undefined;
  sort: Sort;
  columns: readonly string[];
}

const headKinds: readonly LiveKind[] = ["created", "state", "attributes", "trash"];

/** One page of the table's rows, from the given place in the order. */
export const runsQuery = (projectId: string, view: RunsView, offset: number) =>
  queryOptions({
    queryKey: ["project", projectId, "runs", view, offset],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.POST("/api/v1/projects/{projectId}/runs/query", {
          params: { path: { projectId } },
          body: { columns: [...view.columns], filter: { text: view.text }, sort: [view.sort], offset, limit: pageSize },
          signal,
        }),
      ),
    staleTime: keptFreshByFeed,
    // Points of series matter only where a column may show the last of one.
    meta: { live: { project: projectId, kinds: view.columns.length > 0 ? undefined : headKinds } },
  });
