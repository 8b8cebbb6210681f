import type { QueryClient } from "@tanstack/react-query";
import { bucketsQuery, seriesOf } from "../api/buckets";
import { linesOf } from "../lib/chart-lines";
import type { ChartRun } from "../lib/chart-run";
import type { ChartSpec } from "../lib/chart-spec";
import { type DifferenceKind, nameOnAxis } from "../lib/difference";
import { findOverride } from "../lib/overrides";
import { type ChartSettings, withOverride } from "../lib/settings";
import { smoothingFor } from "../lib/smoothing";
import type { Range } from "../lib/projection";
import { makeDifference, withBase } from "../view/make-difference";
import { makePicture } from "../view/make-model";
import { exactQuery, originsOf } from "../api/exact";
import { hasOrigin, linesWithPins, type Pins, placePins } from "../lib/pins";
import type { ChartModel } from "../view/chart-view";
import { csvOf } from "./csv";
import { fileName, zipOf } from "./files";
import { type PictureColors, svgOf } from "./svg";

const buckets = 600;

interface Request {
  readonly charts: readonly ChartSpec[];
  readonly runs: readonly ChartRun[];
  readonly settings: ChartSettings;
  readonly overrides: readonly string[] | undefined;
  readonly x: Range | undefined;
  /** Whose lines are taken away where differences are shown, and what the y axis is called then. */
  readonly base: ChartRun | undefined;
  readonly yLabelOf: (kind: DifferenceKind, name: string) => string;
  readonly language: string;
  readonly colors: PictureColors;
  readonly more: (count: number) => string;
  readonly notes: (count: number) => string;
  /** Of the runs. */
  readonly pins: Pins;
  readonly xName: (model: ChartModel) => string;
  /** Told after each chart. */
  readonly onProgress: (done: number) => void;
}

/** A drawing and the figures of each chart, in one ZIP file. Charts without points are left out. */
export async function zipOfCharts(queries: QueryClient, { charts, runs, settings: page, overrides, x, base, yLabelOf, language, colors, more, notes, pins, xName, onProgress }: Request): Promise<Blob> {
  const entries: { name: string; content: Blob }[] = [];
  const taken = new Set<string>();
  const nameFor = (title: string, ending: string) => {
    // Names that differ only in what a file's name cannot hold would be one file.
    for (let i = 1; ; i++) {
      const name = fileName(i === 1 ? title : `${title} ${i}`, ending);
      if (!taken.has(name.toLowerCase())) {
        taken.add(name.toLowerCase());
        return name;
      }
    }
  };
  for (const [done, chart] of charts.entries()) {
    const override = findOverride(overrides, chart.id);
    const settings = withOverride(page, override);
    const lines = linesOf(chart.metrics, runs);
    const difference = base && settings.minus !== undefined ? { kind: settings.minus, base, yLabel: yLabelOf(settings.minus, nameOnAxis(base.name)) } : undefined;
    const view = { x: settings.x, range: x, buckets, inherited: settings.inherited, series: seriesOf(difference ? withBase(lines, difference.base) : lines), smoothing: smoothingFor(settings.smoothingKind, settings.smoothing) };
    const data = await queries.fetchQuery(bucketsQuery(view));
    const ranges = { x, y: undefined };
    const picture = difference ? makeDifference(data, lines, ranges, settings, language, difference, x, buckets) : makePicture(data, lines, ranges, settings, language);
    if (picture) {
      const title = override.title ?? chart.name;
      const pinned = linesWithPins(lines, pins);
      const first = hasOrigin(settings.x.axis) ? pinned.map(({ run, metric }) => ({ runId: run.id, metric })) : [];
      const origins = first.length === 0 ? [] : await queries.fetchQuery(exactQuery({ x: settings.x, inherited: settings.inherited }, first, 0));
      const { placed } = placePins(pinned, pins, settings.x.axis, settings.isXLog, originsOf(first, origins));
      const svg = svgOf({ ...picture.model, pins: placed }, { title, xName: xName(picture.model), more, notes }, colors);
      entries.push({ name: nameFor(title, "svg"), content: new Blob([svg], { type: "image/svg+xml" }) });
      entries.push({ name: nameFor(title, "csv"), content: new Blob([csvOf(picture.model)], { type: "text/csv" }) });
    }
    onProgress(done + 1);
  }
  return zipOf(entries);
}
