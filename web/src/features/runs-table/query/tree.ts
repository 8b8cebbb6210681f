/** A condition in the query language as the builder edits it. The server's parser has the last word; this one knows the shapes that people build. */
export interface Condition {
  readonly kind: "condition";
  /** Undefined: the text search over name, ids, owner and tags (MENTIONS). */
  readonly attribute: string | undefined;
  /** The language's word, such as floatSeries; undefined for any type. */
  readonly type: string | undefined;
  /** Function of a series: last, min, … */
  readonly figure: string | undefined;
  readonly operator: Operator;
  /** Without quotes. Empty for EXISTS. */
  readonly value: string;
}

export interface Group {
  readonly kind: "and" | "or";
  readonly parts: readonly Filter[];
}

export interface Negation {
  readonly kind: "not";
  readonly part: Filter;
}

export type Filter = Condition | Group | Negation;

export const operators = [
  "=", "!=", "<", "<=", ">", ">=", "CONTAINS", "NOT CONTAINS", "MATCHES", "NOT MATCHES", "STARTS WITH", "ENDS WITH", "EXISTS", "NOT EXISTS", "MENTIONS",
] as const;
export type Operator = (typeof operators)[number];

export const needsValue = (operator: Operator) => operator !== "EXISTS" && operator !== "NOT EXISTS";

export const condition = (attribute: string | undefined, operator: Operator, value: string, type?: string, figure?: string): Condition => ({
  kind: "condition",
  attribute,
  type,
  figure,
  operator,
  value,
});

const escape = (text: string, quote: string) => text.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`);
const quoteName = (name: string) => `\`${escape(name, "`")}\``;
const quoteValue = (value: string) => `"${escape(value, '"')}"`;

function printCondition({ attribute, type, figure, operator, value }: Condition): string {
  if (attribute === undefined) return `MENTIONS ${quoteValue(value)}`;
  const name = quoteName(attribute) + (type === undefined ? "" : `:${type}`);
  const operand = figure === undefined ? name : `${figure}(${name})`;
  if (!needsValue(operator)) return `${operand} ${operator}`;
  const isPlain = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value) || value === "true" || value === "false";
  return `${operand} ${operator} ${isPlain && operator !== "MATCHES" && operator !== "NOT MATCHES" ? value : quoteValue(value)}`;
}

/** The text of a filter; empty for a group without parts. */
export function print(filter: Filter, within?: Group["kind"] | "not"): string {
  switch (filter.kind) {
    case "condition":
      return within === "not" ? `(${printCondition(filter)})` : printCondition(filter);
    case "not":
      return `NOT ${print(filter.part, "not")}`;
    default: {
      const parts = filter.parts.map((part) => print(part, filter.parts.length > 1 ? filter.kind : within)).filter((text) => text !== "");
      const text = parts.join(filter.kind === "and" ? " AND " : " OR ");
      const needsParentheses = parts.length > 1 && (within === "not" || (within === "and" && filter.kind === "or") || (within === "or" && filter.kind === "and"));
      return needsParentheses ? `(${text})` : text;
    }
  }
}

/** The parts that must all hold, for one chip each. */
export function topParts(filter: Filter | undefined): readonly Filter[] {
  if (filter === undefined) return [];
  return filter.kind === "and" ? filter.parts : [filter];
}

export const allOf = (parts: readonly Filter[]): Group => ({ kind: "and", parts });

/** Text for all of these, blank ones left out; each keeps its own meaning. */
export function joinTexts(texts: readonly (string | undefined)[]): string {
  const given = texts.filter((text): text is string => text !== undefined && text.trim() !== "");
  return given.length < 2 ? (given[0] ?? "") : given.map((text) => `(${text})`).join(" AND ");
}
