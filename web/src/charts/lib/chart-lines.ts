import type { ChartRun } from "./chart-run";
import { colorCount, dashes, type LineStyle } from "./line-style";
import { markerOf } from "./markers";
import { formulaOf, type Metric, nameOfMetric } from "./metric";

/** One line that a chart is to have: a metric of a run. */
export interface LineSpec {
  readonly id: string;
  /** Stands for it in addresses, short: the run where the metric is plain, the metric where the run is. */
  readonly key: string;
  readonly run: ChartRun;
  readonly metric: Metric;
  readonly name: string;
  readonly style: LineStyle;
}

/** What the metrics of one chart have in front in common need not stand in a legend. */
function commonPart(metrics: readonly string[]): number {
  const [first = "", ...others] = metrics;
  if (others.length === 0) return 0;
  let end = first.lastIndexOf("/") + 1;
  while (end > 0 && !others.every((path) => path.startsWith(first.slice(0, end)))) end = first.lastIndexOf("/", end - 2) + 1;
  return end;
}

/**
 * The lines of a chart, in drawing order. With one metric each run has its own look. With several metrics of one run each metric has one;
 * with several of both the colour stands for the run and the dash for the metric. No two of the first eight lines have the same marker.
 */
export function linesOf(metrics: readonly Metric[], runs: readonly ChartRun[]): LineSpec[] {
  const isOneMetric = metrics.length === 1;
  const cut = commonPart(metrics.filter((metric) => formulaOf(metric) === undefined).map(nameOfMetric));
  const lines: LineSpec[] = [];
  for (const run of runs) {
    metrics.forEach((metric, i) => {
      const short = formulaOf(metric) ?? nameOfMetric(metric).slice(cut);
      const key = isOneMetric ? run.shortId : runs.length === 1 ? metric : `${run.shortId} ${metric}`;
      const style: LineStyle = isOneMetric
        ? run.style
        : runs.length === 1
          ? { color: i % colorCount, dash: Math.floor(i / colorCount) % dashes.length }
          : { ...run.style, dash: i % dashes.length, marker: markerOf(run.style) + i };
      const name = isOneMetric ? run.name : runs.length === 1 ? short : `${run.name} · ${short}`;
      lines.push({ id: `${run.id} ${metric}`, key, run, metric, name, style });
    });
  }
  return lines;
}
