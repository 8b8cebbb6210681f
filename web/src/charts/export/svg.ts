import { at } from "../lib/columns";
import { xText } from "../lib/labels";
import { dashes, type LineStyle } from "../lib/line-style";
import { markedPoints, markerOf, traceMarker } from "../lib/markers";
import { groupPins } from "../lib/pins";
import { PathText, round } from "../lib/path-text";
import { projection } from "../lib/projection";
import { labelsOfX, labelsOfY, ticksOfX, ticksOfY } from "../view/axis";
import type { ChartModel } from "../view/chart-view";
import type { Line } from "../view/line";
import { markerRadius } from "../view/paint";
import { stateColors } from "../view/paint-states";
import { colorOf, type Palette } from "../view/palette";
import { edgeMarks, forkPlace, traceBand, traceLine } from "../view/trace";

/** What stands around the plot in a picture for a file. */
export interface PictureText {
  readonly title: string;
  readonly xName: string;
  /** "12 more lines", when the legend has no room for all. */
  readonly more: (count: number) => string;
  /** "12 notes", where they are too close for their texts. */
  readonly notes: (count: number) => string;
}

export interface PictureColors {
  readonly palette: Palette;
  readonly background: string;
  readonly text: string;
  readonly font: string;
}

const width = 960;
const plotHeight = 420;
const left = 72;
const right = 24;
const head = 44;
const foot = 46;
const mostTicksAcross = 10;
const mostTicksUp = 12;
const legendRow = 20;
const mostLegend = 60;
const longestName = 48;
/** What the flag of a note needs beside it, and how much of the note fits there. */
const flagRoom = 120;
const longestFlag = 20;

// Control characters may not stand in XML at all.
const escapeText = (text: string) =>
  text
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

/** Short enough to fit, and kept from turning what stands around it when it runs from right to left. */
function name(text: string, longest: number): string {
  const letters = [...text];
  return `\u2068${letters.length > longest ? `${letters.slice(0, longest - 1).join("")}…` : text}\u2069`;
}

function trace(draw: (sink: PathText) => void): string {
  const sink = new PathText();
  draw(sink);
  return sink.text;
}

/** The chart as it stands on screen, with title, axes and legend, as an SVG file. */
export function svgOf(model: ChartModel, text: PictureText, { palette, background, text: ink, font }: PictureColors): string {
  const { lines, xRange, yRange, yScale, isXLog, showBand, baseline } = model;
  const legend = layOutLegend(lines);
  const height = head + plotHeight + foot + legend.rows * legendRow + 12;
  const plotWidth = width - left - right;
  const bottom = head + plotHeight;
  const toX = projection(isXLog ? "log" : "linear", xRange, left, left + plotWidth);
  const toY = projection(yScale, yRange, bottom, head);
  const isInside = (x: number) => x >= xRange[0] && x <= xRange[1];
  const out: string[] = [];
  const label = (x: number, y: number, anchor: string, content: string, size = 12, fill = palette.axis, extra = "") =>
    out.push(`<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" font-size="${size}" fill="${fill}"${extra}>${escapeText(content)}</text>`);

  label(left, 26, "start", name(text.title, 100), 16, ink, ' font-weight="600"');
  const yTicks = ticksOfY(model, yRange, mostTicksUp);
  labelsOfY(model, yTicks).forEach((content, i) => {
    const y = toY(yTicks[i] ?? 0);
    out.push(`<path d="M${left} ${round(y)}H${left + plotWidth}" stroke="${palette.grid}"/>`);
    label(left - 8, y + 4, "end", content);
  });
  const xTicks = ticksOfX(model, xRange, mostTicksAcross);
  labelsOfX(model, xTicks).forEach((content, i) => {
    const x = toX(xTicks[i] ?? 0);
    out.push(`<path d="M${round(x)} ${bottom}v5" stroke="${palette.axis}"/>`);
    label(x, bottom + 19, "middle", content);
  });
  label(left + plotWidth / 2, bottom + 38, "middle", name(text.xName, 80));
  if (model.yLabel !== undefined) {
    const y = head + plotHeight / 2;
    label(18, y, "middle", name(model.yLabel, 60), 12, palette.axis, ` transform="rotate(-90 18 ${round(y)})"`);
  }
  out.push(`<clipPath id="plot"><rect x="${left}" y="${head}" width="${plotWidth}" height="${plotHeight}"/></clipPath><g clip-path="url(#plot)" stroke-linejoin="round">`);
  for (const { pin, x, style } of model.pins) {
    const dash = pin.noteId === undefined ? ' stroke-dasharray="2 3"' : "";
    if (isInside(x)) out.push(`<path d="M${round(toX(x))} ${head}V${bottom}" stroke="${colorOf(palette, style)}" stroke-opacity="0.6"${dash}/>`);
  }
  if (baseline !== undefined) {
    out.push(`<path d="M${left} ${round(toY(baseline))}h${plotWidth}" stroke="${palette.axis}" stroke-dasharray="4 4"/>`);
  }
  if (lines.some(({ shape }) => shape === "states")) out.push(...states(model, palette, toX, head, plotHeight));
  else {
    if (showBand) {
      for (const { columns, low, high, style } of lines) {
        const d = trace((sink) => traceBand(sink, columns.x, low, high, xRange, toX, toY, bottom));
        if (d) out.push(`<path d="${d}Z" fill="${colorOf(palette, style)}" fill-opacity="${lines.length <= 3 ? 0.2 : 0.08}"/>`);
      }
    }
    for (const { x, values, style, shape } of model.faint) {
      const d = trace((sink) => traceLine(sink, x, values, xRange, toX, toY, shape === "step"));
      if (d) out.push(`<path d="${d}" fill="none" stroke="${colorOf(palette, style)}" stroke-opacity="0.28"/>`);
    }
    for (const line of lines) out.push(...lineOf(line, model, palette, toX, toY));
  }
  out.push("</g>");
  for (const { fork, x, values, style } of lines) {
    const place = forkPlace(fork, x, values);
    if (place) out.push(`<path d="M${round(toX(place[0]))} ${round(toY(place[1]) - 4.5)}l4.5 4.5l-4.5 4.5l-4.5 -4.5Z" fill="${background}" stroke="${colorOf(palette, style)}" stroke-width="1.5"/>`);
  }
  for (const line of lines) out.push(...marksOf(line, model, palette, toX, head, bottom));

  for (const { pins, px } of groupPins(model.pins, (x) => toX(x) - left, plotWidth, flagRoom)) {
    const [first] = pins;
    if (!first) continue;
    out.push(`<path d="M${round(left + px)} ${head}v-10l8 4l-8 4" fill="${colorOf(palette, first.style)}"/>`);
    label(left + px + 10, head - 3, "start", name(pins.length === 1 ? first.pin.text.replaceAll(/\s+/g, " ") : text.notes(pins.length), longestFlag), 10, ink);
  }

  const top = bottom + foot;
  legend.entries.forEach(({ x, row, line, content }) => {
    const y = top + row * legendRow + 10;
    out.push(swatch(left + x, y - 4, colorOf(palette, line.style), line.style));
    if (line.markers !== undefined) out.push(markerAt([[left + x + 9, y - 4]], line.style, colorOf(palette, line.style)));
    label(left + x + 24, y, "start", content, 12, ink);
  });
  if (legend.left > 0) label(left, top + legend.rows * legendRow, "start", text.more(legend.left));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escapeText(font)}">`,
    `<title>${escapeText(text.title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${background}"/>`,
    ...out,
    "</svg>",
  ].join("\n");
}

function swatch(x: number, y: number, color: string, style: LineStyle): string {
  return `<path d="M${round(x)} ${round(y)}h18" stroke="${color}" stroke-width="2" stroke-dasharray="${(dashes[style.dash] ?? []).join(" ")}" fill="none"/>`;
}

/** The marker of a style at all these places, as one shape. */
function markerAt(places: readonly (readonly [x: number, y: number])[], style: LineStyle, color: string): string {
  const d = trace((sink) => places.forEach(([x, y]) => traceMarker(sink, markerOf(style), x, y, markerRadius)));
  return `<path class="marker" d="${d}" fill="${color}"/>`;
}

type Project = (value: number) => number;

function lineOf(line: Line, { xRange }: Pick<ChartModel, "xRange">, palette: Palette, toX: Project, toY: Project): string[] {
  const { columns, x, values, raw, style, shape, points } = line;
  const color = colorOf(palette, style);
  const out: string[] = [];
  const stroke = (d: string, opacity: number, lineWidth: number, dash: string) =>
    d && out.push(`<path d="${d}" fill="none" stroke="${color}" stroke-opacity="${opacity}" stroke-width="${lineWidth}" stroke-dasharray="${dash}"/>`);
  const drawn = [...x.keys()].filter((i) => Number.isFinite(toX(at(x, i))) && Number.isFinite(toY(at(values, i))));
  if (shape === "bars") {
    const zero = Number.isFinite(toY(0)) ? toY(0) : toY(xRange[0]);
    stroke(drawn.map((i) => `M${round(toX(at(x, i)))} ${round(zero)}V${round(toY(at(values, i)))}`).join(""), 0.75, 4, "");
    return out;
  }
  if (shape !== "points") {
    if (raw) stroke(trace((sink) => traceLine(sink, columns.x, raw, xRange, toX, toY, shape === "step")), 0.28, 1, "");
    const d = trace((sink) => traceLine(sink, x, values, xRange, toX, toY, shape === "step"));
    stroke(d, 1, line.width, (dashes[style.dash] ?? []).join(" "));
  }
  const isLone = (i: number) => !Number.isFinite(toY(at(values, i - 1))) && !Number.isFinite(toY(at(values, i + 1)));
  for (const i of drawn) {
    if (shape !== "points" && points !== "on" && !isLone(i)) continue;
    out.push(`<circle cx="${round(toX(at(x, i)))}" cy="${round(toY(at(values, i)))}" r="2" fill="${color}"/>`);
  }
  if (line.markers !== undefined) {
    const isDrawn = new Set(drawn);
    const marked = markedPoints(x.length, line.markers, markerOf(style), (i) => isDrawn.has(i));
    if (marked.length > 0) out.push(markerAt(marked.map((i) => [toX(at(x, i)), toY(at(values, i))]), style, color));
  }
  return out;
}

function marksOf(line: Line, { xRange, yRange, yScale }: ChartModel, palette: Palette, toX: Project, top: number, bottom: number): string[] {
  const color = colorOf(palette, line.style);
  const flags = { ...line.columns, min: line.low, max: line.high };
  return edgeMarks(flags, xRange, yRange, toX, 1, yScale === "log").map(({ kind, px }) => {
    const isTop = kind === "positiveInfinity" || kind === "above";
    if (kind === "notLog") return `<path d="M${round(px - 3)} ${bottom - 7}l6 6m0 -6l-6 6" stroke="${color}"/>`;
    const edge = isTop ? top + 1 : bottom - 1;
    const pointsUp = isTop || kind === "nan";
    const depth = isTop ? 7 : -7;
    const [tip, base] = pointsUp === isTop ? [edge, edge + depth] : [edge + depth, edge];
    const isOpen = kind === "above" || kind === "below";
    const fill = isOpen || kind === "nan" ? "none" : color;
    return `<path d="M${round(px - 4)} ${base}L${round(px)} ${tip}L${round(px + 4)} ${base}${isOpen ? "" : "Z"}" fill="${fill}" stroke="${color}"/>`;
  });
}

function states({ lines }: ChartModel, palette: Palette, toX: Project, top: number, height: number): string[] {
  const colors = stateColors(lines.flatMap(({ low, high }) => [...low, ...high]));
  const room = height / Math.max(1, lines.length);
  return lines.flatMap(({ columns, low, high }, row) =>
    [...columns.x.keys()].flatMap((i) => {
      const start = toX(at(columns.firstX, i));
      const end = i + 1 < columns.x.length ? toX(at(columns.firstX, i + 1)) : toX(at(columns.lastX, i)) + 3;
      const part = (value: number, y: number, h: number) => {
        const color = colors.get(value);
        return color === undefined ? [] : [`<rect x="${round(start)}" y="${round(y)}" width="${round(Math.max(1, end - start))}" height="${round(h)}" fill="${palette.data[color] ?? palette.axis}"/>`];
      };
      const y = top + row * room + 2;
      const h = room - 4;
      return at(low, i) === at(high, i) ? part(at(low, i), y, h) : [...part(at(high, i), y, h / 2), ...part(at(low, i), y + h / 2, h / 2)];
    }),
  );
}

/** Wide letters take two places. */
const widthOf = (text: string) => [...text].reduce((sum, letter) => sum + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]|\p{Emoji_Presentation}/u.test(letter) ? 13 : 7.2), 0);

function layOutLegend(lines: readonly Line[]) {
  const entries: { x: number; row: number; line: Line; content: string }[] = [];
  let [x, row] = [0, 0];
  for (const line of lines.slice(0, mostLegend)) {
    const content = name(line.name, longestName);
    const needed = 24 + widthOf(content) + 20;
    if (x > 0 && x + needed > width - left - right) [x, row] = [0, row + 1];
    entries.push({ x, row, line, content });
    x += needed;
  }
  const rest = Math.max(0, lines.length - mostLegend);
  return { entries, rows: (entries.length > 0 ? row + 1 : 0) + (rest > 0 ? 1 : 0), left: rest };
}

/** For tables beside pictures: what stands on the x axis at one point. */
export const xOf = (model: ChartModel, x: number) => xText(x, model.xAxis, model.language);
