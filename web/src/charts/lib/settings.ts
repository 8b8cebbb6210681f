import { type ChartsAddress, type ChartSize, oneOf, readStrength, smoothingKinds, type SmoothingKind, yScales } from "./address";
import { type DifferenceKind, differenceKinds } from "./difference";
import { readMarkerStep } from "./markers";
import type { ChartOverride } from "./overrides";
import type { YScale } from "./projection";
import { byStep, readXChoice, type XChoice } from "./x-axis";

/** How points become a picture: a line between them, a line that holds each value until the next, points alone, or bars. */
export const shapes = ["auto", "line", "step", "points", "bars", "states"] as const;
export type Shape = (typeof shapes)[number];

/** How one chart is drawn: the page's settings with their defaults filled in, and what the chart has of its own. */
export interface ChartSettings {
  readonly x: XChoice;
  readonly isXLog: boolean;
  readonly yScale: YScale;
  readonly smoothing: number;
  readonly smoothingKind: SmoothingKind;
  readonly showBand: boolean;
  readonly cutOutliers: boolean;
  readonly size: ChartSize;
  readonly shape: Shape;
  /** Whether points are marked: when there is room, always, or never. */
  readonly points: "auto" | "on" | "off";
  /** Every so many drawn points of a line carry its marker; undefined: none do. */
  readonly markers: number | undefined;
  /** Lines are shown minus that of the baseline run. */
  readonly minus: DifferenceKind | undefined;
  /** Of lines, in pixels. */
  readonly width: number;
  /** Points of the runs that a run was forked from belong to its line. */
  readonly inherited: boolean;
  readonly title: string | undefined;
  readonly xLabel: string | undefined;
  readonly yLabel: string | undefined;
  readonly unit: string | undefined;
  readonly baseline: number | undefined;
}

export const usualWidth = 1.5;
export const widest = 5;

export function readSettings(address: ChartsAddress): ChartSettings {
  const { x, xs, y, smooth, kind, band, outliers, size, fork, marks, minus } = address;
  return {
    x: readXChoice(x) ?? byStep,
    isXLog: xs === "log",
    yScale: y ?? "linear",
    smoothing: readStrength(smooth),
    smoothingKind: kind ?? "exponential",
    showBand: band !== "off",
    cutOutliers: outliers === "cut",
    size: size ?? "medium",
    shape: "auto",
    points: "auto",
    markers: readMarkerStep(marks),
    minus,
    width: usualWidth,
    inherited: fork !== "own",
    title: undefined,
    xLabel: undefined,
    yLabel: undefined,
    unit: undefined,
    baseline: undefined,
  };
}

/** The settings of one chart: those of the page, unless it has its own. A text that means nothing changes nothing. */
export function withOverride(page: ChartSettings, override: ChartOverride): ChartSettings {
  const width = Number(override.width);
  const base = override.base === undefined ? Number.NaN : Number(override.base);
  return {
    ...page,
    x: readXChoice(override.x) ?? page.x,
    isXLog: override.xs === undefined ? page.isXLog : override.xs === "log",
    yScale: oneOf(yScales, override.y) ?? page.yScale,
    smoothing: override.smooth === undefined ? page.smoothing : readStrength(override.smooth),
    smoothingKind: oneOf(smoothingKinds, override.kind) ?? page.smoothingKind,
    showBand: override.band === undefined ? page.showBand : override.band !== "off",
    cutOutliers: override.outliers === undefined ? page.cutOutliers : override.outliers === "cut",
    shape: oneOf(shapes, override.shape) ?? page.shape,
    points: oneOf(["on", "off"] as const, override.points) ?? page.points,
    markers: override.marks === undefined ? page.markers : readMarkerStep(override.marks),
    minus: override.minus === undefined ? page.minus : oneOf(differenceKinds, override.minus),
    width: width > 0 ? Math.min(width, widest) : page.width,
    title: override.title,
    xLabel: override.xLabel,
    yLabel: override.yLabel,
    unit: override.unit,
    baseline: Number.isFinite(base) ? base : undefined,
  };
}
