import { durationLabel, momentLabels, numberLabels } from "../lib/labels";
import { type Range, symlogThreshold } from "../lib/projection";
import { absoluteTimeTicks, linearTicks, logTicks, relativeTimeTicks, stepTicks, symlogTicks } from "../lib/ticks";
import { isRelative } from "../lib/x-axis";
import type { ChartModel } from "./chart-view";

/** Where the x axis of a chart has ticks, on screen and in files. */
export function ticksOfX({ xAxis, isXLog }: Pick<ChartModel, "xAxis" | "isXLog">, range: Range, most: number): number[] {
  if (isXLog) return logTicks(range, most);
  if (xAxis === "step") return stepTicks(range, most);
  if (xAxis === "series") return linearTicks(range, most);
  return isRelative(xAxis) ? relativeTimeTicks(range, most) : absoluteTimeTicks(range, most);
}

export function labelsOfX({ xAxis, isXLog, language }: Pick<ChartModel, "xAxis" | "isXLog" | "language">, ticks: readonly number[]): string[] {
  if (xAxis === "step" || xAxis === "series") return numberLabels(ticks, isXLog);
  return isRelative(xAxis) ? ticks.map(durationLabel) : momentLabels(ticks, language);
}

/** None where no value can be drawn. */
export function ticksOfY({ yScale, hasValues }: Pick<ChartModel, "yScale" | "hasValues">, range: Range, most: number): number[] {
  if (!hasValues) return [];
  if (yScale === "log") return logTicks(range, most);
  return yScale === "symlog" ? symlogTicks(range, symlogThreshold(range), most) : linearTicks(range, most);
}

export const labelsOfY = ({ yScale }: Pick<ChartModel, "yScale">, ticks: readonly number[]): string[] => numberLabels(ticks, yScale !== "linear");
