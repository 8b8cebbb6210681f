import type { LineSpec } from "../lib/chart-lines";
import { at, countNonFinite, firstNonFiniteX, type SeriesColumns } from "../lib/columns";
import { widen, xExtent, yExtent } from "../lib/extent";
import { type Metric, nameOfMetric } from "../lib/metric";
import type { Range } from "../lib/projection";
import type { ChartSettings } from "../lib/settings";
import type { ChartModel } from "./chart-view";
import { makeLine } from "./line";

/** A chart and what has to be said beside it, so that the picture hides nothing. */
export interface Picture {
  readonly model: ChartModel;
  /** Points that are not finite. */
  readonly nonFinite: number;
  readonly firstNonFinite: number | undefined;
  /** Buckets with values outside the picture because outliers are cut. */
  readonly outside: number;
  /** Buckets with values, or x, that a log scale cannot show. */
  readonly undrawable: number;
  /** Buckets that have a value where the baseline has none. */
  readonly gaps: number;
}

export interface Ranges {
  readonly x: Range | undefined;
  readonly y: Range | undefined;
}

const seriesKey = (runId: string, metric: Metric) => `${runId} ${metric}`;

/**
 * Undefined when there is no point at all. Series that no line is asked for are left out.
 * @param behind lines that are drawn faintly behind the others
 * @param usual the values without their outliers, where they are known
 */
export function makePicture(
  series: readonly SeriesColumns[],
  specs: readonly LineSpec[],
  ranges: Ranges,
  settings: ChartSettings,
  language: string,
  behind: readonly LineSpec[] = [],
  usual?: Range,
): Picture | undefined {
  const byKey = new Map(series.map((columns) => [seriesKey(columns.runId, columns.metric), columns]));
  const found = (specs: readonly LineSpec[]) =>
    specs.flatMap((spec) => {
      const columns = byKey.get(seriesKey(spec.run.id, spec.metric));
      return columns && columns.x.length > 0 ? [{ spec, columns }] : [];
    });
  const shown = found(specs);
  const all = shown.map(({ columns }) => columns);
  const extent = xExtent(all);
  if (extent === undefined) return undefined;
  const xFit = settings.isXLog ? logRange(all, ranges.x ?? extent) : { range: ranges.x ?? widen(extent, settings.x.axis === "step" ? 1 : 0), undrawable: 0 };
  const xRange = xFit.range;
  const lines = shown.map(({ spec, columns }) => makeLine(spec, columns, settings));
  const faint = found(behind).map(({ spec, columns }) => makeLine(spec, columns, settings));
  const fit = yExtent([...lines, ...faint], xRange, settings.yScale, settings.cutOutliers, settings.baseline, usual);
  const isZoomed = ranges.y !== undefined && !(settings.yScale === "log" && ranges.y[0] <= 0);
  const yRange = (isZoomed ? ranges.y : fit?.range) ?? (settings.yScale === "log" ? [0.1, 1] : [0, 1]);
  return {
    model: {
      lines,
      faint,
      source: { x: settings.x, inherited: settings.inherited },
      xAxis: settings.x.axis,
      xRange,
      isXLog: settings.isXLog,
      yScale: settings.yScale,
      yRange,
      hasValues: (fit !== undefined || isZoomed) && !lines.every(({ shape }) => shape === "states"),
      showBand: settings.showBand,
      difference: undefined,
      baseline: settings.baseline,
      pins: [],
      xLabel: settings.xLabel ?? (settings.x.metric && nameOfMetric(settings.x.metric)),
      yLabel: settings.yLabel,
      unit: settings.unit,
      language,
    },
    nonFinite: all.reduce((sum, columns) => sum + countNonFinite(columns), 0),
    firstNonFinite: all.map(firstNonFiniteX).find((x) => x !== undefined),
    outside: fit?.outside ?? 0,
    undrawable: (fit?.undrawable ?? 0) + xFit.undrawable,
    gaps: 0,
  };
}

/** The part of a range that a log scale can show, and how many buckets lie before it. */
function logRange(series: readonly SeriesColumns[], [min, max]: Range): { range: Range; undrawable: number } {
  let least = Number.POSITIVE_INFINITY;
  let undrawable = 0;
  for (const { x } of series) {
    for (let i = 0; i < x.length; i++) {
      if (at(x, i) > 0) {
        if (at(x, i) >= min) least = Math.min(least, at(x, i));
        break;
      }
      if (at(x, i) >= min) undrawable++;
    }
  }
  const low = min > 0 ? min : Number.isFinite(least) ? least : 1;
  return { range: max > low ? [low, max] : [low / 2, low * 2], undrawable };
}
