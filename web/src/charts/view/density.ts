import { at } from "../lib/columns";
import type { Scene } from "./scene";
import { visible } from "./trace";

/** More lines than this are shown by how many of them pass through each place. */
export const mostSeparate = 1000;

/** How many lines pass through each cell of a grid over the plot, column by column. */
export interface DensityGrid {
  readonly columns: number;
  readonly rows: number;
  /** Row by row, from the top. */
  readonly counts: Uint32Array;
}

/** Counts each line once for each cell that it passes through; stops after every line to let others have a turn. */
export function* countLines({ lines, box, xRange, toX, toY }: Pick<Scene, "lines" | "box" | "xRange" | "toX" | "toY">, cell: number): Generator<void, DensityGrid> {
  const columns = Math.max(1, Math.ceil(box.width / cell));
  const rows = Math.max(1, Math.ceil(box.height / cell));
  const counts = new Uint32Array(columns * rows);
  const mark = (column: number, from: number, to: number) => {
    if (column < 0 || column >= columns) return;
    const [low, high] = from < to ? [from, to] : [to, from];
    for (let row = Math.max(0, Math.floor(low)); row <= Math.min(rows - 1, Math.floor(high)); row++) counts[row * columns + column] = (counts[row * columns + column] ?? 0) + 1;
  };
  for (const { x, values } of lines) {
    const [start, end] = visible(x, xRange);
    let before: readonly [number, number] | undefined;
    for (let i = start; i < end; i++) {
      const here = [(toX(at(x, i)) - box.left) / cell, (toY(at(values, i)) - box.top) / cell] as const;
      if (!Number.isFinite(here[0]) || !Number.isFinite(here[1])) {
        before = undefined;
        continue;
      }
      const from = before ?? here;
      const [first, last] = [Math.floor(from[0]), Math.floor(here[0])];
      const slope = here[0] > from[0] ? (here[1] - from[1]) / (here[0] - from[0]) : 0;
      const yAt = (place: number) => from[1] + slope * (place - from[0]);
      // The cell of the point before was counted with it; only a line that goes on inside it reaches further cells there.
      if (before === undefined) mark(first, here[1], here[1]);
      for (let column = Math.max(before === undefined ? last + 1 : first + 1, 0); column <= Math.min(last, columns - 1); column++) {
        mark(column, yAt(Math.max(column, from[0])), column === last ? here[1] : yAt(column + 1));
      }
      before = here;
    }
    yield;
  }
  return { columns, rows, counts };
}

/** From a colour as #rrggbb. */
function rgbOf(color: string): readonly [number, number, number] {
  const value = Number.parseInt(color.replace("#", ""), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** Very many lines: the more of them pass through a place, the stronger its colour. */
export function* paintDensity(context: CanvasRenderingContext2D, scene: Scene): Generator<void> {
  const { columns, rows, counts } = yield* countLines(scene, Math.max(1, Math.round(scene.pixelRatio)));
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  if (most === 0) return;
  const sheet = document.createElement("canvas");
  sheet.width = columns;
  sheet.height = rows;
  const small = sheet.getContext("2d");
  if (!small) return;
  const image = small.createImageData(columns, rows);
  const [red, green, blue] = rgbOf(scene.palette.data[0] ?? "#0072b2");
  const scale = Math.log1p(most);
  counts.forEach((count, i) => {
    if (count === 0) return;
    image.data.set([red, green, blue, Math.round(24 + 231 * (Math.log1p(count) / scale))], i * 4);
  });
  small.putImageData(image, 0, 0);
  context.save();
  context.imageSmoothingEnabled = false;
  context.globalAlpha = 1;
  context.drawImage(sheet, 0, 0, columns, rows, scene.box.left, scene.box.top, scene.box.width, scene.box.height);
  context.restore();
}
