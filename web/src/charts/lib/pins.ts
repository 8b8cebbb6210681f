import type { LineSpec } from "./chart-lines";
import type { LineStyle } from "./line-style";
import type { Range } from "./projection";
import type { XAxis } from "./x-axis";

/** A note that somebody pinned to a run, or an event that its code logged. */
export interface Pin {
  readonly id: string;
  readonly runId: string;
  /** What the server calls the note; undefined for an event, which nobody changes. */
  readonly noteId?: string;
  readonly step: number | undefined;
  readonly unixMicros: number | undefined;
  /** Shown as text, whatever characters it holds. */
  readonly text: string;
  readonly author?: string;
}

export interface Pins {
  readonly byRun: ReadonlyMap<string, readonly Pin[]>;
  /** How many there are that were not asked for. */
  readonly cut: number;
}

export const noPins: Pins = { byRun: new Map(), cut: 0 };

/** Where a pin stands in one chart, and in whose colour. */
export interface PlacedPin {
  readonly pin: Pin;
  readonly x: number;
  readonly style: LineStyle;
  readonly runName: string;
}

/** The pins of one chart. */
export interface PlacedPins {
  /** From left to right. */
  readonly placed: readonly PlacedPin[];
  /** Those that have no place along the axis: what they were pinned to says nothing about it. */
  readonly unplaced: readonly Omit<PlacedPin, "x">[];
}

/** Its own among those of all runs. */
export const pinKey = ({ pin: { runId, id } }: { readonly pin: Pin }) => `${runId} ${id}`;

export const nonePlaced: PlacedPins = { placed: [], unplaced: [] };

/** Axes of which a moment says where it is once the moment of their zero is known. */
export const hasOrigin = (axis: XAxis) => axis === "relativeTime" || axis === "sinceFirstPoint";

/** What a pin would have to know to stand on the axis. */
export const neededFor = (axis: XAxis) => (axis === "step" ? "step" : axis === "absoluteTime" || hasOrigin(axis) ? "time" : "nothing");

/** @param origin Unix seconds of the axis' zero */
export function placeOf({ step, unixMicros }: Pin, axis: XAxis, origin: number | undefined): number | undefined {
  if (axis === "step") return step;
  if (unixMicros === undefined) return undefined;
  const seconds = unixMicros / 1e6;
  if (axis === "absoluteTime") return seconds;
  return hasOrigin(axis) && origin !== undefined ? seconds - origin : undefined;
}

/** One line of each run that has pins, which stands for the run. */
export function linesWithPins(lines: readonly LineSpec[], { byRun }: Pins): LineSpec[] {
  if (byRun.size === 0) return [];
  const first = new Map<string, LineSpec>();
  for (const line of lines) if (!first.has(line.run.id) && byRun.has(line.run.id)) first.set(line.run.id, line);
  return [...first.values()];
}

/** @param originOf Unix seconds of the axis' zero, by run */
export function placePins(lines: readonly LineSpec[], { byRun }: Pins, axis: XAxis, isLog: boolean, originOf: ReadonlyMap<string, number>): PlacedPins {
  if (lines.length === 0) return nonePlaced;
  const placed: PlacedPin[] = [];
  const unplaced: Omit<PlacedPin, "x">[] = [];
  for (const { run } of lines) {
    for (const pin of byRun.get(run.id) ?? []) {
      const x = placeOf(pin, axis, originOf.get(run.id));
      const shown = { pin, style: run.style, runName: run.name };
      if (x === undefined || (isLog && x <= 0)) unplaced.push(shown);
      else placed.push({ ...shown, x });
    }
  }
  return { placed: placed.sort((a, b) => a.x - b.x), unplaced };
}

/** How many stand before or behind all that the axis shows. */
export const countOutside = (placed: readonly PlacedPin[], [min, max]: Range) => placed.filter(({ x }) => x < min || x > max).length;

/** Pins that stand so close that one flag stands for them. */
export interface PinGroup {
  readonly pins: readonly PlacedPin[];
  readonly px: number;
}

/** From left to right; what is outside of the plot is left out. Flags are at least `roomPx` apart. */
export function groupPins(placed: readonly PlacedPin[], toPx: (x: number) => number, width: number, roomPx: number): PinGroup[] {
  const groups: { pins: PlacedPin[]; px: number }[] = [];
  for (const pin of placed) {
    const px = toPx(pin.x);
    if (!(px >= -0.5 && px <= width + 0.5)) continue;
    const last = groups.at(-1);
    if (last && px - last.px < roomPx) last.pins.push(pin);
    else groups.push({ pins: [pin], px });
  }
  return groups;
}
