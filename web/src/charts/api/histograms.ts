import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { ProblemError } from "@/api/problem";
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

/** The histograms of one run; null where it has no such series. */
export const histogramsQuery = (runId: string, path: string) =>
  queryOptions({
    queryKey: ["histograms", runId, path],
    queryFn: async ({ signal }): Promise<HistogramList | null> => {
      const page = await api
        .GET("/api/v1/runs/{runId}/histogram-series", { params: { path: { runId }, query: { path, slices } }, signal })
        .then(unwrap)
        .catch((error: unknown) => {
          if (error instanceof ProblemError && error.status === 404) return null;
          throw error;
        });
      if (page === null) return null;
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
