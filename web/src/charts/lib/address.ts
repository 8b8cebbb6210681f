import { readList, readText } from "@/lib/search-params";
import type { Range, YScale } from "./projection";
import { xAxes, type XAxis } from "./x-axis";

/** What a person has set on a page of charts, as it stands in the address. Nothing for what is at its default. */
export interface ChartsAddress {
  /** Which charts: words that their paths must contain, or /a regular expression/. */
  q?: string;
  x?: XAxis;
  /** Scale of the y axes. */
  y?: YScale;
  /** Strength of smoothing, 1 to 100. */
  smooth?: string;
  /** "cut": outliers may leave the picture. */
  outliers?: "cut";
  /** "off": no band from minimum to maximum. */
  band?: "off";
  /** Height and width of the charts. */
  size?: ChartSize;
  /** The x range of all charts, as `from~to`. */
  range?: string;
  /** The y ranges of single charts, as `path~from~to`. */
  yrange?: string[];
  /** "own": zooming along x moves one chart only; its range then stands in `xrange` as `path~from~to`. */
  zoom?: "own";
  xrange?: string[];
  /** Folded sections. */
  fold?: string[];
  /** The chart shown in full size. */
  chart?: string;
  /** "table": the full-size view shows figures. */
  as?: "table";
}

export const chartSizes = ["small", "medium", "large"] as const;
export type ChartSize = (typeof chartSizes)[number];

const yScales = ["linear", "log", "symlog"] as const;

function oneOf<T extends string>(known: readonly T[], value: unknown): T | undefined {
  const text = readText(value);
  return known.find((one) => one === text);
}

export function readChartsAddress(search: Record<string, unknown>): ChartsAddress {
  return {
    q: readText(search.q),
    x: oneOf(xAxes, search.x),
    y: oneOf(yScales, search.y),
    smooth: readText(search.smooth),
    outliers: oneOf(["cut"], search.outliers),
    band: oneOf(["off"], search.band),
    size: oneOf(chartSizes, search.size),
    range: readText(search.range),
    yrange: readList(search.yrange),
    zoom: oneOf(["own"], search.zoom),
    xrange: readList(search.xrange),
    fold: readList(search.fold),
    chart: readText(search.chart),
    as: oneOf(["table"], search.as),
  };
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

/** The range of one chart among those of single charts. Its path comes first and may itself contain the mark. */
export function findRange(ranges: readonly string[] | undefined, path: string): Range | undefined {
  const entry = ranges?.find((one) => pathOf(one) === path);
  return entry === undefined ? undefined : readRange(entry.slice(path.length + 1));
}

export function putRange(ranges: readonly string[] | undefined, path: string, range: Range | undefined): string[] | undefined {
  const others = (ranges ?? []).filter((one) => pathOf(one) !== path);
  const all = range === undefined ? others : [...others, `${path}~${writeRange(range)}`];
  return all.length > 0 ? all : undefined;
}

const pathOf = (entry: string) => entry.split("~").slice(0, -2).join("~");
