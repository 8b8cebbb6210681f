import type { components } from "@/api/schema";

export type Aggregate = components["schemas"]["SeriesAggregate"];

export const aggregates: readonly Aggregate[] = ["last", "first", "min", "max", "mean", "variance", "count"];
export const displays = ["auto", "decimal", "scientific", "percent", "duration", "bytes"] as const;
export type Display = (typeof displays)[number];
export const marks = ["none", "bar", "heat", "curve"] as const;
export type Mark = (typeof marks)[number];

/** One column of the table: what it shows, and how. */
export interface ColumnSpec {
  readonly path: string;
  /** Which figure of a series. */
  readonly aggregate: Aggregate;
  /** What the head says instead of the path. */
  readonly label?: string;
  /** Pixels. */
  readonly width?: number;
  readonly pinned: boolean;
  readonly display: Display;
  /** Digits after the point, for decimal, scientific and percent. */
  readonly digits?: number;
  readonly mark: Mark;
  /** Values can be changed in their cells. */
  readonly isEditable?: boolean;
}

export const plainColumn = (path: string, pinned = false): ColumnSpec => ({ path, aggregate: "last", pinned, display: "auto", mark: "none" });

export const defaultColumns: readonly ColumnSpec[] = [
  plainColumn("sys/id", true),
  plainColumn("sys/name"),
  plainColumn("sys/state"),
  plainColumn("sys/creation_time"),
  plainColumn("sys/owner"),
  plainColumn("sys/tags"),
];

/** A column is its path and figure: the table holds each at most once. */
export const columnKey = ({ path, aggregate }: Pick<ColumnSpec, "path" | "aggregate">) => (aggregate === "last" ? path : `${aggregate}(${path})`);

const defaultsText = "*";

// In the address: the key, then settings each after a tilde: p pinned, w120 width, fscientific display, d3 digits, mbar mark, e editable, nLabel. A tilde in
// a path or label is written twice.
const escapeText = (text: string) => text.replaceAll("~", "~~");

export function writeColumn(column: ColumnSpec): string {
  const parts = [escapeText(columnKey(column))];
  if (column.pinned) parts.push("p");
  if (column.width !== undefined) parts.push(`w${Math.round(column.width)}`);
  if (column.display !== "auto") parts.push(`f${column.display}`);
  if (column.digits !== undefined) parts.push(`d${column.digits}`);
  if (column.mark !== "none") parts.push(`m${column.mark}`);
  if (column.isEditable) parts.push("e");
  if (column.label !== undefined) parts.push(`n${escapeText(column.label)}`);
  return parts.join("~");
}

function splitParts(text: string): string[] {
  const parts = [""];
  for (let i = 0; i < text.length; i++) {
    const isTilde = text[i] === "~";
    if (isTilde && text[i + 1] === "~") i++;
    else if (isTilde) {
      parts.push("");
      continue;
    }
    parts[parts.length - 1] += text[i] ?? "";
  }
  return parts;
}

export function readColumn(text: string): ColumnSpec | undefined {
  const [key = "", ...settings] = splitParts(text);
  const call = /^(last|first|min|max|mean|variance|count)\((.+)\)$/s.exec(key);
  const path = call?.[2] ?? key;
  if (path === "") return undefined;
  let column: ColumnSpec = { ...plainColumn(path), aggregate: (call?.[1] as Aggregate | undefined) ?? "last" };
  for (const setting of settings) {
    const value = setting.slice(1);
    const number = Number(value);
    switch (setting[0]) {
      case "p":
        column = { ...column, pinned: true };
        break;
      case "w":
        if (number >= 40 && number <= 2000) column = { ...column, width: number };
        break;
      case "f":
        column = { ...column, display: displays.find((one) => one === value) ?? "auto" };
        break;
      case "d":
        if (Number.isInteger(number) && number >= 0 && number <= 12) column = { ...column, digits: number };
        break;
      case "m":
        column = { ...column, mark: marks.find((one) => one === value) ?? "none" };
        break;
      case "e":
        column = { ...column, isEditable: true };
        break;
      case "n":
        column = { ...column, label: value };
        break;
    }
  }
  return column;
}

/** Pinned ones first, each column once. A star stands for the columns that a new project shows. */
export function readColumns(texts: readonly string[] | undefined): readonly ColumnSpec[] {
  if (texts === undefined) return defaultColumns;
  const found = new Map<string, ColumnSpec>();
  for (const text of texts) {
    for (const column of text === defaultsText ? defaultColumns : [readColumn(text)]) {
      if (column !== undefined && !found.has(columnKey(column))) found.set(columnKey(column), column);
    }
  }
  return order([...found.values()]);
}

/** Pinned columns stand before the others. */
export function order(columns: readonly ColumnSpec[]): ColumnSpec[] {
  return [...columns.filter(({ pinned }) => pinned), ...columns.filter(({ pinned }) => !pinned)];
}

/** Undefined for the default columns; these in their order and as they are stand as one star. */
export function writeColumns(columns: readonly ColumnSpec[]): string[] | undefined {
  const texts = columns.map(writeColumn);
  const plain = defaultColumns.map(writeColumn);
  const startsPlain = plain.every((text, i) => texts[i] === text);
  if (!startsPlain) return texts;
  return texts.length === plain.length ? undefined : [defaultsText, ...texts.slice(plain.length)];
}
