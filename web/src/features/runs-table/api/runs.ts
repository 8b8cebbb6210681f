import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keptFreshByFeed } from "@/lib/query-client";
import type { Sort } from "../lib/address";

export const pageSize = 100;

export interface RunsView {
  text: string | undefined;
  sort: Sort;
  columns: readonly string[];
  offset: number;
}

/** One page of the table's rows. */
export const runsQuery = (projectId: string, view: RunsView) =>
  queryOptions({
    queryKey: ["project", projectId, "runs", view],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.POST("/api/v1/projects/{projectId}/runs/query", {
          params: { path: { projectId } },
          body: { ...view, columns: [...view.columns], limit: pageSize },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: keptFreshByFeed,
    meta: { live: { project: projectId } },
  });
