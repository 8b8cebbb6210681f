import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keptFreshByFeed } from "@/lib/query-client";
import type { LineSpec } from "../lib/chart-lines";
import { readColumns, type SeriesColumns } from "../lib/columns";
import type { Range } from "../lib/projection";
import type { PlainXAxis } from "../lib/x-axis";

/** The most series that one call answers. */
export const seriesLimit = 1000;
/** The most lines that one chart asks for, in several calls. */
export const lineLimit = 5000;

export interface BucketView {
  readonly series: readonly { readonly runId: string; readonly path: string }[];
  readonly x: PlainXAxis;
  /** Undefined: all there is. */
  readonly range: Range | undefined;
  readonly buckets: number;
}

export const seriesOf = (lines: readonly LineSpec[]): BucketView["series"] =>
  lines.slice(0, lineLimit).map(({ run, metric }) => ({ runId: run.id, path: metric }));

// A live answer of many lines is large: it is asked for less often.
const leastMsFor = (lines: number) => (lines <= 50 ? 500 : lines <= 300 ? 2_000 : 6_000);

/** The series, exact at the given number of buckets over the given range. */
export const bucketsQuery = (view: BucketView) => {
  const runs = [...new Set(view.series.map(({ runId }) => runId))];
  const paths = JSON.stringify([...new Set(view.series.map(({ path }) => path))]);
  return queryOptions({
    queryKey: ["buckets", view, paths] as const,
    queryFn: async ({ signal }): Promise<SeriesColumns[]> => {
      const { series, x, range, buckets } = view;
      const parts: SeriesColumns[][] = [];
      for (let start = 0; start < series.length; start += seriesLimit) {
        const body = { series: series.slice(start, start + seriesLimit), x, buckets, ...(range && { from: range[0], to: range[1] }) };
        parts.push(unwrap(await api.POST("/api/v1/series/buckets", { body, signal })).series.map(readColumns));
      }
      return parts.flat();
    },
    enabled: view.series.length > 0,
    // The picture stays while a finer one is on its way, unless it shows something else.
    placeholderData: (earlier: SeriesColumns[] | undefined, query) =>
      query?.queryKey[1].x === view.x && query.queryKey[2] === paths ? earlier : undefined,
    // Columns are never changed, and comparing them costs more than drawing them.
    structuralSharing: false,
    staleTime: keptFreshByFeed,
    gcTime: 60_000,
    meta: { live: { runs, kinds: ["series", "trash"], leastMs: leastMsFor(view.series.length) } },
  });
};
