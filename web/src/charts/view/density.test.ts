import { expect, it } from "vitest";
import { countLines } from "./density";

const box = { left: 0, top: 0, width: 4, height: 4 };
const same = (value: number) => value;

function count(lines: { x: number[]; values: number[] }[]) {
  const scene = { lines: lines.map(({ x, values }) => ({ x: Float64Array.from(x), values: Float64Array.from(values) })), box, xRange: [0, 4], toX: same, toY: same };
  const work = countLines(scene as unknown as Parameters<typeof countLines>[0], 1);
  for (;;) {
    const step = work.next();
    if (step.done) return Array.from({ length: step.value.rows }, (_, row) => [...step.value.counts.slice(row * step.value.columns, (row + 1) * step.value.columns)]);
  }
}

it("Every line counts once in each column that it crosses level", () => {
  expect(count([{ x: [0.5, 3.5], values: [1.5, 1.5] }, { x: [0.5, 3.5], values: [1.5, 1.5] }])).toEqual([[0, 0, 0, 0], [2, 2, 2, 2], [0, 0, 0, 0], [0, 0, 0, 0]]);
});

it("A steep line fills the cells that it passes, and what is not finite is a gap", () => {
  const grid = count([{ x: [0.5, 1.5, 2.5, 3.5], values: [0.5, 3.5, Number.NaN, 2.5] }]);
  expect(grid.map((row) => row[0])).toEqual([1, 0, 0, 0]);
  expect(grid.map((row) => row[1]).filter(Boolean).length).toBeGreaterThan(1);
  expect(grid.map((row) => row[2])).toEqual([0, 0, 0, 0]);
  expect(grid.map((row) => row[3])).toEqual([0, 0, 1, 0]);
});
