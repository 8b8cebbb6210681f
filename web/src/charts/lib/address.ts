import { readList, readText } from "@/lib/search-params";
import { type DifferenceKind, differenceKinds } from "./difference";
import { type Spread, spreads } from "./groups";
import { readMarkerStep } from "./markers";
import type { Range } from "./projection";
import { readXChoice } from "./x-axis";

export const chartSizes = ["small", "medium", "large"] as const;
export type ChartSize = (typeof chartSizes)[number];

export const yScales = ["linear", "log", "symlog"] as const;
export const smoothingKinds = ["exponential", "causal", "centred", "gaussian"] as const;
export type SmoothingKind = (typeof smoothingKinds)[number];
/** By name, by the time of the last point, by how far the last values of the runs lie apart. */
export const chartOrders = ["name", "change", "spread"] as const;
export type ChartOrder = (typeof chartOrders)[number];
export const mostColumns = 6;
/** Histograms: density along the steps, their outlines behind each other, percentiles along the steps, or one step alone. */
export const histogramViews = ["heat", "ridge", "bands", "step"] as const;
export type HistogramView = (typeof histogramViews)[number];

/** What a person has set on a page of charts, as it stands in the address. Nothing for what is at its default. */
export interface ChartsAddress {
  /** Which charts: words that their paths must contain, or /a regular expression/. */
  q?: string;
  /** "starred": only charts with a star; "data": only those with points in the runs shown. */
  only?: "starred";
  order?: ChartOrder;
  /** The x axis; see `readXChoice`. */
  x?: string;
  xs?: "log";
  /** Scale of the y axes. */
  y?: (typeof yScales)[number];
  /** Strength of smoothing, 1 to 100. */
  smooth?: string;
  kind?: SmoothingKind;
  /** "cut": outliers may leave the picture. */
  outliers?: "cut";
  /** "off": no band from minimum to maximum. */
  band?: "off";
  /** "off": no notes and events. */
  notes?: "off";
  /** Every so many drawn points of a line carry its marker, 1 to 1000. */
  marks?: string;
  /** Lines are shown minus that of the baseline run. */
  minus?: DifferenceKind;
  /** The run that the others are compared with; the first one when left out. */
  ref?: string;
  /** How histograms are drawn. */
  hist?: HistogramView;
  /** Height of the charts. */
  size?: ChartSize;
  /** How many charts stand beside each other, 1 to 6; by their size when left out. */
  cols?: string;
  /** "bottom": a legend below every chart. */
  legend?: "bottom";
  /** What runs are grouped by: the path of an attribute, or "*" for all of them together. */
  by?: string;
  /** What the band of a group is; the standard deviation when left out. */
  spread?: Exclude<Spread, "deviation">;
  /** "on": the runs stand faintly behind their group. */
  members?: "on";
  /** "own": lines of forked runs begin at the fork. */
  fork?: "own";
  /** The x range of all charts, as `from~to`. */
  range?: string;
  /** The y ranges of single charts, as `chart~from~to`. */
  yrange?: string[];
  /** "own": zooming along x moves one chart only; its range then stands in `xrange` as `chart~from~to`. */
  zoom?: "own";
  xrange?: string[];
  /** Folded sections, where sections stand open by default. */
  fold?: string[];
  /** Open sections, where there are so many charts that they are folded by default. */
  open?: string[];
  /** What single charts have of their own; see `writeOverride`. */
  set?: string[];
  /** Charts of several metrics; see `readMix`. */
  mix?: string[];
  /** Lines that are not drawn; see `lineKey`. */
  off?: string[];
  /** The chart shown in full size. */
  chart?: string;
  /** "table": the full-size view shows figures. */
  as?: "table";
}

export function oneOf<T extends string>(known: readonly T[], value: unknown): T | undefined {
  const text = readText(value);
  return known.find((one) => one === text);
}

export function readChartsAddress(search: Record<string, unknown>): ChartsAddress {
  const x = readText(search.x);
  const spread = oneOf(spreads, search.spread);
  return {
    q: readText(search.q),
    only: oneOf(["starred"], search.only),
    order: oneOf(chartOrders, search.order),
    x: readXChoice(x) && x,
    xs: oneOf(["log"], search.xs),
    y: oneOf(yScales, search.y),
    smooth: readText(search.smooth),
    kind: oneOf(smoothingKinds, search.kind),
    outliers: oneOf(["cut"], search.outliers),
    band: oneOf(["off"], search.band),
    notes: oneOf(["off"], search.notes),
    marks: readMarkerStep(readText(search.marks)) === undefined ? undefined : readText(search.marks),
    minus: oneOf(differenceKinds, search.minus),
    ref: readText(search.ref),
    hist: oneOf(histogramViews, search.hist),
    size: oneOf(chartSizes, search.size),
    cols: readColumns(readText(search.cols)) === undefined ? undefined : readText(search.cols),
    legend: oneOf(["bottom"], search.legend),
    by: readText(search.by),
    spread: spread === "deviation" ? undefined : spread,
    members: oneOf(["on"], search.members),
    fork: oneOf(["own"], search.fork),
    range: readText(search.range),
    yrange: readList(search.yrange),
    zoom: oneOf(["own"], search.zoom),
    xrange: readList(search.xrange),
    fold: readList(search.fold),
    open: readList(search.open),
    set: readList(search.set),
    mix: readList(search.mix),
    off: readList(search.off),
    chart: readText(search.chart),
    as: oneOf(["table"], search.as),
  };
}

/** What stands in an address because a person likes it so, and not because of the runs on screen: worth keeping for next time. */
export const lastingKeys = ["order", "x", "xs", "y", "smooth", "kind", "outliers", "band", "notes", "marks", "hist", "size", "cols", "legend", "by", "spread", "members", "fork", "zoom", "set", "mix"] as const satisfies readonly (keyof ChartsAddress)[];

/** Undefined for a text that is no number of columns. */
export function readColumns(text: string | undefined): number | undefined {
  const columns = Number(text);
  return Number.isInteger(columns) && columns >= 1 && columns <= mostColumns ? columns : undefined;
}

/** From 0 to 1; 0 for a text that is no strength. */
export function readStrength(text: string | undefined): number {
  const strength = Number(text ?? 0);
  return Number.isFinite(strength) ? Math.min(100, Math.max(0, strength)) / 100 : 0;
}

export function writeStrength(strength: number): string | undefined {
  const percent = Math.round(strength * 100);
  return percent > 0 ? String(percent) : undefined;
}

/** Undefined for a text that is no range. */
export function readRange(text: string | undefined): Range | undefined {
  const ends = text?.split("~").map((end) => (end === "" ? Number.NaN : Number(end)));
  const [min, max] = ends ?? [];
  if (ends?.length !== 2 || min === undefined || max === undefined) return undefined;
  return Number.isFinite(min) && Number.isFinite(max) && min < max ? [min, max] : undefined;
}

/** Twelve digits: finer than any screen, and exact for steps and for times to the millisecond. */
const short = (end: number) => String(Number(end.toPrecision(13)));

export function writeRange([min, max]: Range): string {
  return `${short(min)}~${short(max)}`;
}

/** The range of one chart among those of single charts. Its name comes first and may itself contain the mark. */
export function findRange(ranges: readonly string[] | undefined, chart: string): Range | undefined {
  const entry = ranges?.find((one) => chartOf(one) === chart);
  return entry === undefined ? undefined : readRange(entry.slice(chart.length + 1));
}

export function putRange(ranges: readonly string[] | undefined, chart: string, range: Range | undefined): string[] | undefined {
  const others = (ranges ?? []).filter((one) => chartOf(one) !== chart);
  const all = range === undefined ? others : [...others, `${chart}~${writeRange(range)}`];
  return all.length > 0 ? all : undefined;
}

const chartOf = (entry: string) => entry.split("~").slice(0, -2).join("~");
