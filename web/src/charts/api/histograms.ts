import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { toNumber, type WireNumber } from "@/api/types";
import { keptFreshByFeed } from "@/lib/query-client";
import { type Histogram, histogramOf } from "../lib/histogram";

/** As many as a chart shows of one run; of more, evenly spread ones. */
export const slices = 60;

export interface HistogramList {
  readonly histograms: readonly Histogram[];
  /** How many there are in all. */
  readonly total: number;
}

export const histogramsQuery = (runId: string, path: string) =>
  queryOptions({
    queryKey: ["histograms", runId, path],
    queryFn: async ({ signal }): Promise<HistogramList> => {
      const page = unwrap(await api.GET("/api/v1/runs/{runId}/histogram-series", { params: { path: { runId }, query: { path, slices } }, signal }));
      const numbers = (values: readonly WireNumber[]) => values.map(toNumber);
      return {
        total: Number(page.total),
        histograms: page.entries.map(({ step, histogram }) => histogramOf(toNumber(step), numbers(histogram.edges), numbers(histogram.counts), histogram.isDensity ?? false)),
      };
    },
    staleTime: keptFreshByFeed,
    gcTime: 60_000,
    meta: { live: { runs: [runId], kinds: ["series", "trash"], leastMs: 2_000 } },
  });
