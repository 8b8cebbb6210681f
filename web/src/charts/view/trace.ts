import { at } from "../lib/columns";
import { lowerBound } from "../lib/nearest";
import type { Range } from "../lib/projection";

/** Where a path is drawn to; a canvas path, or a list in tests. */
export interface PathSink {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
}

export type Project = (value: number) => number;

// Canvases misdraw pixels that are very far away.
const far = 1e6;
const near = (pixel: number) => Math.min(far, Math.max(-far, pixel));

/** The indices of the part of a column inside a range, with one more at both ends for the lines that lead there. */
export function visible(x: Float64Array, [min, max]: Range): readonly [start: number, end: number] {
  return [Math.max(0, lowerBound(x, min) - 1), Math.min(x.length, lowerBound(x, max) + 1)];
}

/**
 * Draws a line through the values. A value that has no place (not finite, or zero and below on a log scale) is a gap.
 * @param isStep each value holds until the next
 */
export function traceLine(
  sink: PathSink,
  x: Float64Array,
  values: Float64Array,
  range: Range,
  toX: Project,
  toY: Project,
  isStep = false,
): void {
  const [start, end] = visible(x, range);
  let isDrawing = false;
  let before = 0;
  for (let i = start; i < end; i++) {
    const px = toX(at(x, i));
    const y = toY(at(values, i));
    if (!Number.isFinite(y) || !Number.isFinite(px)) {
      isDrawing = false;
      continue;
    }
    const py = near(y);
    if (isDrawing) {
      if (isStep) sink.lineTo(near(px), before);
      sink.lineTo(near(px), py);
    } else sink.moveTo(near(px), py);
    isDrawing = true;
    before = py;
  }
}

/** Draws the area between minimum and maximum, one closed shape for each stretch without a gap. */
export function traceBand(
  sink: PathSink,
  x: Float64Array,
  min: Float64Array,
  max: Float64Array,
  range: Range,
  toX: Project,
  toY: Project,
  floorPx: number,
): void {
  const [start, end] = visible(x, range);
  let first = start;
  const close = (past: number) => {
    for (let i = first; i < past; i++) {
      const [px, py] = [near(toX(at(x, i))), near(toY(at(max, i)))];
      if (i === first) sink.moveTo(px, py);
      else sink.lineTo(px, py);
    }
    for (let i = past - 1; i >= first; i--) {
      // What a log scale cannot show reaches down to the edge.
      const py = toY(at(min, i));
      sink.lineTo(near(toX(at(x, i))), Number.isFinite(py) ? near(py) : floorPx);
    }
  };
  for (let i = start; i < end; i++) {
    if (Number.isFinite(toY(at(max, i))) && Number.isFinite(toX(at(x, i)))) continue;
    if (i > first) close(i);
    first = i + 1;
  }
  if (end > first) close(end);
}

export type MarkKind = "nan" | "positiveInfinity" | "negativeInfinity" | "above" | "below" | "notLog";

export interface Mark {
  readonly kind: MarkKind;
  readonly px: number;
}

const leastGapPx = 7;

/** Puts a mark where a column is not zero, leaving out those that would lie on the one before. */
function flagged(kind: MarkKind, x: Float64Array, isFlagged: (i: number) => boolean, range: Range, toX: Project, gapPx: number): Mark[] {
  const marks: Mark[] = [];
  let last = Number.NEGATIVE_INFINITY;
  const start = lowerBound(x, range[0]);
  for (let i = start; i < x.length && at(x, i) <= range[1]; i++) {
    if (!isFlagged(i)) continue;
    const px = toX(at(x, i));
    if (!(px - last >= gapPx)) continue;
    last = px;
    marks.push({ kind, px });
  }
  return marks;
}

/** Where on a line its fork is marked, on the way between the points around it; undefined beside the line. */
export function forkPlace(fork: number | undefined, x: Float64Array, values: Float64Array): readonly [x: number, value: number] | undefined {
  if (fork === undefined || x.length === 0 || fork < at(x, 0) || fork > at(x, x.length - 1)) return undefined;
  const after = lowerBound(x, fork);
  if (after === 0 || at(x, after) === fork) return [fork, at(values, after)];
  const share = (fork - at(x, after - 1)) / (at(x, after) - at(x, after - 1));
  return [fork, at(values, after - 1) * (1 - share) + at(values, after) * share];
}

interface Flags {
  readonly x: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly nan: Float64Array;
  readonly positiveInfinity: Float64Array;
  readonly negativeInfinity: Float64Array;
}

/** The marks at the edges of the plot: values that are not finite, that a log scale has no place for, and lines that leave the picture. */
export function edgeMarks(columns: Flags, xRange: Range, yRange: Range, toX: Project, pixelRatio = 1, isLog = false): Mark[] {
  const { x, min, max, nan, positiveInfinity, negativeInfinity } = columns;
  const mark = (kind: MarkKind, isFlagged: (i: number) => boolean) =>
    flagged(kind, x, isFlagged, xRange, toX, leastGapPx * pixelRatio);
  return [
    ...mark("above", (i) => at(max, i) > yRange[1]),
    ...mark("below", (i) => at(min, i) < yRange[0] && !(isLog && at(min, i) <= 0)),
    ...(isLog ? mark("notLog", (i) => at(min, i) <= 0) : []),
    ...mark("nan", (i) => at(nan, i) > 0),
    ...mark("positiveInfinity", (i) => at(positiveInfinity, i) > 0),
    ...mark("negativeInfinity", (i) => at(negativeInfinity, i) > 0),
  ];
}
