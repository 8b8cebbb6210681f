import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { durationLabel, momentLabels, numberLabels } from "../lib/labels";
import { projection, type Range, straighten, symlogThreshold, unprojection, type YScale } from "../lib/projection";
import { absoluteTimeTicks, linearTicks, logTicks, relativeTimeTicks, stepTicks, symlogTicks } from "../lib/ticks";
import type { XAxis } from "../lib/x-axis";
import type { Line } from "./line";
import { paint } from "./paint";
import { type Palette, readPalette } from "./palette";

/** All that a chart shows. Lines are drawn in their order, later ones over earlier ones. */
export interface ChartModel {
  readonly lines: readonly Line[];
  readonly xAxis: XAxis;
  readonly xRange: Range;
  readonly yScale: YScale;
  readonly yRange: Range;
  /** False when no value can be drawn: then the y range means nothing and is not labelled. */
  readonly hasValues: boolean;
  readonly showBand: boolean;
  readonly language: string;
}

const axisHeight = 24;
const topGap = 6;
const rightGap = 10;
const labelRoomPx = 84;
const rowRoomPx = 30;

/**
 * One chart on screen: the drawing library makes canvas, axes and grid; the lines are ours. Knows nothing of React and
 * nothing of pointers. Measures and places are in CSS pixels from the top left corner of the plot.
 */
export class ChartView {
  readonly #plot: uPlot;
  #model: ChartModel;
  #palette: Palette = readPalette();
  #highlight: ReadonlySet<string> | undefined;

  constructor(root: HTMLElement, model: ChartModel, width: number, height: number) {
    this.#model = model;
    this.#plot = new uPlot(this.#options(width, height), this.#frame(), root);
    // The labels may have been measured in another font.
    void document.fonts?.ready.then(() => this.#plot.status === 1 && this.#plot.redraw(false, true));
  }

  /** The part of the page where lines are; pointers are listened to here. */
  get over(): HTMLElement {
    return this.#plot.over;
  }

  get width(): number {
    return this.#plot.over.clientWidth;
  }

  get height(): number {
    return this.#plot.over.clientHeight;
  }

  show(model: ChartModel): void {
    if (model === this.#model) return;
    this.#model = model;
    this.#plot.setData(this.#frame());
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
    if (lines === this.#highlight) return;
    this.#highlight = lines;
    this.#plot.redraw(false, false);
  }

  xToPixel(x: number): number {
    return projection("linear", this.#model.xRange, 0, this.width)(x);
  }

  yToPixel(y: number): number {
    return projection(this.#model.yScale, this.#model.yRange, this.height, 0)(y);
  }

  pixelToX(pixel: number): number {
    return unprojection("linear", this.#model.xRange, 0, this.width)(pixel);
  }

  pixelToY(pixel: number): number {
    return unprojection(this.#model.yScale, this.#model.yRange, this.height, 0)(pixel);
  }

  destroy(): void {
    this.#plot.destroy();
  }

  // The library needs a series to make scales for; ours draws nothing.
  #frame(): uPlot.AlignedData {
    return [[...this.#model.xRange], [null, null]];
  }

  #options(width: number, height: number): uPlot.Options {
    return {
      width,
      height,
      padding: [topGap, rightGap, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: () => [...this.#model.xRange] },
        y: {
          distr: 100,
          fwd: (value) => this.#straighten(value),
          bwd: (value) => value,
          range: () => [...this.#model.yRange],
        },
      },
      series: [{}, { paths: () => null, points: { show: false } }],
      axes: [this.#xAxis(), this.#yAxis()],
      hooks: { draw: [(plot) => this.#paint(plot)] },
    };
  }

  #straighten(value: number): number {
    return straighten(this.#model.yScale, symlogThreshold(this.#model.yRange))(value);
  }

  #xAxis(): uPlot.Axis {
    return {
      size: axisHeight,
      gap: 4,
      font: this.#palette.font,
      stroke: () => this.#palette.axis,
      grid: { show: false },
      ticks: { stroke: () => this.#palette.grid, width: 1, size: 4 },
      filter: (_, ticks) => ticks,
      splits: (plot) => {
        const most = Math.max(2, Math.floor(plot.over.clientWidth / labelRoomPx) || 4);
        const { xAxis, xRange } = this.#model;
        if (xAxis === "step") return stepTicks(xRange, most);
        return xAxis === "relativeTime" ? relativeTimeTicks(xRange, most) : absoluteTimeTicks(xRange, most);
      },
      values: (_, ticks) => {
        const { xAxis, language } = this.#model;
        if (xAxis === "step") return numberLabels(ticks);
        return xAxis === "relativeTime" ? ticks.map(durationLabel) : momentLabels(ticks, language);
      },
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
      stroke: () => this.#palette.axis,
      grid: { stroke: () => this.#palette.grid, width: 1 },
      ticks: { show: false },
      filter: (_, ticks) => ticks,
      splits: (plot) => {
        const most = Math.max(2, Math.floor((plot.over.clientHeight || plot.height - axisHeight) / rowRoomPx));
        const { yScale, yRange, hasValues } = this.#model;
        if (!hasValues) return [];
        if (yScale === "log") return logTicks(yRange, most);
        return yScale === "symlog" ? symlogTicks(yRange, symlogThreshold(yRange), most) : linearTicks(yRange, most);
      },
      values: (_, ticks) => numberLabels(ticks, this.#model.yScale !== "linear"),
    };
  }

  #paint(plot: uPlot): void {
    const { xRange, yRange, yScale, lines, showBand } = this.#model;
    const { left, top, width, height } = plot.bbox;
    paint(plot.ctx, {
      lines,
      box: { left, top, width, height },
      xRange,
      yRange,
      toX: projection("linear", xRange, left, left + width),
      toY: projection(yScale, yRange, top + height, top),
      pixelRatio: uPlot.pxRatio,
      showBand,
      highlight: this.#highlight,
      palette: this.#palette,
    });
  }
}
