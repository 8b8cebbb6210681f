import type { LineSpec } from "../lib/chart-lines";
import type { ChartRun } from "../lib/chart-run";
import type { SeriesColumns } from "../lib/columns";
import { type DifferenceKind, gridOf, minusBase } from "../lib/difference";
import type { Range } from "../lib/projection";
import type { ChartSettings } from "../lib/settings";
import { makePicture, type Picture, type Ranges } from "./make-model";

export interface AskedDifference {
  readonly kind: DifferenceKind;
  readonly base: ChartRun;
  /** What the y axis is called unless somebody gave it a name. */
  readonly yLabel: string;
}

/** The lines of the baseline that have to be asked for beside those of the chart. */
export const withBase = (lines: readonly LineSpec[], base: ChartRun): readonly LineSpec[] => {
  const known = new Set(lines.filter(({ run }) => run.id === base.id).map(({ metric }) => metric));
  const missing = [...new Map(lines.filter(({ metric }) => !known.has(metric)).map((line) => [line.metric, line])).values()];
  return missing.length === 0 ? lines : [...missing.map((line): LineSpec => ({ ...line, id: `${base.id} ${line.metric}`, run: base })), ...lines];
};

/** The picture of a chart whose lines are shown minus those of the baseline; undefined where the baseline has no value to take away. */
export function makeDifference(
  series: readonly SeriesColumns[],
  specs: readonly LineSpec[],
  ranges: Ranges,
  settings: ChartSettings,
  language: string,
  { kind, base, yLabel }: AskedDifference,
  asked: Range | undefined,
  buckets: number,
): Picture | undefined {
  const { series: differences, gaps, isWithoutBase } = minusBase(series, base.id, kind, gridOf(series, asked, buckets));
  if (isWithoutBase) return undefined;
  const picture = makePicture(
    differences,
    specs,
    ranges,
    {
      ...settings,
      // Half of all differences are below zero.
      yScale: settings.yScale === "log" ? "symlog" : settings.yScale,
      yLabel: settings.yLabel ?? yLabel,
      unit: kind === "percent" ? "%" : settings.unit,
      baseline: 0,
    },
    language,
  );
  return picture && { ...picture, gaps, model: { ...picture.model, difference: { kind, to: base.name } } };
}
