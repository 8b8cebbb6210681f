import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keptFreshByFeed } from "@/lib/query-client";
import { readColumns, type SeriesColumns } from "../lib/columns";
import type { Range } from "../lib/projection";
import type { XAxis } from "../lib/x-axis";

/** The most series that one call answers. */
export const seriesLimit = 1000;

export interface BucketView {
  readonly path: string;
  readonly runIds: readonly string[];
  readonly x: XAxis;
  /** Undefined: all there is. */
  readonly range: Range | undefined;
  readonly buckets: number;
}

/** One metric of some runs, exact at the given number of buckets over the given range. */
export const bucketsQuery = (view: BucketView) =>
  queryOptions({
    queryKey: ["buckets", view] as const,
    queryFn: async ({ signal }): Promise<SeriesColumns[]> => {
      const { path, runIds, x, range, buckets } = view;
      const body = {
        series: runIds.slice(0, seriesLimit).map((runId) => ({ runId, path })),
        x,
        buckets,
        ...(range && { from: range[0], to: range[1] }),
      };
      return unwrap(await api.POST("/api/v1/series/buckets", { body, signal })).series.map(readColumns);
    },
    // The picture stays while a finer one is on its way, unless its x axis means something else.
    placeholderData: (earlier: SeriesColumns[] | undefined, query) => {
      const asked = query?.queryKey[1];
      return asked?.x === view.x && asked.path === view.path ? earlier : undefined;
    },
    // Columns are never changed, and comparing them costs more than drawing them.
    structuralSharing: false,
    staleTime: keptFreshByFeed,
    gcTime: 60_000,
    meta: { live: { runs: view.runIds, kinds: ["series", "trash"], leastMs: 500 } },
  });
