import type { AttributeMatch, AttributeType } from "@/api/types";
import { attributeText } from "@/lib/attribute-text";
import type { Aggregate } from "./address";
import { numberOf, type ValuesByRun } from "./rows";

/** What one attribute says about every compared run: numbers, or names when any of them is no number. */
export interface Values {
  readonly path: string;
  readonly kind: "number" | "category";
  /** One for each run; undefined where it has none that can be placed. */
  readonly values: readonly (number | string | undefined)[];
  /** How many different ones. */
  readonly distinct: number;
}

/** Types of attributes that can be placed along an axis. */
export const placedTypes: readonly AttributeType[] = ["int", "float", "bool", "string", "datetime", "floatSeries", "artifact", "runState"];
const placed = new Set<AttributeType>(placedTypes);
const numeric = new Set<AttributeType>(["int", "float", "floatSeries"]);
const longestName = 200;

export function valuesOf(path: string, byRun: ValuesByRun, aggregate: Aggregate): Values {
  const cells = byRun.map((attributes) => attributes.get(path) ?? null);
  const isNumber = cells.every((cell) => cell === null || cell.value === null || numeric.has(cell.type));
  const values = cells.map((cell) => {
    if (cell === null || cell.value === null || !placed.has(cell.type)) return undefined;
    if (!isNumber) return attributeText(cell).slice(0, longestName);
    const number = numberOf(cell, aggregate);
    return number !== undefined && Number.isFinite(number) ? number : undefined;
  });
  return { path, kind: isNumber ? "number" : "category", values, distinct: new Set(values.filter((value) => value !== undefined)).size };
}

/** An attribute that can be an axis. */
export interface AxisChoice {
  readonly path: string;
  readonly isNumber: boolean;
  /** A single value in which the runs differ. */
  readonly isTelling: boolean;
}

/**
 * The attributes that can be an axis: parameters whose values differ come first, the most telling ones before, then metrics, then the rest.
 * @param differing paths of single values in which runs differ, the most telling first
 */
export function axisChoices(matches: readonly AttributeMatch[], differing: readonly string[]): AxisChoice[] {
  const telling = new Map(differing.map((path, i) => [path, i]));
  const choices = new Map<string, AxisChoice & { rank: number }>();
  for (const { path, type } of matches) {
    if (!placed.has(type)) continue;
    const place = telling.get(path);
    const isSystem = path.startsWith("sys/");
    const rank = (isSystem ? 4e9 : 0) + (place ?? (type === "floatSeries" ? (isMonitoring(path) ? 2e9 : 1e9) : 3e9));
    const known = choices.get(path);
    choices.set(path, { path, isTelling: place !== undefined && !isSystem, isNumber: numeric.has(type) && (known?.isNumber ?? true), rank });
  }
  return [...choices.values()].toSorted((a, b) => a.rank - b.rank || a.path.localeCompare(b.path, "en", { numeric: true }));
}

const isMonitoring = (path: string) => /(^|\/)monitoring\//.test(path);

export interface Axis extends Values {
  readonly isDown: boolean;
  readonly isLog: boolean;
}

/** An axis as it stands in an address: its path with marks behind it. */
export interface AxisName {
  readonly path: string;
  readonly isDown: boolean;
  readonly isLog: boolean;
}

export function readAxis(text: string): AxisName {
  const marks = /(~down|~log)*$/.exec(text)?.[0] ?? "";
  return { path: text.slice(0, text.length - marks.length), isDown: marks.includes("~down"), isLog: marks.includes("~log") };
}

export const writeAxis = ({ path, isDown, isLog }: AxisName) => `${path}${isDown ? "~down" : ""}${isLog ? "~log" : ""}`;

/** From a value to its place between 0 (start) and 1; undefined when it has none. */
export function placing({ kind, values, isDown, isLog }: Pick<Axis, "kind" | "values" | "isDown" | "isLog">): (value: number | string | undefined) => number | undefined {
  const turn = (share: number) => (isDown ? 1 - share : share);
  if (kind === "category") {
    const names = namesOf(values);
    return (value) => {
      const index = names.indexOf(String(value));
      return value === undefined || index < 0 ? undefined : turn(names.length === 1 ? 0.5 : index / (names.length - 1));
    };
  }
  const [min, max] = domainOf(values, isLog);
  const straight = isLog ? Math.log10 : (value: number) => value;
  const [low, high] = [straight(min), straight(max)];
  return (value) => {
    if (typeof value !== "number" || (isLog && value <= 0)) return undefined;
    return turn(high === low ? 0.5 : (straight(value) - low) / (high - low));
  };
}

export function namesOf(values: readonly (number | string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined).map(String))].toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

/** The least and greatest number; of a log scale only those above zero count. */
export function domainOf(values: readonly (number | string | undefined)[], isLog: boolean): readonly [number, number] {
  const numbers = values.filter((value): value is number => typeof value === "number" && (!isLog || value > 0));
  return numbers.length === 0 ? [1, 1] : [Math.min(...numbers), Math.max(...numbers)];
}

/** A part of an axis that is brushed: from one place to another. */
export interface Brush {
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

/** `from~to~path`, in values of a numeric axis and in places in the order of names of the others. */
export function readBrush(text: string): Brush | undefined {
  const [from, to, ...path] = text.split("~");
  const ends = [Number(from), Number(to)] as const;
  if (from === "" || to === "" || path.length === 0 || !ends.every(Number.isFinite)) return undefined;
  return { path: path.join("~"), from: Math.min(...ends), to: Math.max(...ends) };
}

export const writeBrush = ({ path, from, to }: Brush) => `${Number(from.toPrecision(6))}~${Number(to.toPrecision(6))}~${path}`;

/** The runs that are inside all brushes, by their places. */
export function brushed(count: number, axes: readonly Axis[], brushes: readonly Brush[]): ReadonlySet<number> {
  const inside = new Set<number>();
  const tests = brushes.flatMap(({ path, from, to }) => {
    const axis = axes.find((one) => one.path === path);
    if (!axis) return [];
    const names = axis.kind === "category" ? namesOf(axis.values) : [];
    return [(i: number) => {
      const value = axis.values[i];
      const number = axis.kind === "category" ? names.indexOf(String(value)) : value;
      return value !== undefined && typeof number === "number" && number >= from && number <= to;
    }];
  });
  for (let i = 0; i < count; i++) if (tests.every((test) => test(i))) inside.add(i);
  return inside;
}

/** The places of points that no other beats in one goal without being worse in the other, in order of x. */
export function paretoFront(points: readonly (readonly [x: number, y: number] | undefined)[], wantsLowX: boolean, wantsLowY: boolean): number[] {
  const signs = [wantsLowX ? 1 : -1, wantsLowY ? 1 : -1] as const;
  const order = points
    .flatMap((point, index) => (point ? [{ index, x: point[0] * signs[0], y: point[1] * signs[1] }] : []))
    .toSorted((a, b) => a.x - b.x || a.y - b.y);
  const front: number[] = [];
  let best = Number.POSITIVE_INFINITY;
  for (const { index, y } of order) {
    if (y >= best) continue;
    best = y;
    front.push(index);
  }
  return wantsLowX ? front : front.toReversed();
}

/** Whether a point lies inside a closed line (even-odd rule). */
export function isInside([x, y]: readonly [number, number], line: readonly (readonly [number, number])[]): boolean {
  let inside = false;
  for (let i = 0, j = line.length - 1; i < line.length; j = i++) {
    const [[ax, ay], [bx, by]] = [line[i] ?? [0, 0], line[j] ?? [0, 0]];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}
