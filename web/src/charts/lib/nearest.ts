import { at } from "./columns";

/** The index of the first element that is not less than `x`; the length when all are less. */
export function lowerBound(sorted: Float64Array, x: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(sorted, middle) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The index of the element nearest to `x`, the earlier of two equally near ones; -1 for an empty column. */
export function nearestIndex(sorted: Float64Array, x: number): number {
  const after = lowerBound(sorted, x);
  if (after === 0) return sorted.length === 0 ? -1 : 0;
  if (after === sorted.length) return after - 1;
  return x - at(sorted, after - 1) <= at(sorted, after) - x ? after - 1 : after;
}
