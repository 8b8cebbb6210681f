import type { SeriesColumns } from "../lib/columns";
import type { LineStyle } from "../lib/line-style";
import { smooth } from "../lib/smoothing";

/** One line of a chart, ready to be drawn. */
export interface Line {
  readonly id: string;
  /** Shown as text, whatever characters it holds. */
  readonly name: string;
  readonly style: LineStyle;
  readonly columns: SeriesColumns;
  /** What is drawn: the means of the buckets, smoothed if wanted. */
  readonly values: Float64Array;
  /** The means as they are, drawn faintly behind a smoothed line. */
  readonly raw: Float64Array | undefined;
}

/** @param span the width of the x range on screen, which smoothing goes by */
export function makeLine(
  head: { id: string; name: string; style: LineStyle },
  columns: SeriesColumns,
  strength: number,
  span: number,
): Line {
  const isSmoothed = strength > 0 && columns.x.length > 1;
  return {
    ...head,
    columns,
    values: isSmoothed ? smooth(columns.x, columns.mean, strength, span) : columns.mean,
    raw: isSmoothed ? columns.mean : undefined,
  };
}
