import type { components } from "@/api/schema";

export type Aggregate = components["schemas"]["SeriesAggregate"];

export const aggregates: readonly Aggregate[] = ["last", "first", "min", "max", "mean", "variance", "count"];
export const displays = ["auto", "decimal", "scientific", "percent", "duration", "bytes"] as const;
export type Display = (typeof displays)[number];
export const marks = ["none", "bar", "heat", "curve"] as const;
export type Mark = (typeof marks)[number];

const escapeText = (text: string) => text.replaceAll("~", "~~");

type Schemas = components["schemas"];

/** A figure that no run keeps: it is worked out from the points of a series or formula. */
export type Figure = { readonly kind: "median" } | { readonly kind: "atStep"; readonly step: number } | { readonly kind: "whereLowest" | "whereHighest"; readonly other: string };

/** One column of the table: what it shows, and how. */
export interface ColumnSpec {
  /** Of the attribute; of a column with a formula, the formula. */
  readonly path: string;
  /** A formula over series and numbers of the run, in place of an attribute. */
  readonly formula?: string;
  /** Which figure of a series. */
  readonly aggregate: Aggregate;
  /** In place of the aggregate. */
  readonly figure?: Figure;
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

/** What tells columns apart. */
export type ColumnSource = Pick<ColumnSpec, "path" | "formula" | "aggregate" | "figure">;

/** Its cells are asked for apart from the rows. */
export const isWorkedOut = ({ formula, figure }: Pick<ColumnSpec, "formula" | "figure">) => formula !== undefined || figure !== undefined;

export const formulaColumn = (formula: string): ColumnSpec => ({ ...plainColumn(formula), formula });

export const plainColumn = (path: string, pinned = false): ColumnSpec => ({ path, aggregate: "last", pinned, display: "auto", mark: "none" });

export const defaultColumns: readonly ColumnSpec[] = [
  plainColumn("sys/id", true),
  plainColumn("sys/name"),
  plainColumn("sys/state"),
  plainColumn("sys/creation_time"),
  plainColumn("sys/owner"),
  plainColumn("sys/tags"),
];

function figureText(figure: Figure): string {
  if (figure.kind === "median") return "median";
  return figure.kind === "atStep" ? `@${figure.step}` : `${figure.kind === "whereLowest" ? "<" : ">"}${figure.other}`;
}

function readFigure(text: string): Figure | undefined {
  const rest = text.slice(1);
  if (text === "median") return { kind: "median" };
  if (text.startsWith("@") && rest !== "" && Number.isFinite(Number(rest))) return { kind: "atStep", step: Number(rest) };
  if (text.startsWith("<") && rest !== "") return { kind: "whereLowest", other: rest };
  return text.startsWith(">") && rest !== "" ? { kind: "whereHighest", other: rest } : undefined;
}

/** How the server is asked for a figure of points; undefined for what it keeps. */
export function figureQuery({ path, formula, aggregate, figure }: ColumnSource): Schemas["RunFigureQuery"] | undefined {
  if (formula === undefined && figure === undefined) return undefined;
  return {
    path: formula === undefined ? path : null,
    formula: formula ?? null,
    kind: figure?.kind ?? aggregate,
    step: figure?.kind === "atStep" ? figure.step : null,
    other: figure !== undefined && "other" in figure ? figure.other : null,
  };
}

/** How the server is asked to sort by it. */
export function sortQuery(column: ColumnSource, descending: boolean): Schemas["RunSort"] {
  const figure = figureQuery(column);
  return figure ? { figure, descending } : { path: column.path, aggregate: column.aggregate, descending };
}

/** What it is taken from: a path, or a formula behind an equals sign. A path that begins with one has a second one, which no formula does. */
const sourceText = ({ path, formula }: Pick<ColumnSpec, "path" | "formula">) => (formula !== undefined ? `=${formula}` : path.startsWith("=") ? `=${path}` : path);

const baseKey = (column: Pick<ColumnSpec, "path" | "formula" | "aggregate">) => (column.aggregate === "last" ? sourceText(column) : `${column.aggregate}(${sourceText(column)})`);

/** A column is its source and figure: the table holds each at most once. Reads as a column. */
export const columnKey = (column: ColumnSource) => escapeText(baseKey(column)) + (column.figure === undefined ? "" : `~a${escapeText(figureText(column.figure))}`);

/** The trash says first who put a run there and when. */
export const trashColumns: readonly ColumnSpec[] = [plainColumn("sys/id", true), ...["sys/name", "sys/trashed_time", "sys/trashed_by", "sys/size", "sys/owner", "sys/tags"].map((path) => plainColumn(path))];

const defaultsText = "*";

// In the address: the key (a path, or = and a formula; in parentheses behind the name of a figure), then settings each after a tilde: p pinned, w120 width, fscientific display, d3 digits, mbar mark, e editable, amedian figure (a@500 at a step, a<other where another is lowest, a>other highest), nLabel. A tilde in
// a path or label is written twice.

export function writeColumn(column: ColumnSpec): string {
  const parts = [escapeText(baseKey(column))];
  if (column.pinned) parts.push("p");
  if (column.width !== undefined) parts.push(`w${Math.round(column.width)}`);
  if (column.display !== "auto") parts.push(`f${column.display}`);
  if (column.digits !== undefined) parts.push(`d${column.digits}`);
  if (column.mark !== "none") parts.push(`m${column.mark}`);
  if (column.isEditable) parts.push("e");
  if (column.figure) parts.push(`a${escapeText(figureText(column.figure))}`);
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
  const source = call?.[2] ?? key;
  const isFormula = source.startsWith("=") && !source.startsWith("==");
  const path = source.startsWith("=") ? source.slice(1) : source;
  if (path.trim() === "") return undefined;
  let column: ColumnSpec = { ...(isFormula ? formulaColumn(path) : plainColumn(path)), aggregate: (call?.[1] as Aggregate | undefined) ?? "last" };
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
      case "a":
        column = { ...column, figure: readFigure(value) };
        break;
      case "n":
        column = { ...column, label: value };
        break;
    }
  }
  return column;
}

/** Pinned ones first, each column once. A star stands for the columns that a new project shows. */
export function readColumns(texts: readonly string[] | undefined, isTrash = false): readonly ColumnSpec[] {
  if (texts === undefined) return isTrash ? trashColumns : defaultColumns;
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
