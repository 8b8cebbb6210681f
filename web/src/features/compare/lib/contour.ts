import { linearTicks } from "@/charts/lib/ticks";

/** A dot in the picture, and its height. */
export interface Sample {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

type Point = readonly [x: number, y: number];

/** A line of equal height, in pieces of two ends each. */
export interface Contour {
  readonly level: number;
  readonly pieces: readonly (readonly [Point, Point])[];
}

const across = 64;
const down = 44;
const mostLevels = 8;

/** Heights between samples: their mean, weighted by the inverse square of the distance (Shepard, A two-dimensional interpolation function for irregularly-spaced data, 1968). */
function heightAt(x: number, y: number, samples: readonly Sample[]): number {
  let [sum, weights] = [0, 0];
  for (const sample of samples) {
    const distance = (sample.x - x) ** 2 + (sample.y - y) ** 2;
    if (distance < 1e-9) return sample.z;
    sum += sample.z / distance;
    weights += 1 / distance;
  }
  return sum / weights;
}

/** Corners of the least convex shape around points, in order; fewer than three when they lie on a line. */
export function hullOf(points: readonly Point[]): Point[] {
  const sorted = points.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  const turns = ([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point) => (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  const half = (order: readonly Point[]) => {
    const chain: Point[] = [];
    for (const point of order) {
      while (chain.length > 1 && turns(chain[chain.length - 2] ?? point, chain[chain.length - 1] ?? point, point) <= 1e-9) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  const hull = [...half(sorted), ...half(sorted.toReversed())];
  return hull.length < 3 ? [] : hull;
}

const isWithin = ([x, y]: Point, hull: readonly Point[]) =>
  hull.every(([ax, ay], i) => {
    const [bx, by] = hull[(i + 1) % hull.length] ?? [ax, ay];
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= -1e-6;
  });

/** Lines of equal height between samples. Outside of the shape that they span nothing is said. */
export function contoursOf(samples: readonly Sample[]): Contour[] {
  const hull = hullOf(samples.map(({ x, y }): Point => [x, y]));
  const heights = samples.map(({ z }) => z);
  const [least, greatest] = [Math.min(...heights), Math.max(...heights)];
  if (hull.length === 0 || !(greatest > least)) return [];
  const [left, right] = [Math.min(...hull.map(([x]) => x)), Math.max(...hull.map(([x]) => x))];
  const [top, bottom] = [Math.min(...hull.map(([, y]) => y)), Math.max(...hull.map(([, y]) => y))];
  const place = (column: number, row: number): Point => [left + ((right - left) * column) / across, top + ((bottom - top) * row) / down];
  const grid = Array.from({ length: down + 1 }, (_, row) => Array.from({ length: across + 1 }, (_, column) => heightAt(...place(column, row), samples)));
  return linearTicks([least, greatest], mostLevels)
    .filter((level) => level > least && level < greatest)
    .map((level) => ({ level, pieces: piecesAt(level, grid, place).filter((ends) => ends.every((end) => isWithin(end, hull))) }));
}

/** Where a level crosses the cells of a grid: marching squares. */
function piecesAt(level: number, grid: readonly (readonly number[])[], place: (column: number, row: number) => Point): (readonly [Point, Point])[] {
  const pieces: (readonly [Point, Point])[] = [];
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) {
      const corners = ([[0, 0], [1, 0], [1, 1], [0, 1]] as const).map(([right, below]) => ({
        at: place(column + right, row + below),
        height: grid[row + below]?.[column + right] ?? 0,
      }));
      const crossings = corners.flatMap((a, i): Point[] => {
        const b = corners[(i + 1) % 4] ?? a;
        if (a.height > level === b.height > level) return [];
        const share = (level - a.height) / (b.height - a.height);
        return [[a.at[0] + share * (b.at[0] - a.at[0]), a.at[1] + share * (b.at[1] - a.at[1])]];
      });
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        const [start, end] = [crossings[i], crossings[i + 1]];
        if (start && end) pieces.push([start, end]);
      }
    }
  }
  return pieces;
}
