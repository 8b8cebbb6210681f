import { at } from "../lib/columns";
import { dashes } from "../lib/line-style";
import type { Range } from "../lib/projection";
import type { Line } from "./line";
import { colorOf, type Palette } from "./palette";
import { edgeMarks, type Mark, type Project, traceBand, traceLine, visible } from "./trace";

/** All that is needed to draw the inside of a plot. Pixels are those of the canvas. */
export interface Scene {
  readonly lines: readonly Line[];
  readonly box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  readonly xRange: Range;
  readonly yRange: Range;
  readonly toX: Project;
  readonly toY: Project;
  readonly pixelRatio: number;
  readonly showBand: boolean;
  /** The line under the pointer or of the run under it; the others step back. */
  readonly highlight: ReadonlySet<string> | undefined;
  readonly palette: Palette;
}

// The more lines, the lighter each band, as bands of many lines cover each other.
const bandAlpha = (lines: number) => (lines <= 3 ? 0.2 : lines <= 10 ? 0.12 : 0.06);
const rawAlpha = 0.28;
const awayAlpha = 0.22;
// Points are drawn as such when they have this much room.
const pointRoomPx = 9;
const edgeMargin = 5;

export function paint(context: CanvasRenderingContext2D, scene: Scene): void {
  const { box, lines, highlight } = scene;
  context.lineJoin = "round";
  const isAway = (line: Line) => highlight !== undefined && !highlight.has(line.id);
  // Highlighted lines come last, so that nothing lies over them.
  const inOrder = highlight ? [...lines.filter(isAway), ...lines.filter((line) => !isAway(line))] : lines;
  const within = (margin: number, draw: (line: Line) => void) => {
    context.save();
    context.beginPath();
    context.rect(box.left - margin, box.top - margin, box.width + 2 * margin, box.height + 2 * margin);
    context.clip();
    for (const line of inOrder) draw(line);
    context.restore();
  };
  if (scene.showBand) within(0, (line) => paintBand(context, scene, line, isAway(line)));
  within(0, (line) => paintLine(context, scene, line, isAway(line)));
  // Dots and marks on the edge of the plot are whole.
  within(edgeMargin * scene.pixelRatio, (line) => {
    paintPoints(context, scene, line, isAway(line));
    paintMarks(context, scene, line, isAway(line));
  });
}

function paintBand(context: CanvasRenderingContext2D, scene: Scene, line: Line, isAway: boolean): void {
  const { columns, style } = line;
  const path = new Path2D();
  traceBand(path, columns.x, columns.min, columns.max, scene.xRange, scene.toX, scene.toY, scene.box.top + scene.box.height);
  context.globalAlpha = bandAlpha(scene.lines.length) * (isAway ? awayAlpha : 1);
  context.fillStyle = colorOf(scene.palette, style);
  context.fill(path);
}

function paintLine(context: CanvasRenderingContext2D, scene: Scene, line: Line, isAway: boolean): void {
  const { columns, values, raw, style } = line;
  const { pixelRatio, xRange, toX, toY } = scene;
  const color = colorOf(scene.palette, style);
  const isHighlit = scene.highlight?.has(line.id) ?? false;
  context.strokeStyle = color;
  context.fillStyle = color;
  if (raw) {
    const faint = new Path2D();
    traceLine(faint, columns.x, raw, xRange, toX, toY);
    context.globalAlpha = rawAlpha * (isAway ? awayAlpha : 1);
    context.setLineDash([]);
    context.lineWidth = pixelRatio;
    context.stroke(faint);
  }
  const path = new Path2D();
  traceLine(path, columns.x, values, xRange, toX, toY);
  context.globalAlpha = isAway ? awayAlpha : 1;
  context.lineWidth = (isHighlit ? 2.25 : 1.5) * pixelRatio;
  context.setLineDash((dashes[style.dash] ?? []).map((length) => length * pixelRatio));
  context.stroke(path);
  context.setLineDash([]);
}

/** Points as such: all of them when there is room, else those that stand alone, which no line shows. */
function paintPoints(context: CanvasRenderingContext2D, scene: Scene, line: Line, isAway: boolean): void {
  const { columns, values, style } = line;
  const { pixelRatio, xRange, box } = scene;
  const [start, end] = visible(columns.x, xRange);
  const across = end > start ? scene.toX(at(columns.x, end - 1)) - scene.toX(at(columns.x, start)) : 0;
  const hasRoom = (end - start - 1) * pointRoomPx * pixelRatio <= across;
  const radius = (hasRoom ? 2 : 2.5) * pixelRatio;
  context.globalAlpha = isAway ? awayAlpha : 1;
  context.fillStyle = colorOf(scene.palette, style);
  const isDrawn = (i: number) => i >= start && i < end && Number.isFinite(scene.toY(at(values, i)));
  for (let i = start; i < end; i++) {
    if (!isDrawn(i) || (!hasRoom && (isDrawn(i - 1) || isDrawn(i + 1)))) continue;
    const [x, y] = [scene.toX(at(columns.x, i)), scene.toY(at(values, i))];
    if (x < box.left - 1 || x > box.left + box.width + 1 || y < box.top - 1 || y > box.top + box.height + 1) continue;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
  }
}

function paintMarks(context: CanvasRenderingContext2D, scene: Scene, line: Line, isAway: boolean): void {
  context.globalAlpha = isAway ? awayAlpha : 1;
  const color = colorOf(scene.palette, line.style);
  for (const mark of edgeMarks(line.columns, scene.xRange, scene.yRange, scene.toX, scene.pixelRatio)) {
    paintMark(context, scene, mark, color);
  }
}

// Infinities are filled triangles that point off the plot, NaN a hollow one that stands on its lower edge, and lines that
// leave the picture are open arrow heads.
function paintMark(context: CanvasRenderingContext2D, { box, pixelRatio, palette }: Scene, { kind, px }: Mark, color: string): void {
  const isTop = kind === "positiveInfinity" || kind === "above";
  const half = 4 * pixelRatio;
  const edge = isTop ? box.top + pixelRatio : box.top + box.height - pixelRatio;
  const pointsUp = isTop || kind === "nan";
  const depth = (isTop ? 1 : -1) * 7 * pixelRatio;
  const [tip, foot] = pointsUp === isTop ? [edge, edge + depth] : [edge + depth, edge];
  context.beginPath();
  context.moveTo(px - half, foot);
  context.lineTo(px, tip);
  context.lineTo(px + half, foot);
  context.lineWidth = 1.25 * pixelRatio;
  context.strokeStyle = color;
  if (kind === "above" || kind === "below") {
    context.stroke();
    return;
  }
  context.closePath();
  context.fillStyle = kind === "nan" ? palette.surface : color;
  context.fill();
  context.stroke();
}
