import { at, type SeriesColumns } from "../lib/columns";
import type { LineSpec } from "../lib/chart-lines";
import type { LineStyle } from "../lib/line-style";
import type { ChartSettings, Shape } from "../lib/settings";
import { smooth } from "../lib/smoothing";

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
  /** What is drawn: the means of the buckets, smoothed if wanted. */
  readonly values: Float64Array;
  /** The means as they are, drawn faintly behind a smoothed line. */
  readonly raw: Float64Array | undefined;
  /** The band behind the line. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly shape: Exclude<Shape, "auto">;
  readonly points: ChartSettings["points"];
  /** In pixels. */
  readonly width: number;
}

// A few whole numbers in many points are states, and what lies between two states was never there.
const mostStates = 12;

/** All values are whole numbers, and there are only a few different ones. */
export function isDiscrete({ min, max, last }: SeriesColumns): boolean {
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

/** @param span the width of the x range on screen, which smoothing goes by */
export function makeLine(spec: LineSpec, columns: SeriesColumns, settings: ChartSettings, span: number): Line {
  const shape = settings.shape === "auto" ? (isDiscrete(columns) ? "step" : "line") : settings.shape;
  const isSmoothed = settings.smoothing > 0 && columns.x.length > 1 && shape !== "states";
  return {
    id: spec.id,
    key: spec.key,
    runId: spec.run.id,
    name: spec.name,
    style: spec.style,
    columns,
    values: isSmoothed ? smooth(columns.x, columns.mean, settings.smoothing, span) : columns.mean,
    raw: isSmoothed ? columns.mean : undefined,
    low: columns.min,
    high: columns.max,
    shape,
    points: settings.points,
    width: settings.width,
  };
}
