import { at, type SeriesColumns } from "../lib/columns";
import type { LineSpec } from "../lib/chart-lines";
import type { LineStyle } from "../lib/line-style";
import type { ChartSettings, Shape } from "../lib/settings";

/** One line of a chart, ready to be drawn. */
export interface Line {
  readonly id: string;
  /** Stands for it in addresses. */
  readonly key: string;
  readonly runId: string | undefined;
  /** Shown as text, whatever characters it holds. */
  readonly name: string;
  readonly style: LineStyle;
  readonly columns: SeriesColumns;
  /** What is drawn: the means of the buckets, or the smoothed curve. */
  readonly values: Float64Array;
  /** Where it is drawn: in the middle of what a bucket holds, or where the smoothed curve was taken. */
  readonly x: Float64Array;
  /** The means as they are, drawn faintly behind a smoothed line. */
  readonly raw: Float64Array | undefined;
  /** The band behind the line. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly shape: Exclude<Shape, "auto">;
  readonly points: ChartSettings["points"];
  /** Every so many drawn points carry its marker; undefined: none do. */
  readonly markers: number | undefined;
  /** In pixels. */
  readonly width: number;
  /** x of the last point that is inherited. */
  readonly fork: number | undefined;
}

// A few whole numbers in many points are states, and what lies between two states was never there.
const mostStates = 12;

/** All values are whole numbers, and there are only a few different ones. */
function isDiscrete({ min, max, last }: SeriesColumns): boolean {
  if (min.length < 3) return false;
  const seen = new Set<number>();
  for (const values of [min, max, last]) {
    for (let i = 0; i < values.length; i++) {
      const value = at(values, i);
      if (Number.isNaN(value)) continue;
      if (!Number.isInteger(value) || seen.add(value).size > mostStates) return false;
    }
  }
  return seen.size > 0 && seen.size * 2 <= min.length;
}

export function makeLine(spec: LineSpec, columns: SeriesColumns, settings: ChartSettings): Line {
  const shape = settings.shape === "auto" ? (isDiscrete(columns) ? "step" : "line") : settings.shape;
  const smoothed = shape === "states" ? undefined : columns.smoothed;
  return {
    id: spec.id,
    key: spec.key,
    runId: columns.series ? undefined : spec.run.id,
    name: spec.name,
    style: spec.style,
    columns,
    values: smoothed ?? columns.mean,
    x: smoothed ? columns.lastX : columns.x,
    raw: smoothed ? columns.mean : undefined,
    low: columns.min,
    high: columns.max,
    shape,
    points: settings.points,
    markers: shape === "states" || shape === "bars" ? undefined : settings.markers,
    width: spec.style.width ?? settings.width,
    // Where a fork lies is known by its step alone.
    fork: settings.inherited && settings.x.axis === "step" && !columns.series && at(columns.firstX, 0) <= (spec.run.fork ?? Number.NaN) ? spec.run.fork : undefined,
  };
}
