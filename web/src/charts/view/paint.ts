import { at } from "../lib/columns";
import { dashes } from "../lib/line-style";
import { markedPoints, markerOf, traceMarker } from "../lib/markers";
import type { Line } from "./line";
import { mostSeparate, paintDensity } from "./density";
import { paintStates } from "./paint-states";
import { colorOf } from "./palette";
import type { Scene } from "./scene";
import { edgeMarks, forkPlace, type Mark, traceBand, traceLine, visible } from "./trace";

// The more lines, the lighter each band, as bands of many lines cover each other; of so many lines they would only be a fog.
const bandAlpha = (lines: number) => (lines <= 3 ? 0.2 : lines <= 10 ? 0.12 : 0.06);
const mostBands = 100;
// Dashes and round joins cost more than the lines themselves, and in a crowd nobody sees them.
const crowd = 300;
const rawAlpha = 0.28;
// Points are drawn as such when they have this much room.
const pointRoomPx = 9;
const edgeMargin = 6;

/** How far beyond the box something may be drawn: whole dots and marks on its edge. In CSS pixels. */
export const marginPx = edgeMargin;

/**
 * Draws the lines, one pass after the other, and stops after every line to let others have a turn.
 * @param isFront the lines are drawn over the others, which have stepped back
 */
export function* paintLines(context: CanvasRenderingContext2D, scene: Scene, lines: readonly Line[], isFront: boolean): Generator<void> {
  const { box, pixelRatio } = scene;
  context.lineJoin = lines.length > crowd ? "bevel" : "round";
  const within = function* (margin: number, draw: (line: Line) => void) {
    for (const line of lines) {
      // The clip is set anew for every line, since others may have drawn in between.
      context.save();
      context.beginPath();
      context.rect(box.left - margin, box.top - margin, box.width + 2 * margin, box.height + 2 * margin);
      context.clip();
      draw(line);
      context.restore();
      yield;
    }
  };
  if (scene.baseline !== undefined && !isFront) paintBaseline(context, scene, scene.baseline);
  if (scene.lines.some(({ shape }) => shape === "states")) {
    paintStates(context, scene);
    return;
  }
  if (!isFront && lines.length > mostSeparate) {
    yield* paintDensity(context, scene);
    return;
  }
  if (!isFront) yield* paintFaint(context, scene);
  if (scene.showBand && lines.length <= mostBands) {
    const alpha = bandAlpha(isFront ? 1 : scene.lines.length);
    yield* within(0, (line) => line.shape !== "bars" && paintBand(context, scene, line, alpha));
  }
  yield* within(0, (line) => paintLine(context, scene, line, isFront, lines.length > crowd));
  yield* within(edgeMargin * pixelRatio, (line) => {
    paintPoints(context, scene, line);
    paintMarkers(context, scene, line, isFront);
    paintFork(context, scene, line);
    paintMarks(context, scene, line);
  });
}

function* paintFaint(context: CanvasRenderingContext2D, { faint, box, xRange, toX, toY, pixelRatio, palette }: Scene): Generator<void> {
  for (const { x, values, style, shape } of faint) {
    context.save();
    context.beginPath();
    context.rect(box.left, box.top, box.width, box.height);
    context.clip();
    const path = new Path2D();
    traceLine(path, x, values, xRange, toX, toY, shape === "step");
    context.globalAlpha = rawAlpha;
    context.lineWidth = pixelRatio;
    context.strokeStyle = colorOf(palette, style);
    context.stroke(path);
    context.restore();
    yield;
  }
}

function paintBaseline(context: CanvasRenderingContext2D, { box, toY, pixelRatio, palette }: Scene, baseline: number): void {
  const y = toY(baseline);
  if (!(y >= box.top && y <= box.top + box.height)) return;
  context.save();
  context.strokeStyle = palette.axis;
  context.lineWidth = pixelRatio;
  context.setLineDash([4 * pixelRatio, 4 * pixelRatio]);
  context.beginPath();
  context.moveTo(box.left, y);
  context.lineTo(box.left + box.width, y);
  context.stroke();
  context.restore();
}

function paintBand(context: CanvasRenderingContext2D, scene: Scene, line: Line, alpha: number): void {
  const { columns, low, high, style } = line;
  const path = new Path2D();
  traceBand(path, columns.x, low, high, scene.xRange, scene.toX, scene.toY, scene.box.top + scene.box.height);
  context.globalAlpha = alpha;
  context.fillStyle = colorOf(scene.palette, style);
  context.fill(path);
}

function paintLine(context: CanvasRenderingContext2D, scene: Scene, line: Line, isFront: boolean, isCrowd: boolean): void {
  const { columns, x, values, raw, style, shape } = line;
  const { pixelRatio, xRange, toX, toY } = scene;
  if (shape === "points") return;
  const color = colorOf(scene.palette, style);
  context.strokeStyle = color;
  context.fillStyle = color;
  if (shape === "bars") {
    paintBars(context, scene, line);
    return;
  }
  const isStep = shape === "step";
  if (raw && !isCrowd) {
    const faint = new Path2D();
    traceLine(faint, columns.x, raw, xRange, toX, toY, isStep);
    context.globalAlpha = rawAlpha;
    context.lineWidth = pixelRatio;
    context.stroke(faint);
  }
  const path = new Path2D();
  traceLine(path, x, values, xRange, toX, toY, isStep);
  context.globalAlpha = 1;
  context.lineWidth = (isFront ? line.width + 0.75 : isCrowd ? Math.min(1, line.width) : line.width) * pixelRatio;
  if (!isCrowd) context.setLineDash((dashes[style.dash] ?? []).map((length) => length * pixelRatio));
  context.stroke(path);
  context.setLineDash([]);
}

/** From zero, or from the edge where zero has no place, to each value. */
function paintBars(context: CanvasRenderingContext2D, scene: Scene, { columns, values }: Line): void {
  const { box, xRange, toX, toY, pixelRatio } = scene;
  const [start, end] = visible(columns.x, xRange);
  const zero = toY(0);
  const foot = Number.isFinite(zero) ? zero : box.top + box.height;
  let room = box.width / 4;
  for (let i = start + 1; i < end; i++) room = Math.min(room, toX(at(columns.x, i)) - toX(at(columns.x, i - 1)));
  const width = Math.max(pixelRatio, room * 0.7);
  context.globalAlpha = 0.75;
  for (let i = start; i < end; i++) {
    const y = toY(at(values, i));
    if (Number.isFinite(y)) context.fillRect(toX(at(columns.x, i)) - width / 2, Math.min(y, foot), width, Math.max(pixelRatio, Math.abs(foot - y)));
  }
}

/** Points as such: all of them when there is room or a person wants them, else those that stand alone, which no line shows. */
function paintPoints(context: CanvasRenderingContext2D, scene: Scene, line: Line): void {
  const { x: columnX, values, style, shape, points } = line;
  if (shape === "bars") return;
  const { pixelRatio, xRange, box } = scene;
  const [start, end] = visible(columnX, xRange);
  const across = end > start ? scene.toX(at(columnX, end - 1)) - scene.toX(at(columnX, start)) : 0;
  const hasRoom = (end - start - 1) * pointRoomPx * pixelRatio <= across;
  const isAll = shape === "points" || points === "on" || (points === "auto" && hasRoom);
  const radius = (hasRoom ? 2 : shape === "points" ? 1.5 : 2.5) * pixelRatio;
  context.globalAlpha = 1;
  context.fillStyle = colorOf(scene.palette, style);
  const isDrawn = (i: number) => i >= start && i < end && Number.isFinite(scene.toY(at(values, i)));
  context.beginPath();
  for (let i = start; i < end; i++) {
    if (!isDrawn(i) || (!isAll && (isDrawn(i - 1) || isDrawn(i + 1)))) continue;
    const [x, y] = [scene.toX(at(columnX, i)), scene.toY(at(values, i))];
    if (!(x >= box.left - 1 && x <= box.left + box.width + 1 && y >= box.top - 1 && y <= box.top + box.height + 1)) continue;
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
  }
  context.fill();
}

/** In pixels: of a marker beside a line of usual width. */
export const markerRadius = 3.5;

/** The shape that tells a line from others, on some of its points; all of them are one path, filled once. */
function paintMarkers(context: CanvasRenderingContext2D, { toX, toY, pixelRatio, palette, box }: Scene, { x, values, style, markers }: Line, isFront: boolean): void {
  if (markers === undefined) return;
  const shape = markerOf(style);
  const radius = (isFront ? markerRadius + 1 : markerRadius) * pixelRatio;
  const path = new Path2D();
  for (const i of markedPoints(x.length, markers, shape, (i) => Number.isFinite(toY(at(values, i))))) {
    const [px, py] = [toX(at(x, i)), toY(at(values, i))];
    if (px >= box.left - 1 && px <= box.left + box.width + 1 && py >= box.top - 1 && py <= box.top + box.height + 1) traceMarker(path, shape, px, py, radius);
  }
  context.globalAlpha = 1;
  context.fillStyle = colorOf(palette, style);
  context.fill(path);
}

/** A diamond where the run went on from another one. */
function paintFork(context: CanvasRenderingContext2D, { toX, toY, pixelRatio, palette, box }: Scene, { fork, x, values, style }: Line): void {
  const place = forkPlace(fork, x, values);
  if (!place) return;
  const [px, py] = [toX(place[0]), toY(place[1])];
  if (!(px >= box.left && px <= box.left + box.width && py >= box.top && py <= box.top + box.height)) return;
  const half = 4.5 * pixelRatio;
  context.globalAlpha = 1;
  context.beginPath();
  context.moveTo(px, py - half);
  context.lineTo(px + half, py);
  context.lineTo(px, py + half);
  context.lineTo(px - half, py);
  context.closePath();
  context.fillStyle = palette.surface;
  context.fill();
  context.strokeStyle = colorOf(palette, style);
  context.lineWidth = 1.5 * pixelRatio;
  context.stroke();
}

function paintMarks(context: CanvasRenderingContext2D, scene: Scene, line: Line): void {
  context.globalAlpha = 1;
  const color = colorOf(scene.palette, line.style);
  const flags = { ...line.columns, min: line.low, max: line.high };
  for (const mark of edgeMarks(flags, scene.xRange, scene.yRange, scene.toX, scene.pixelRatio, scene.isLog)) {
    paintMark(context, scene, mark, color);
  }
}

// Infinities are filled triangles that point off the plot, NaN a hollow one that stands on its lower edge, lines that leave the picture are
// open arrow heads, and what a log scale has no place for is a cross on the lower edge.
function paintMark(context: CanvasRenderingContext2D, { box, pixelRatio, palette }: Scene, { kind, px }: Mark, color: string): void {
  const isTop = kind === "positiveInfinity" || kind === "above";
  const half = 4 * pixelRatio;
  const edge = isTop ? box.top + pixelRatio : box.top + box.height - pixelRatio;
  context.beginPath();
  context.lineWidth = 1.25 * pixelRatio;
  context.strokeStyle = color;
  if (kind === "notLog") {
    const arm = 2.5 * pixelRatio;
    const middle = edge - arm - pixelRatio;
    context.moveTo(px - arm, middle - arm);
    context.lineTo(px + arm, middle + arm);
    context.moveTo(px + arm, middle - arm);
    context.lineTo(px - arm, middle + arm);
    context.stroke();
    return;
  }
  const pointsUp = isTop || kind === "nan";
  const depth = (isTop ? 1 : -1) * 7 * pixelRatio;
  const [tip, foot] = pointsUp === isTop ? [edge, edge + depth] : [edge + depth, edge];
  context.moveTo(px - half, foot);
  context.lineTo(px, tip);
  context.lineTo(px + half, foot);
  if (kind === "above" || kind === "below") {
    context.stroke();
    return;
  }
  context.closePath();
  context.fillStyle = kind === "nan" ? palette.surface : color;
  context.fill();
  context.stroke();
}
