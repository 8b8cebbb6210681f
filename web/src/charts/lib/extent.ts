import { at, type SeriesColumns } from "./columns";
import { projection, type Range, type YScale } from "./projection";

/** The part of the buckets that stays in view when outliers are cut and the percentiles of the points are not known. */
const kept = 0.98;
const paddingShare = 0.06;

/** The x range of all series together; undefined when there is no point. */
export function xExtent(series: readonly SeriesColumns[]): Range | undefined {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const { firstX, lastX } of series) {
    if (firstX.length === 0) continue;
    min = Math.min(min, at(firstX, 0));
    max = Math.max(max, at(lastX, lastX.length - 1));
  }
  return min <= max ? [min, max] : undefined;
}

/**
 * A range that is wider than nothing, so that one point stands in the middle.
 * @param leastHalf how much at least is added on both sides: one, where values are whole numbers
 */
export function widen([min, max]: Range, leastHalf = 0): Range {
  if (max > min) return [min, max];
  const half = min === 0 ? 1 : Math.max(leastHalf, Math.abs(min) / 2);
  return [min - half, max + half];
}

/** A line's buckets and the bounds of its band. */
export interface Bounded {
  readonly columns: SeriesColumns;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly shape?: string;
}

export interface YExtent {
  readonly range: Range;
  /** Buckets with values outside `range`. Not zero only when outliers are cut. */
  readonly outside: number;
  /** Buckets with values that a log scale cannot show: zero and below. */
  readonly undrawable: number;
}

/**
 * The y range that shows the series inside `x`: with a margin, and every minimum and maximum in view unless outliers are
 * to be cut: then what is usual, as far as it is known, is in view. Undefined when nothing can be drawn.
 */
export function yExtent(lines: readonly Bounded[], x: Range, scale: YScale, cutOutliers: boolean, baseline?: number, usual?: Range): YExtent | undefined {
  const lows: number[] = [];
  const highs: number[] = [];
  let undrawable = 0;
  for (const { columns, low: min, high: max, shape } of lines) {
    const { firstX, lastX } = columns;
    // Bars stand on zero.
    if (shape === "bars" && scale !== "log") (lows.push(0), highs.push(0));
    for (let i = 0; i < min.length; i++) {
      if (at(lastX, i) < x[0] || at(firstX, i) > x[1] || Number.isNaN(at(min, i))) continue;
      if (scale === "log" && at(min, i) <= 0) {
        undrawable++;
        if (at(max, i) <= 0) continue;
        lows.push(at(max, i));
      } else {
        lows.push(at(min, i));
      }
      highs.push(at(max, i));
    }
  }
  if (highs.length === 0) return undefined;
  if (baseline !== undefined && !(scale === "log" && baseline <= 0)) (lows.push(baseline), highs.push(baseline));
  const full: Range = [least(lows), greatest(highs)];
  const shown = cutOutliers ? (within(usual, full, scale) ?? cut(lows, highs, full)) : full;
  const range = pad(shown, scale);
  const outside = cutOutliers ? lows.filter((low, i) => low < range[0] || (highs[i] ?? low) > range[1]).length : 0;
  return { range, outside, undrawable };
}

// Math.min(...values) fails on long lists.
const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
const greatest = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);

/** What is usual, as far as it is in the picture; undefined when it is no range there. */
function within(usual: Range | undefined, full: Range, scale: YScale): Range | undefined {
  if (!usual) return undefined;
  const low = Math.max(full[0], scale === "log" && usual[0] <= 0 ? full[0] : usual[0]);
  const high = Math.min(full[1], usual[1]);
  return low < high ? [low, high] : undefined;
}

function cut(lows: number[], highs: number[], full: Range): Range {
  const sortedLows = lows.toSorted((a, b) => a - b);
  const sortedHighs = highs.toSorted((a, b) => a - b);
  const last = lows.length - 1;
  const low = sortedLows[Math.floor(last * (1 - kept))] ?? full[0];
  const high = sortedHighs[Math.ceil(last * kept)] ?? full[1];
  return low < high ? [low, high] : full;
}

function pad(range: Range, scale: YScale): Range {
  const [min, max] = range;
  if (scale === "log") {
    if (min === max) return [min / 2, max * 2];
    const margin = (max / min) ** paddingShare;
    return [min / margin, max * margin];
  }
  const [low, high] = widen(range);
  if (scale === "linear") {
    const margin = (high - low) * paddingShare;
    return [low - margin, high + margin];
  }
  // Equal margins on screen; found by asking where the pixels beyond both ends lie.
  const toPixel = projection("symlog", [low, high], 0, 1);
  const grow = (value: number, by: number) => {
    let step = Math.max(Math.abs(value), (high - low) * 1e-3) * by;
    while (Math.abs(toPixel(value + step) - toPixel(value)) > paddingShare * 1.5) step /= 2;
    return value + step;
  };
  return [grow(low, -0.5), grow(high, 0.5)];
}
