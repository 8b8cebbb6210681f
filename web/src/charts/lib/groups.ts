import type { ChartRun } from "./chart-run";
import type { LineSpec } from "./chart-lines";
import type { SeriesColumns } from "./columns";
import { colorCount, dashes } from "./line-style";
import { type Metric, shortNameOfMetric } from "./metric";

/** What the band around the line of a group is; the line is the mean, and with quartiles the median. */
export const spreads = ["deviation", "error", "confidence", "range", "quartiles"] as const;
export type Spread = (typeof spreads)[number];

/** How the runs of a page are put together. */
export interface Grouping {
  /** The name of the group of each run, by its id. */
  readonly groupOf: ReadonlyMap<string, string>;
  readonly spread: Spread;
  /** The lines of the runs are drawn faintly behind those of their groups. */
  readonly showMembers: boolean;
}

/** The line of a group: a metric of several runs. */
export interface GroupSpec extends LineSpec {
  readonly members: readonly ChartRun[];
}

/** One line for each group and metric; groups look different, and so do metrics by their dashes. */
export function groupLines(metrics: readonly Metric[], runs: readonly ChartRun[], { groupOf }: Grouping): GroupSpec[] {
  const groups = new Map<string, ChartRun[]>();
  for (const run of runs) {
    const name = groupOf.get(run.id) ?? "";
    const members = groups.get(name);
    if (members) members.push(run);
    else groups.set(name, [run]);
  }
  return [...groups].flatMap(([group, members], i) =>
    metrics.map((metric, j): GroupSpec => {
      const slot = metrics.length === 1 ? Math.floor(i / colorCount) : j;
      const style = { color: i % colorCount, dash: slot % dashes.length };
      const short = metrics.length === 1 ? "" : ` · ${shortNameOfMetric(metric)}`;
      const run: ChartRun = { id: `group ${group}`, shortId: group, name: group, style };
      return { id: `${run.id} ${metric}`, key: `group:${group}${short}`, run, metric, name: `${group}${short} (n=${members.length})`, style, members };
    }),
  );
}

/** The figures of a group in buckets, as columns of equal length. */
export interface GroupColumns {
  readonly from: number;
  readonly to: number;
  /** Into how many equal parts the range is cut. */
  readonly parts: number;
  readonly index: Float64Array;
  readonly series: Float64Array;
  readonly points: Float64Array;
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  readonly error: Float64Array;
  readonly pointMin: Float64Array;
  readonly pointMax: Float64Array;
  readonly median: Float64Array;
  readonly lowerQuartile: Float64Array;
  readonly upperQuartile: Float64Array;
}

// The 97.5 % quantile of Student's t distribution by degrees of freedom, from 1; later ones by its expansion in 1/df.
const quantiles = [12.7062, 4.30265, 3.18245, 2.77645, 2.57058, 2.44691, 2.36462, 2.306, 2.26216, 2.22814];

/** How many standard errors a 95 per cent interval of the mean of n values reaches to each side. */
export function confidenceFactor(n: number): number {
  const df = n - 1;
  if (df < 1) return Number.NaN;
  const known = quantiles[df - 1];
  if (known !== undefined) return known;
  const z = 1.959964;
  return z + (z ** 3 + z) / (4 * df) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * df ** 2) + (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * df ** 3);
}

/** The line and the band of a group, as a chart draws series. A single run has no deviation: there the band is the line. */
export function columnsOfGroup(spec: GroupSpec, group: GroupColumns, spread: Spread): SeriesColumns {
  const { index, series, points, mean, deviation, error, median } = group;
  const width = (group.to - group.from) / Math.max(1, group.parts);
  const line = spread === "quartiles" ? median : mean;
  const half = (i: number) => {
    if (spread === "deviation") return deviation[i] ?? 0;
    return (error[i] ?? 0) * (spread === "confidence" ? confidenceFactor(series[i] ?? 0) : 1);
  };
  const bound = (which: Float64Array, sign: number) => {
    if (spread === "range" || spread === "quartiles") return which;
    return line.map((value, i) => (Number.isFinite(half(i)) ? value + sign * half(i) : value));
  };
  const none = new Float64Array(index.length);
  return {
    runId: spec.run.id,
    metric: spec.metric,
    from: group.from,
    to: group.to,
    total: points.reduce((sum, count) => sum + count, 0),
    x: index.map((i) => group.from + (i + 0.5) * width),
    firstX: index.map((i) => group.from + i * width),
    lastX: index.map((i) => group.from + (i + 1) * width),
    count: points,
    series,
    min: bound(spread === "quartiles" ? group.lowerQuartile : group.pointMin, -1),
    max: bound(spread === "quartiles" ? group.upperQuartile : group.pointMax, 1),
    mean: line,
    last: line,
    nan: none,
    positiveInfinity: none,
    negativeInfinity: none,
  };
}
