import type { LineStyle } from "./line-style";

/** A run whose lines are shown. */
export interface ChartRun {
  readonly id: string;
  readonly shortId: string;
  /** How addresses name it, where that is not its short id. */
  readonly text?: string;
  /** Of the project that it is in, where that is not the page's. */
  readonly projectId?: string;
  /** What its lines are called. */
  readonly name: string;
  readonly style: LineStyle;
  /** The last step that it has from the run it was forked from. */
  readonly fork?: number;
}
