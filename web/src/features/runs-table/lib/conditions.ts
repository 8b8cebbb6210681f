import { parse } from "../query/parse";
import { allOf, condition, type Condition, type Filter, type Operator, print, topParts } from "../query/tree";

/** The parts of a query's text that must all hold; null when the builder cannot show it. */
export function partsOf(where: string | undefined): readonly Filter[] | null {
  const filter = parse(where ?? "");
  return filter === null ? null : topParts(filter);
}

/** The text of conditions that must all hold; undefined for none. */
export function textOf(parts: readonly Filter[]): string | undefined {
  const text = print(parts.length === 1 && parts[0] ? parts[0] : allOf(parts));
  return text === "" ? undefined : text;
}

const isSame = (a: Filter, b: Filter) => print(a) === print(b);

/** The query with one more condition, or without it when it was there. A query that the builder cannot show is kept as it is and joined. */
export function withPart(where: string | undefined, part: Filter, isThere: boolean): string | undefined {
  const parts = partsOf(where);
  if (parts === null) return isThere ? `(${where}) AND ${print(part, "and")}` : where;
  const others = parts.filter((other) => !isSame(other, part));
  return textOf(isThere ? [...others, part] : others);
}

/** The query with a condition in the place of all others on the same attribute with one of these operators; undefined takes them away. */
export function withOnly(where: string | undefined, attribute: string, operators: readonly Operator[], part: Condition | undefined): string | undefined {
  const parts = partsOf(where);
  if (parts === null) return part ? withPart(where, part, true) : where;
  const others = parts.filter((other) => !(other.kind === "condition" && other.attribute === attribute && operators.includes(other.operator)));
  return textOf(part ? [...others, part] : others);
}

export const hasTag = (path: string, tag: string, isExcluded: boolean): Filter => {
  const has = condition(path, "CONTAINS", tag, "stringSet");
  return isExcluded ? { kind: "not", part: has } : has;
};

/** Quick filters: what a press on one of them means. */
export const isRunning = condition("sys/state", "=", "running", "experimentState");
export const isFailed = condition("sys/failed", "=", "true", "bool");
/** The newest run of each experiment, which stands for it. */
export const isHead = condition("sys/experiment/is_head", "=", "true", "bool");
export const isOwnedBy = (username: string) => condition("sys/owner", "=", username, "string");
export const createdWithin = (age: string) => condition("sys/creation_time", ">", `-${age}`, "datetime");
export const ages = ["1d", "1w", "1M", "3M"] as const;

export function isOn(where: string | undefined, part: Filter): boolean {
  return partsOf(where)?.some((other) => isSame(other, part)) ?? false;
}
