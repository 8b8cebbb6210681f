import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { toNumber } from "@/api/types";
import { keptFreshByFeed } from "@/lib/query-client";
import { axisSourceOf } from "../lib/metric";
import type { Range } from "../lib/projection";
import type { XChoice } from "../lib/x-axis";
import { type Series, wireOf } from "./buckets";

/** Along which x, and with which history. */
export interface Source {
  readonly x: XChoice;
  readonly inherited: boolean;
}

/** The most series that one call answers. */
const limit = 1000;
/** The share of the points that may leave the picture at either end. */
const tail = 0.02;

const axisOf = ({ x, inherited }: Source) => ({ x: x.axis, ...(x.metric !== undefined && axisSourceOf(x.metric)), inherited });

/** From the least 2nd to the greatest 98th percentile of the points of all series in a range of x: what is left when outliers are left out. */
export const usualRangeQuery = (source: Source, series: readonly Series[], range: Range | undefined) =>
  queryOptions({
    queryKey: ["usual range", source, series, range],
    queryFn: async ({ signal }): Promise<Range | null> => {
      const body = { series: wireOf(series.slice(0, limit)), ...axisOf(source), ...(range && { from: range[0], to: range[1] }), quantiles: [tail, 1 - tail] };
      const answer = unwrap(await api.POST("/api/v1/series/statistics", { body, signal }));
      const ends = answer.series.map(({ quantiles }) => quantiles.map(toNumber)).filter((pair) => pair.every(Number.isFinite));
      if (ends.length === 0) return null;
      return [ends.reduce((least, [low = least]) => Math.min(least, low), Number.POSITIVE_INFINITY), ends.reduce((most, [, high = most]) => Math.max(most, high), Number.NEGATIVE_INFINITY)];
    },
    placeholderData: keepPreviousData,
    staleTime: keptFreshByFeed,
    gcTime: 60_000,
    meta: { live: { runs: [...new Set(series.map(({ runId }) => runId))], kinds: ["series", "trash"], leastMs: 5_000 } },
  });

/** A logged point, as it is. */
export interface ExactPoint {
  readonly x: number;
  readonly step: number;
  readonly unixMicros: number;
  readonly value: number;
}

/** Of each series the logged point that is nearest to an x; undefined for those that have none. */
export const exactQuery = (source: Source, series: readonly Series[], at: number) =>
  queryOptions({
    queryKey: ["exact", source, series, at],
    queryFn: async ({ signal }): Promise<readonly (ExactPoint | undefined)[]> => {
      const answer = unwrap(await api.POST("/api/v1/series/nearest", { body: { series: wireOf(series.slice(0, limit)), at, ...axisOf(source) }, signal }));
      return answer.series.map(({ point }) => (point ? { x: toNumber(point.x), step: toNumber(point.step), unixMicros: Number(point.unixMicros), value: toNumber(point.value) } : undefined));
    },
    enabled: series.length > 0,
    staleTime: 30_000,
    gcTime: 30_000,
  });

/** Unix seconds of the zero of an axis of time, by run: what the points nearest to it say. */
export function originsOf(series: readonly Series[], points: readonly (ExactPoint | undefined)[] | undefined): ReadonlyMap<string, number> {
  const origins = new Map<string, number>();
  points?.forEach((point, i) => {
    const run = series[i]?.runId;
    if (point && run !== undefined) origins.set(run, point.unixMicros / 1e6 - point.x);
  });
  return origins;
}
