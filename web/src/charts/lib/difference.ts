import { at, type SeriesColumns } from "./columns";
import { xExtent } from "./extent";
import type { Range } from "./projection";
import { steadyWidth } from "./steady";

/** How lines are shown against the baseline run: minus its value, or that in per cent of its size. */
export const differenceKinds = ["value", "percent"] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

const longestName = 28;

/** The baseline as an axis has room for it. */
export const nameOnAxis = (name: string) => ([...name].length > longestName ? `${[...name].slice(0, longestName - 1).join("")}…` : name);

/** Equal buckets along x, numbered from the origin on. */
export interface Grid {
  readonly origin: number;
  readonly width: number;
}

/** The buckets that the server cuts all series of one question into. */
export function gridOf(series: readonly SeriesColumns[], asked: Range | undefined, buckets: number): Grid {
  const extent = xExtent(series);
  const width = asked || !extent ? undefined : steadyWidth(extent[0], extent[1], buckets);
  if (width !== undefined) return { origin: 0, width };
  const some = series.find(({ x }) => x.length > 0);
  return { origin: some?.from ?? 0, width: ((some?.to ?? 1) - (some?.from ?? 0)) / buckets };
}

export interface Differences {
  readonly series: SeriesColumns[];
  /** Buckets in which a run has a value and the baseline has none: gaps in its line. */
  readonly gaps: number;
  /** The baseline has no value of any of the metrics. */
  readonly isWithoutBase: boolean;
}

/**
 * All series minus the one of the baseline run of the same metric, bucket by bucket: mean minus mean, smoothed minus smoothed; the band is that of the run, moved. Where the
 * baseline has no value in the bucket, and in per cent where its value is zero, there is a gap. Where runs are logged so seldom that they hardly ever meet in a bucket, buckets are put
 * together until one is as wide as the usual distance between the baseline's points.
 */
export function minusBase(series: readonly SeriesColumns[], baseId: string, kind: DifferenceKind, grid: Grid): Differences {
  const bases = new Map(series.filter(({ runId }) => runId === baseId).map((columns) => [columns.metric, columns]));
  const sizes = new Map([...bases].map(([metric, base]) => [metric, sizeFor(base, series.filter((columns) => columns.metric === metric && columns !== base), grid)]));
  let gaps = 0;
  const differences = series.map((columns) => {
    const base = bases.get(columns.metric);
    const size = sizes.get(columns.metric) ?? 1;
    const { columns: line, places } = merge(columns, grid, size);
    const other = base && merge(base, grid, size);
    const of = (pick: (columns: SeriesColumns) => Float64Array, reference: (columns: SeriesColumns) => Float64Array) => {
      let j = 0;
      return pick(line).map((value, i) => {
        if (!other) return Number.NaN;
        while (j < other.places.length && at(other.places, j) < at(places, i)) j++;
        if (at(other.places, j) !== at(places, i)) return Number.NaN;
        return difference(value, at(reference(other.columns), j), kind);
      });
    };
    const mean = of(({ mean }) => mean, ({ mean }) => mean);
    for (let i = 0; i < mean.length; i++) if (Number.isNaN(at(mean, i)) && !Number.isNaN(at(line.mean, i))) gaps++;
    return {
      ...line,
      mean,
      min: of(({ min }) => min, ({ mean }) => mean),
      max: of(({ max }) => max, ({ mean }) => mean),
      last: of(({ last }) => last, ({ last }) => last),
      ...(line.smoothed && { smoothed: of(({ mean, smoothed = mean }) => smoothed, ({ mean, smoothed = mean }) => smoothed) }),
    };
  });
  return { series: differences, gaps, isWithoutBase: ![...bases.values()].some(({ mean }) => mean.some(Number.isFinite)) };
}

function difference(value: number, base: number, kind: DifferenceKind): number {
  if (!Number.isFinite(base) || (kind === "percent" && base === 0)) return Number.NaN;
  return kind === "value" ? value - base : ((value - base) / Math.abs(base)) * 100;
}

const placeOf = ({ x }: SeriesColumns, { origin, width }: Grid, size: number) => x.map((x) => (width > 0 ? Math.floor((x - origin) / width / size) : 0));

/** How many buckets are put together: one where most of the values between the ends of the baseline meet a value of it. A power of two, so that what is drawn stays while points come. */
function sizeFor(base: SeriesColumns, others: readonly SeriesColumns[], grid: Grid): number {
  const places = placeOf(base, grid, 1);
  const known = new Set(places);
  const [first, last] = [at(places, 0), at(places, places.length - 1)];
  let within = 0;
  let met = 0;
  for (const columns of others)
    for (const place of placeOf(columns, grid, 1)) {
      if (!(place >= first && place <= last)) continue;
      within++;
      if (known.has(place)) met++;
    }
  if (met * 2 >= within) return 1;
  const distances = places.slice(1).map((place, i) => place - at(places, i)).sort();
  return 2 ** Math.ceil(Math.log2(Math.max(1, at(distances, distances.length >> 1))));
}

/** The same series with neighbouring buckets put together; `places` says which bucket each one is. */
function merge(columns: SeriesColumns, grid: Grid, size: number): { columns: SeriesColumns; places: Float64Array } {
  const places = placeOf(columns, grid, size);
  const starts = [...places.keys()].filter((i) => i === 0 || at(places, i) !== at(places, i - 1));
  if (starts.length === places.length) return { columns, places };
  const each = (figure: (from: number, to: number) => number) => Float64Array.from(starts, (from, i) => figure(from, starts[i + 1] ?? places.length));
  const first = (column: Float64Array) => each((from) => at(column, from));
  const last = (column: Float64Array) => each((_, to) => at(column, to - 1));
  const sum = (column: Float64Array) => each((from, to) => column.subarray(from, to).reduce((all, count) => all + count, 0));
  const of = (column: Float64Array, choose: (a: number, b: number) => number) =>
    each((from, to) => column.subarray(from, to).reduce((a, b) => (Number.isNaN(a) ? b : Number.isNaN(b) ? a : choose(a, b)), Number.NaN));
  const { count, nan, positiveInfinity, negativeInfinity, mean, smoothed } = columns;
  const finite = (i: number) => at(count, i) - at(nan, i) - at(positiveInfinity, i) - at(negativeInfinity, i);
  const [firstX, lastX] = [first(columns.firstX), last(columns.lastX)];
  return {
    places: first(places),
    columns: {
      ...columns,
      firstX,
      lastX,
      x: firstX.map((start, i) => start + (at(lastX, i) - start) / 2),
      count: sum(count),
      nan: sum(nan),
      positiveInfinity: sum(positiveInfinity),
      negativeInfinity: sum(negativeInfinity),
      min: of(columns.min, Math.min),
      max: of(columns.max, Math.max),
      mean: each((from, to) => {
        let [total, points] = [0, 0];
        for (let i = from; i < to; i++) if (finite(i) > 0) (total += at(mean, i) * finite(i)), (points += finite(i));
        return points > 0 ? total / points : Number.NaN;
      }),
      last: last(columns.last),
      ...(smoothed && { smoothed: last(smoothed) }),
    },
  };
}
