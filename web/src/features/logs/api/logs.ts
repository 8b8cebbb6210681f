import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keptFreshByFeed } from "@/lib/query-client";

/** Lines are asked for in pages of this many. */
export const pageLines = 200;

/** One page of a string series, from 0. Pages that are on screen are asked again when lines come. */
export const logPageQuery = (runId: string, path: string, page: number) =>
  queryOptions({
    queryKey: ["logs", { runId, path, page }],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.GET("/api/v1/runs/{runId}/logs", {
          params: { path: { runId }, query: { path, offset: page * pageLines, limit: pageLines } },
          signal,
        }),
      ),
    staleTime: keptFreshByFeed,
    gcTime: 60_000,
    meta: { live: { runs: [runId], kinds: ["logs"] } },
  });

/** The number of lines, and the last ones. */
export const logTailQuery = (runId: string, path: string) =>
  queryOptions({
    queryKey: ["logs", { runId, path, page: "tail" }],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.GET("/api/v1/runs/{runId}/logs", {
          params: { path: { runId }, query: { path, offset: -pageLines, limit: pageLines } },
          signal,
        }),
      ),
    staleTime: keptFreshByFeed,
    gcTime: 0,
    meta: { live: { runs: [runId], kinds: ["logs"] } },
  });
