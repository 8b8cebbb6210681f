import { useMemo } from "react";
import type { ChartsAddress } from "../lib/address";
import { linesOf, type LineSpec } from "../lib/chart-lines";
import { type Grouping, groupLines } from "../lib/groups";
import type { ChartRun } from "../lib/chart-run";
import type { ChartSpec } from "../lib/chart-spec";
import { type ChartOverride, findOverride, isDifferent } from "../lib/overrides";
import { type ChartSettings, withOverride } from "../lib/settings";

export interface ChartParts {
  readonly override: ChartOverride;
  /** The chart has settings of its own. */
  readonly isDifferent: boolean;
  readonly settings: ChartSettings;
  /** All lines, and those that are drawn. */
  readonly lines: readonly LineSpec[];
  readonly shown: readonly LineSpec[];
  readonly title: string;
}

/** What one chart of a page shows and how, from the address. */
export function useChart(chart: ChartSpec, name: string, runs: readonly ChartRun[], page: ChartSettings, { set, off }: ChartsAddress, grouping?: Grouping): ChartParts {
  // Only what concerns this chart makes its picture anew.
  const own = JSON.stringify(findOverride(set, chart.id));
  const override = useMemo(() => JSON.parse(own) as ChartOverride, [own]);
  const settings = useMemo(() => withOverride(page, override), [page, override]);
  const metricsKey = JSON.stringify(chart.metrics);
  const lines = useMemo(() => {
    const metrics = JSON.parse(metricsKey) as string[];
    return grouping ? groupLines(metrics, runs, grouping) : linesOf(metrics, runs);
  }, [metricsKey, runs, grouping]);
  const offKey = JSON.stringify(off ?? []);
  const shown = useMemo(() => {
    const hidden = new Set(JSON.parse(offKey) as string[]);
    return hidden.size === 0 ? lines : lines.filter(({ key }) => !hidden.has(key));
  }, [lines, offKey]);
  return { override, isDifferent: isDifferent(override), settings, lines, shown, title: override.title ?? name };
}
