import { at } from "../lib/columns";
import { colorCount } from "../lib/line-style";
import type { Scene } from "./scene";
import { visible } from "./trace";

/** Which colour stands for a value: the same for the same value in every line. */
export function stateColors(values: Iterable<number>): ReadonlyMap<number, number> {
  return new Map([...new Set(values)].filter(Number.isFinite).toSorted((a, b) => a - b).map((value, i) => [value, i % colorCount]));
}

/**
 * Every line as a strip of coloured stretches, one for each value that it holds. A bucket with several values shows its least below and its
 * greatest above, as it held both.
 */
export function paintStates(context: CanvasRenderingContext2D, { lines, box, xRange, toX, pixelRatio, palette }: Scene): void {
  const colors = stateColors(lines.flatMap(({ low, high }) => [...low, ...high]));
  const room = box.height / Math.max(1, lines.length);
  const gap = Math.min(4 * pixelRatio, room * 0.2);
  const ends = (px: number) => Math.min(box.left + box.width, Math.max(box.left, px));
  lines.forEach(({ columns, low, high }, row) => {
    const top = box.top + row * room + gap / 2;
    const height = room - gap;
    const [start, end] = visible(columns.x, xRange);
    for (let i = start; i < end; i++) {
      const left = ends(toX(at(columns.firstX, i)));
      const right = ends(i + 1 < columns.x.length ? toX(at(columns.firstX, i + 1)) : toX(at(columns.lastX, i)) + 3 * pixelRatio);
      const [least, greatest] = [at(low, i), at(high, i)];
      const parts = least === greatest ? [{ value: least, y: top, height }] : [
        { value: greatest, y: top, height: height / 2 },
        { value: least, y: top + height / 2, height: height / 2 },
      ];
      for (const part of parts) {
        const color = colors.get(part.value);
        if (color === undefined) continue;
        context.fillStyle = palette.data[color] ?? palette.axis;
        context.fillRect(left, part.y, Math.max(pixelRatio, right - left), part.height);
      }
    }
  });
}
