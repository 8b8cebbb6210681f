import uPlot from "uplot";
import type { Source } from "../api/exact";
import "uplot/dist/uPlot.min.css";
import type { DifferenceKind } from "../lib/difference";
import type { PlacedPin } from "../lib/pins";
import { projection, type Range, straighten, symlogThreshold, unprojection, type YScale } from "../lib/projection";
import type { XAxis } from "../lib/x-axis";
import { labelsOfX, labelsOfY, ticksOfX, ticksOfY } from "./axis";
import { isSmall, LineLayers } from "./layers";
import type { Line } from "./line";
import { marginPx, paintLines } from "./paint";
import { paintPins } from "./paint-pins";
import type { Scene } from "./scene";
import { type Palette, readPalette } from "./palette";

/** All that a chart shows. Lines are drawn in their order, later ones over earlier ones. */
export interface ChartModel {
  readonly lines: readonly Line[];
  /** Drawn faintly behind them: the members of groups. */
  readonly faint: readonly Line[];
  /** Where its points come from, to ask for them one by one. */
  readonly source: Source;
  readonly xAxis: XAxis;
  readonly xRange: Range;
  readonly isXLog: boolean;
  readonly yScale: YScale;
  readonly yRange: Range;
  /** False when no value can be drawn: then the y range means nothing and is not labelled. */
  readonly hasValues: boolean;
  readonly showBand: boolean;
  /** What is drawn is not what was logged but that minus the line of another run. */
  readonly difference: { readonly kind: DifferenceKind; readonly to: string } | undefined;
  /** A value at which a line is drawn across. */
  readonly baseline: number | undefined;
  /** Notes and events of its runs, from left to right. */
  readonly pins: readonly PlacedPin[];
  readonly xLabel: string | undefined;
  readonly yLabel: string | undefined;
  /** Written behind values. */
  readonly unit: string | undefined;
  readonly language: string;
}

/** Ranges that are shown while a drag or a wheel is on its way to them. */
export interface Preview {
  readonly x: Range;
  readonly y: Range;
}

const axisHeight = 24;
const topGap = 6;
const rightGap = 10;
const labelRoomPx = 84;
const rowRoomPx = 30;

let hasFonts = false;

/** Undefined when they are there: then nothing has to be measured again. Asking the page each time lays it out each time. */
function whenFontsLoaded(): Promise<unknown> | undefined {
  return hasFonts ? undefined : document.fonts?.ready.then(() => (hasFonts = true));
}

/**
 * One chart on screen: the drawing library makes canvas, axes and grid; the lines are ours. Knows nothing of React and
 * nothing of pointers. Measures and places are in CSS pixels from the top left corner of the plot.
 */
export class ChartView {
  readonly #plot: uPlot;
  /** The canvases of the lines. As long as none is to stand out or to move, and they are few, they are drawn where the axes are. */
  #layers: LineLayers | undefined;
  #model: ChartModel;
  #preview: Preview | undefined;
  #palette: Palette = readPalette();
  readonly #onDrawn: () => void;

  /** @param onDrawn told whenever it was drawn, with other points, ranges or sizes */
  constructor(root: HTMLElement, model: ChartModel, width: number, height: number, onDrawn: () => void) {
    this.#model = model;
    this.#onDrawn = onDrawn;
    this.#plot = new uPlot(this.#options(width, height), this.#frame(), root);
    // The labels may have been measured in another font.
    void whenFontsLoaded()?.then(() => this.#plot.status === 1 && this.#plot.redraw(false, true));
  }

  /** The part of the page where lines are; pointers are listened to here. */
  get over(): HTMLElement {
    return this.#plot.over;
  }

  // From the library and not from the page: asking the page lays it out.
  get width(): number {
    return this.#plot.bbox.width / uPlot.pxRatio;
  }

  get height(): number {
    return this.#plot.bbox.height / uPlot.pxRatio;
  }

  show(model: ChartModel): void {
    if (model === this.#model && this.#preview === undefined) return;
    this.#model = model;
    this.#preview = undefined;
    this.#plot.setData(this.#frame());
  }

  /** Moves the picture as it is to other ranges, at once; {@link show} draws it properly. */
  preview(preview: Preview): void {
    this.#lift();
    this.#preview = preview;
    this.#plot.setData(this.#frame());
  }

  get ranges(): Preview {
    return this.#preview ?? { x: this.#model.xRange, y: this.#model.yRange };
  }

  resize(width: number, height: number): void {
    this.#plot.setSize({ width, height });
  }

  /** Reads the colours anew. */
  repaint(): void {
    this.#palette = readPalette();
    this.#plot.redraw(false, true);
  }

  highlight(lines: ReadonlySet<string> | undefined): void {
    if (this.#layers) this.#layers.highlight(lines);
    else if (lines !== undefined && lines.size > 0 && this.#model.lines.length > 1) {
      this.#lift().highlight(lines);
      this.#plot.redraw(false, false);
    }
  }

  #lift(): LineLayers {
    return (this.#layers ??= new LineLayers(this.#plot.over));
  }

  get #xScale(): YScale {
    return this.#model.isXLog ? "log" : "linear";
  }

  xToPixel(x: number): number {
    return projection(this.#xScale, this.ranges.x, 0, this.width)(x);
  }

  yToPixel(y: number): number {
    return this.yProjection()(y);
  }

  /** For many values. */
  yProjection(): (y: number) => number {
    return projection(this.#model.yScale, this.ranges.y, this.height, 0);
  }

  pixelToX(pixel: number): number {
    return unprojection(this.#xScale, this.ranges.x, 0, this.width)(pixel);
  }

  pixelToY(pixel: number): number {
    return unprojection(this.#model.yScale, this.ranges.y, this.height, 0)(pixel);
  }

  destroy(): void {
    this.#layers?.destroy();
    this.#plot.destroy();
  }

  // The library needs a series to make scales for; ours draws nothing.
  #frame(): uPlot.AlignedData {
    return [[...this.ranges.x], [null, null]];
  }

  #options(width: number, height: number): uPlot.Options {
    return {
      width,
      height,
      padding: [topGap, rightGap, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: {
          time: false,
          range: () => [...this.ranges.x],
          ...(this.#model.isXLog && { distr: 100 as const, fwd: Math.log10, bwd: (value: number) => 10 ** value }),
        },
        y: {
          distr: 100,
          fwd: (value) => this.#straighten(value),
          bwd: (value) => value,
          range: () => [...this.ranges.y],
        },
      },
      series: [{}, { paths: () => null, points: { show: false } }],
      axes: [this.#xAxis(), this.#yAxis()],
      hooks: { draw: [(plot) => this.#paint(plot)] },
    };
  }

  #straighten(value: number): number {
    return straighten(this.#model.yScale, symlogThreshold(this.ranges.y))(value);
  }

  #xAxis(): uPlot.Axis {
    return {
      size: axisHeight,
      gap: 4,
      font: this.#palette.font,
      ...(this.#model.xLabel !== undefined && { label: shorten(this.#model.xLabel), labelSize: 16, labelGap: 0, labelFont: this.#palette.font }),
      stroke: () => this.#palette.axis,
      grid: { show: false },
      ticks: { stroke: () => this.#palette.grid, width: 1, size: 4 },
      filter: (_, ticks) => ticks,
      splits: (plot) => {
        const most = Math.max(2, Math.floor(plot.bbox.width / uPlot.pxRatio / labelRoomPx) || 4);
        return ticksOfX(this.#model, this.ranges.x, most);
      },
      values: (_, ticks) => labelsOfX(this.#model, ticks),
    };
  }

  #yAxis(): uPlot.Axis {
    return {
      size: (plot, labels) => {
        plot.ctx.save();
        plot.ctx.font = this.#palette.font;
        const widest = Math.max(0, ...(labels ?? []).map((label) => plot.ctx.measureText(label).width));
        plot.ctx.restore();
        return Math.max(34, Math.ceil(widest) + 12);
      },
      gap: 6,
      font: this.#palette.font,
      ...(this.#model.yLabel !== undefined && { label: shorten(this.#model.yLabel), labelSize: 16, labelGap: 0, labelFont: this.#palette.font }),
      stroke: () => this.#palette.axis,
      grid: { stroke: () => this.#palette.grid, width: 1 },
      ticks: { show: false },
      filter: (_, ticks) => ticks,
      splits: (plot) => {
        const most = Math.max(2, Math.floor((plot.bbox.height / uPlot.pxRatio || plot.height - axisHeight) / rowRoomPx));
        return ticksOfY(this.#model, this.ranges.y, most);
      },
      values: (_, ticks) => labelsOfY(this.#model, ticks),
    };
  }

  #paint(plot: uPlot): void {
    // The library draws once while it is being made.
    if (!this.#plot) {
      queueMicrotask(() => this.#plot.status === 1 && this.#paint(this.#plot));
      return;
    }
    const ratio = uPlot.pxRatio;
    const { left, top, width, height } = plot.bbox;
    if (width <= 0 || height <= 0) return;
    const flat = this.#scene({ left, top, width, height });
    paintPins(plot.ctx, this.#model.pins, flat.box, projection(this.#xScale, this.ranges.x, left, left + width), this.#palette, ratio);
    this.#onDrawn();
    if (!this.#layers && isSmall(flat)) {
      plot.ctx.save();
      for (const _ of paintLines(plot.ctx, flat, flat.lines, false));
      plot.ctx.restore();
      return;
    }
    const layers = this.#lift();
    layers.layOut({ left: left / ratio, top: top / ratio, width: width / ratio, height: height / ratio });
    const margin = marginPx * ratio;
    if (!this.#preview || !layers.hasPicture) layers.paint(this.#scene({ left: margin, top: margin, width, height }));
    if (this.#preview) layers.move(this.#transform(this.#preview, width / ratio, height / ratio));
  }

  #scene(box: Scene["box"]): Scene {
    const { xRange, yRange, yScale, lines, faint, showBand, baseline } = this.#model;
    return {
      lines,
      faint,
      box,
      xRange,
      yRange,
      toX: projection(this.#xScale, xRange, box.left, box.left + box.width),
      toY: projection(yScale, yRange, box.top + box.height, box.top),
      isLog: yScale === "log",
      pixelRatio: uPlot.pxRatio,
      showBand,
      baseline,
      palette: this.#palette,
    };
  }

  /** Where the picture of the model's ranges stands in a plot that shows the preview's. */
  #transform({ x, y }: Preview, width: number, height: number): string {
    const { xRange, yRange, yScale } = this.#model;
    const toX = projection(this.#xScale, x, 0, width);
    const toY = projection(yScale, y, height, 0);
    const [left, right] = [toX(xRange[0]), toX(xRange[1])];
    const [bottom, top] = [toY(yRange[0]), toY(yRange[1])];
    return `translate(${left}px, ${top}px) scale(${(right - left) / width}, ${(bottom - top) / height})`;
  }
}

const longestLabel = 60;
// The library writes labels in one line.
const shorten = (label: string) => (label.length > longestLabel ? `${label.slice(0, longestLabel - 1)}…` : label);
