import type { ChartRun } from "../lib/chart-run";
import { countNonFinite, firstNonFiniteX, type SeriesColumns } from "../lib/columns";
import { widen, xExtent, yExtent } from "../lib/extent";
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
  /** Buckets with values that a log scale cannot show. */
  readonly undrawable: number;
}

export interface Ranges {
  readonly x: Range | undefined;
  readonly y: Range | undefined;
}

/** Undefined when there is no point at all. Series of runs that are not among `runs` are left out. */
export function makePicture(
  series: readonly SeriesColumns[],
  runs: readonly ChartRun[],
  ranges: Ranges,
  settings: ChartSettings,
  language: string,
): Picture | undefined {
  const byRun = new Map(series.map((columns) => [columns.runId, columns]));
  const shown = runs.flatMap((run) => {
    const columns = byRun.get(run.id);
    return columns && columns.x.length > 0 ? [{ run, columns }] : [];
  });
  const all = shown.map(({ columns }) => columns);
  const extent = xExtent(all);
  if (extent === undefined) return undefined;
  const xRange = ranges.x ?? widen(extent);
  const fit = yExtent(all, xRange, settings.yScale, settings.cutOutliers);
  const isZoomed = ranges.y !== undefined && !(settings.yScale === "log" && ranges.y[0] <= 0);
  const yRange = (isZoomed ? ranges.y : fit?.range) ?? (settings.yScale === "log" ? [0.1, 1] : [0, 1]);
  const lines = shown.map(({ run, columns }) =>
    makeLine({ id: run.id, name: run.name, style: run.style }, columns, settings.smoothing, xRange[1] - xRange[0]),
  );
  return {
    model: {
      lines,
      xAxis: settings.xAxis,
      xRange,
      yScale: settings.yScale,
      yRange,
      hasValues: fit !== undefined || isZoomed,
      showBand: settings.showBand,
      language,
    },
    nonFinite: all.reduce((sum, columns) => sum + countNonFinite(columns), 0),
    firstNonFinite: all.map(firstNonFiniteX).find((x) => x !== undefined),
    outside: fit?.outside ?? 0,
    undrawable: fit?.undrawable ?? 0,
  };
}
