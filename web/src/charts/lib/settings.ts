import { type ChartsAddress, type ChartSize, readStrength } from "./address";
import type { YScale } from "./projection";
import type { XAxis } from "./x-axis";

/** How all charts of a page are drawn: the address with its defaults filled in. */
export interface ChartSettings {
  readonly xAxis: XAxis;
  readonly yScale: YScale;
  readonly smoothing: number;
  readonly showBand: boolean;
  readonly cutOutliers: boolean;
  readonly size: ChartSize;
}

export function readSettings({ x, y, smooth, band, outliers, size }: ChartsAddress): ChartSettings {
  return {
    xAxis: x ?? "step",
    yScale: y ?? "linear",
    smoothing: readStrength(smooth),
    showBand: band !== "off",
    cutOutliers: outliers === "cut",
    size: size ?? "medium",
  };
}
