import type { HistogramView } from "../lib/address";
import type { ChartRun } from "../lib/chart-run";
import { extentOf, type Histogram, quantileOf, sharesOf } from "../lib/histogram";
import { numberLabels } from "../lib/labels";
import { projection, type Range } from "../lib/projection";
import { linearTicks, stepTicks } from "../lib/ticks";
import { colorOf, type Palette } from "./palette";

export interface HistogramScene {
  readonly view: HistogramView;
  readonly width: number;
  readonly height: number;
  /** Steps across; of one step the values are. */
  readonly across: Range;
  readonly up: Range;
  readonly series: readonly { readonly run: ChartRun; readonly histograms: readonly Histogram[] }[];
  /** Of one step: the shares of equal parts of the values. */
  readonly parts: number;
}

const left = 52;
const right = 10;
const top = 8;
const bottom = 24;
const rows = 48;
const ridgeOverlap = 2.4;
const leastRidgePx = 7;

/** Where the pictures of histograms stand: heat maps and bands have steps across and values up; ridges have values across; so has one step. */
export function sceneOf(series: HistogramScene["series"], view: HistogramView, at: number, width: number, height: number): HistogramScene {
  const all = series.flatMap(({ histograms }) => histograms);
  const steps = all.map(({ step }) => step);
  const [first, last] = [Math.min(...steps), Math.max(...steps)];
  const stepRange: Range = first < last ? [first, last] : [first - 0.5, last + 0.5];
  if (view !== "step") {
    const values = extentOf(all) ?? [0, 1];
    return { view, width, height, series, parts: rows, across: view === "ridge" ? values : stepRange, up: view === "ridge" ? stepRange : values };
  }
  const here = series.flatMap(({ run, histograms }) => {
    const one = histograms.findLast(({ step }) => step <= at) ?? histograms[0];
    return one ? [{ run, histograms: [one] }] : [];
  });
  const values = extentOf(here.flatMap(({ histograms }) => histograms)) ?? [0, 1];
  const most = Math.max(...here.flatMap(({ histograms }) => histograms.flatMap((one) => [...sharesOf(one, values, rows)])), 0);
  return { view, width, height, series: here, parts: rows, across: values, up: [0, most > 0 ? most * 1.06 : 1] };
}

const toX = ({ across, width }: HistogramScene) => projection("linear", across, left, width - right);
const toY = ({ up, height }: HistogramScene) => projection("linear", up, height - bottom, top);

export function paintHistograms(context: CanvasRenderingContext2D, scene: HistogramScene, palette: Palette): void {
  const { width, height } = scene;
  context.clearRect(0, 0, width, height);
  context.font = palette.font;
  paintAxes(context, scene, palette);
  context.save();
  context.beginPath();
  context.rect(left, top, width - left - right, height - top - bottom);
  context.clip();
  if (scene.view === "heat") paintHeat(context, scene, palette);
  else if (scene.view === "ridge") paintRidge(context, scene, palette);
  else if (scene.view === "bands") paintBands(context, scene, palette);
  else paintStep(context, scene, palette);
  context.restore();
}

function paintAxes(context: CanvasRenderingContext2D, scene: HistogramScene, palette: Palette): void {
  const { across, up, width, height, view } = scene;
  const [x, y] = [toX(scene), toY(scene)];
  context.fillStyle = palette.axis;
  context.strokeStyle = palette.grid;
  context.lineWidth = 1;
  const mostAcross = Math.max(2, Math.floor((width - left) / 84));
  const xTicks = view === "heat" || view === "bands" ? stepTicks(across, mostAcross) : linearTicks(across, mostAcross);
  context.textAlign = "center";
  context.textBaseline = "top";
  numberLabels(xTicks, false).forEach((label, i) => context.fillText(label, x(xTicks[i] ?? 0), height - bottom + 7));
  const mostUp = Math.max(2, Math.floor((height - bottom) / 34));
  const yTicks = view === "ridge" ? stepTicks(up, mostUp) : linearTicks(up, mostUp);
  context.textAlign = "right";
  context.textBaseline = "middle";
  numberLabels(yTicks, false).forEach((label, i) => {
    const at = Math.round(y(yTicks[i] ?? 0)) + 0.5;
    context.beginPath();
    context.moveTo(left, at);
    context.lineTo(width - right, at);
    context.stroke();
    context.fillText(view === "step" ? `${Number(((yTicks[i] ?? 0) * 100).toPrecision(3))}%` : label, left - 8, at);
  });
}

/** Half way to the neighbours on both sides. */
function bounds(histograms: readonly Histogram[], i: number, [low, high]: Range): Range {
  const here = histograms[i]?.step ?? 0;
  const before = histograms[i - 1]?.step;
  const behind = histograms[i + 1]?.step;
  return [before === undefined ? low : (before + here) / 2, behind === undefined ? high : (here + behind) / 2];
}

function paintHeat(context: CanvasRenderingContext2D, scene: HistogramScene, palette: Palette): void {
  const [one] = scene.series;
  if (!one) return;
  const [x, y] = [toX(scene), toY(scene)];
  const columns = one.histograms.map((histogram) => sharesOf(histogram, scene.up, rows));
  const most = Math.max(...columns.flatMap((column) => [...column]));
  const [low, high] = scene.up;
  context.fillStyle = colorOf(palette, one.run.style);
  columns.forEach((column, i) => {
    const [from, to] = bounds(one.histograms, i, scene.across);
    // On whole pixels and without a seam: where two cells overlapped, both colours would add up to a line.
    const [start, end] = [Math.round(x(from)), Math.round(x(to))];
    column.forEach((share, row) => {
      if (share === 0 || !(most > 0)) return;
      // The root lets thin tails be seen beside what holds most.
      context.globalAlpha = 0.06 + 0.94 * Math.sqrt(share / most);
      const [upper, lower] = [Math.round(y(low + ((row + 1) / rows) * (high - low))), Math.round(y(low + (row / rows) * (high - low)))];
      context.fillRect(start, upper, end - start, lower - upper);
    });
  });
  context.globalAlpha = 1;
}

function paintRidge(context: CanvasRenderingContext2D, scene: HistogramScene, palette: Palette): void {
  const [one] = scene.series;
  if (!one) return;
  const [x, y] = [toX(scene), toY(scene)];
  const [low, high] = scene.across;
  const [plot, count] = [scene.height - top - bottom, one.histograms.length];
  // Closer together they would be one area; the last one always stands.
  const every = Math.max(1, Math.ceil((count * leastRidgePx) / plot));
  const shown = one.histograms.filter((_, i) => (count - 1 - i) % every === 0);
  const curves = shown.map((histogram) => sharesOf(histogram, scene.across, rows));
  const most = Math.max(...curves.flatMap((curve) => [...curve]));
  const room = (plot / Math.max(1, curves.length)) * ridgeOverlap;
  // From behind to the front: later steps stand above, so they are drawn first.
  for (let i = curves.length - 1; i >= 0; i--) {
    const base = y(shown[i]?.step ?? 0);
    context.beginPath();
    context.moveTo(x(low), base);
    curves[i]?.forEach((share, part) => context.lineTo(x(low + ((part + 0.5) / rows) * (high - low)), base - (most > 0 ? share / most : 0) * room));
    context.lineTo(x(high), base);
    context.closePath();
    context.fillStyle = palette.surface;
    context.globalAlpha = 0.86;
    context.fill();
    context.globalAlpha = 1;
    context.strokeStyle = colorOf(palette, one.run.style);
    context.lineWidth = 1;
    context.stroke();
  }
}

const shades: readonly (readonly [number, number, number])[] = [[0.05, 0.95, 0.1], [0.25, 0.75, 0.2]];

function paintBands(context: CanvasRenderingContext2D, scene: HistogramScene, palette: Palette): void {
  const [x, y] = [toX(scene), toY(scene)];
  for (const { run, histograms } of scene.series) {
    const known = histograms.filter(({ total }) => total > 0);
    context.fillStyle = colorOf(palette, run.style);
    for (const [low, high, alpha] of scene.series.length > 2 ? shades.slice(1) : shades) {
      context.beginPath();
      for (const one of known) context.lineTo(x(one.step), y(quantileOf(one, high)));
      for (const one of known.toReversed()) context.lineTo(x(one.step), y(quantileOf(one, low)));
      context.closePath();
      context.globalAlpha = alpha;
      context.fill();
    }
    context.globalAlpha = 1;
    context.beginPath();
    for (const one of known) context.lineTo(x(one.step), y(quantileOf(one, 0.5)));
    context.strokeStyle = colorOf(palette, run.style);
    context.lineWidth = 1.5;
    context.stroke();
  }
}

function paintStep(context: CanvasRenderingContext2D, scene: HistogramScene, palette: Palette): void {
  const [x, y] = [toX(scene), toY(scene)];
  const [low, high] = scene.across;
  for (const { run, histograms: [one] } of scene.series) {
    if (!one) continue;
    context.beginPath();
    context.moveTo(x(low), y(0));
    sharesOf(one, scene.across, rows).forEach((share, part) => {
      context.lineTo(x(low + (part / rows) * (high - low)), y(share));
      context.lineTo(x(low + ((part + 1) / rows) * (high - low)), y(share));
    });
    context.lineTo(x(high), y(0));
    context.fillStyle = context.strokeStyle = colorOf(palette, run.style);
    context.globalAlpha = scene.series.length > 1 ? 0.12 : 0.3;
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = 1.25;
    context.stroke();
  }
}

/** What lies under a place of the picture; undefined beside the plot. */
export function placeIn(scene: HistogramScene, px: number, py: number) {
  const { width, height, across, up, view, series } = scene;
  if (px < left || px > width - right || py < top || py > height - bottom || series.length === 0) return undefined;
  const x = across[0] + ((px - left) / (width - left - right)) * (across[1] - across[0]);
  const y = up[0] + ((height - bottom - py) / (height - top - bottom)) * (up[1] - up[0]);
  const isAcross = view === "heat" || view === "bands";
  const [step, value] = isAcross ? [x, y] : [y, x];
  const [one] = series;
  const histogram = view === "step" ? one?.histograms[0] : one?.histograms.reduce((a, b) => (Math.abs(b.step - step) < Math.abs(a.step - step) ? b : a));
  if (!one || !histogram) return undefined;
  const values = isAcross ? up : across;
  const part = Math.min(scene.parts - 1, Math.max(0, Math.floor(((value - values[0]) / (values[1] - values[0])) * scene.parts)));
  return { histogram, name: one.run.name, value, share: sharesOf(histogram, values, scene.parts)[part] ?? 0 };
}
