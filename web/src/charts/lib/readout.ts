import { at, type SeriesColumns } from "./columns";
import { nearestIndex } from "./nearest";

/** What one line says at one x. */
export interface Reading {
  readonly lineId: string;
  /** Index of the bucket. */
  readonly index: number;
  /** What is drawn there; NaN when the bucket holds no finite value. */
  readonly value: number;
}

export interface ReadableLine {
  readonly id: string;
  readonly columns: SeriesColumns;
  /** The drawn column: smoothed, or the means. */
  readonly values: Float64Array;
}

/**
 * What every line says at `x`: its bucket nearest to there. A line that begins later or ended earlier says nothing,
 * except within `tolerance` of its ends.
 */
export function readAt(lines: readonly ReadableLine[], x: number, tolerance: number): Reading[] {
  const readings: Reading[] = [];
  for (const { id, columns, values } of lines) {
    const index = nearestIndex(columns.x, x);
    if (index < 0) continue;
    const [first, last] = [at(columns.firstX, 0), at(columns.lastX, columns.lastX.length - 1)];
    if (x < first - tolerance || x > last + tolerance) continue;
    readings.push({ lineId: id, index, value: at(values, index) });
  }
  return readings;
}

/** Largest first, as lines stand one above the other; those without a number last. */
export function byValue(a: Reading, b: Reading): number {
  if (Number.isNaN(a.value)) return Number.isNaN(b.value) ? 0 : 1;
  return Number.isNaN(b.value) ? -1 : b.value - a.value;
}

/** Orders of the rows of a tooltip. */
export const tipOrders = ["value", "name", "near"] as const;
export type TipOrder = (typeof tipOrders)[number];

const names = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** @param middle the value that "near" is near to: where the pointer stands */
export function sortReadings(readings: readonly Reading[], order: TipOrder, nameOf: (lineId: string) => string, middle: number | undefined): Reading[] {
  if (order === "name") return readings.toSorted((a, b) => names.compare(nameOf(a.lineId), nameOf(b.lineId)));
  if (order === "value" || middle === undefined) return readings.toSorted(byValue);
  const away = ({ value }: Reading) => (Number.isNaN(value) ? Number.POSITIVE_INFINITY : Math.abs(value - middle));
  return readings.toSorted((a, b) => away(a) - away(b));
}

/** The line whose reading is nearest to a pixel, within `reachPx` of it. */
export function nearestReading(
  readings: readonly Reading[],
  toPixel: (value: number) => number,
  pixel: number,
  reachPx: number,
): Reading | undefined {
  let nearest: Reading | undefined;
  let least = reachPx;
  for (const reading of readings) {
    const distance = Math.abs(toPixel(reading.value) - pixel);
    if (distance <= least) {
      least = distance;
      nearest = reading;
    }
  }
  return nearest;
}

/** The rows that fit: the nearest line and those around it in the order given. */
export function fitRows(sorted: readonly Reading[], nearestId: string | undefined, most: number): readonly Reading[] {
  if (sorted.length <= most) return sorted;
  const middle = Math.max(0, sorted.findIndex(({ lineId }) => lineId === nearestId));
  const start = Math.min(Math.max(0, middle - Math.floor(most / 2)), sorted.length - most);
  return sorted.slice(start, start + most);
}
