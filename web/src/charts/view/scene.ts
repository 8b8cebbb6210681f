import type { Range } from "../lib/projection";
import type { Line } from "./line";
import type { Palette } from "./palette";
import type { Project } from "./trace";

/** All that is needed to draw the inside of a plot. Pixels are those of the canvas. */
export interface Scene {
  readonly lines: readonly Line[];
  /** Drawn behind the others. */
  readonly faint: readonly Line[];
  readonly box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  readonly xRange: Range;
  readonly yRange: Range;
  readonly toX: Project;
  readonly toY: Project;
  readonly isLog: boolean;
  readonly pixelRatio: number;
  readonly showBand: boolean;
  readonly baseline: number | undefined;
  readonly palette: Palette;
}
