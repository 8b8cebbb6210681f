import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { toNumber } from "@/api/types";
import { keptFreshByFeed } from "@/lib/query-client";
import type { ChartOrder } from "../lib/address";

/** The most metrics that one call ranks. */
export const mostRanked = 2000;

/** Greater comes first; a metric that is not there comes last. */
export type Ranks = ReadonlyMap<string, number>;

export const ranksQuery = (projectId: string, runIds: readonly string[], paths: readonly string[], order: ChartOrder) =>
  queryOptions({
    queryKey: ["ranks", projectId, runIds, paths, order],
    queryFn: async ({ signal }): Promise<Ranks> => {
      const body = { paths: paths.slice(0, mostRanked), filter: { only: [...runIds], scope: "all" as const } };
      const { series } = unwrap(await api.POST("/api/v1/projects/{projectId}/series/ranking", { params: { path: { projectId } }, body, signal }));
      const ranks = new Map<string, number>();
      for (const { path, lastUnixMicros, least, greatest } of series) {
        const rank = order === "change" ? (lastUnixMicros ?? undefined) : least === null || greatest === null ? undefined : spread(toNumber(least), toNumber(greatest));
        if (rank !== undefined) ranks.set(path, Number(rank));
      }
      return ranks;
    },
    enabled: order !== "name" && paths.length > 0 && runIds.length > 0,
    staleTime: keptFreshByFeed,
    // Charts that change their places under the pointer help nobody: the order is that of the moment in which it was asked for.
    gcTime: 300_000,
  });

/** How far values lie apart, in parts of their size, so that metrics of different units can be put in order. */
export function spread(least: number, greatest: number): number {
  const size = Math.max(Math.abs(least), Math.abs(greatest));
  return size > 0 ? (greatest - least) / size : 0;
}
