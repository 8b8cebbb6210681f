import type { AttributeType } from "@/api/types";
import type { Sort } from "./address";

/** What every run has, in the order of the table. */
export const systemColumns = ["id", "name", "state", "created", "owner", "tags"] as const;
export type SystemColumn = (typeof systemColumns)[number];

/** The attribute that the server sorts a system column by; tags have no order. */
export const sortPaths: Record<SystemColumn, string | undefined> = {
  // Ids are numbered in the order of creation, which has a column of its own; as texts they would sort DIG-10 before DIG-2.
  id: undefined,
  name: "sys/name",
  state: "sys/state",
  created: "sys/creation_time",
  owner: "sys/owner",
  tags: undefined,
};

export const systemSizes: Record<SystemColumn, number> = { id: 104, name: 240, state: 112, created: 128, owner: 120, tags: 180 };
/** On a phone id, name and state fit side by side. */
export const narrowSizes: Record<SystemColumn, number> = { ...systemSizes, id: 88, name: 152, state: 108 };
export const attributeSize = 152;
export const minimumSize = 64;

const numeric = new Set<AttributeType>(["int", "float", "floatSeries"]);
export const isNumeric = (type: AttributeType) => numeric.has(type);

/** `train/metrics/loss` as `train/metrics` and `/loss`: the namespace, which may be cut short, and the name, which should not. */
export function splitPath(path: string): { namespace: string; name: string } {
  const end = Math.max(0, path.lastIndexOf("/"));
  return { namespace: path.slice(0, end), name: path.slice(end) };
}

/** What a click on a header asks for: up, then down, then the table's own order. Undefined is the latter. */
export function nextSort(current: Sort, path: string): Sort | undefined {
  if (current.path !== path) return { path, descending: false };
  return current.descending ? undefined : { path, descending: true };
}

/** All texts from one to the other, both included, in the order of `all`; for shift and click. */
export function between(all: readonly string[], from: string, to: string): string[] {
  const [a, b] = [all.indexOf(from), all.indexOf(to)];
  if (a === -1 || b === -1) return [to];
  return all.slice(Math.min(a, b), Math.max(a, b) + 1);
}
