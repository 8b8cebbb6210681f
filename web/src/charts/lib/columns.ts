import type { ColumnTable } from "../api/binary-columns";
import { type Metric, metricOfPath } from "./metric";

/**
 * One float series of one run, cut into buckets along x: columns of equal length, ordered by x, empty buckets left out.
 * `min`, `max` and `mean` are over the finite values of the bucket and NaN when it has none. Never changed once made.
 */
export interface SeriesColumns {
  readonly runId: string;
  readonly metric: Metric;
  /** The range that was cut into buckets. */
  readonly from: number;
  readonly to: number;
  /** Points in the range. */
  readonly total: number;
  /** Where the bucket is drawn: the middle of its first and last point. Exact when it holds one point. */
  readonly x: Float64Array;
  readonly firstX: Float64Array;
  readonly lastX: Float64Array;
  readonly count: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly mean: Float64Array;
  readonly last: Float64Array;
  readonly nan: Float64Array;
  readonly positiveInfinity: Float64Array;
  readonly negativeInfinity: Float64Array;
  /** The smoothed curve at `lastX`, when it was asked for. */
  readonly smoothed?: Float64Array;
  /** Of a group: how many series count. */
  readonly series?: Float64Array;
}

/**
 * Reads a series of the server's answer.
 * @param metric what was asked for, which the name in the answer alone does not tell
 */
export function columnsOfTable(table: ColumnTable, metric: Metric = metricOfPath(table.path)): SeriesColumns {
  const column = (name: string) => table.column(name) ?? new Float64Array(table.rows);
  const firstX = column("firstX");
  const lastX = column("lastX");
  return {
    runId: table.runId,
    metric,
    from: table.from,
    to: table.to,
    total: table.total,
    x: firstX.map((first, i) => first + ((lastX[i] ?? first) - first) / 2),
    firstX,
    lastX,
    count: column("count"),
    min: column("min"),
    max: column("max"),
    mean: column("mean"),
    last: column("last"),
    nan: column("nanCount"),
    positiveInfinity: column("positiveInfinityCount"),
    negativeInfinity: column("negativeInfinityCount"),
    smoothed: table.column("smoothed"),
  };
}

/** An element of a column; the caller keeps to its length, which the compiler cannot see. */
export function at(values: Float64Array, index: number): number {
  return values[index] ?? Number.NaN;
}

/** How many values of the series cannot be drawn as a point of the line. */
export function countNonFinite({ nan, positiveInfinity, negativeInfinity }: SeriesColumns): number {
  let sum = 0;
  for (const counts of [nan, positiveInfinity, negativeInfinity]) for (const count of counts) sum += count;
  return sum;
}

/** x of the first bucket with a value that is not finite. */
export function firstNonFiniteX({ x, nan, positiveInfinity, negativeInfinity }: SeriesColumns): number | undefined {
  return x.find((_, i) => at(nan, i) + at(positiveInfinity, i) + at(negativeInfinity, i) > 0);
}
