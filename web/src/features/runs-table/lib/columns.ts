import type { Attribute, AttributeType, RunRow } from "@/api/types";
import type { ColumnSpec } from "./column-spec";

export const minimumWidth = 56;
export const attributeWidth = 148;
const widths: Record<string, number> = {
  "sys/id": 96,
  "sys/name": 240,
  "sys/state": 104,
  "sys/creation_time": 116,
  "sys/owner": 120,
  "sys/tags": 180,
  "sys/group_tags": 160,
  "sys/description": 260,
  "sys/trashed_time": 188,
};
const narrowWidths: Record<string, number> = { ...widths, "sys/name": 148 };

export function widthOf({ path, formula, width, figure }: ColumnSpec, isNarrow: boolean): number {
  if (formula !== undefined || (figure !== undefined && figure.kind !== "median")) return width ?? attributeWidth * 1.5;
  return width ?? (isNarrow ? narrowWidths : widths)[path] ?? attributeWidth;
}

const numeric = new Set<AttributeType>(["int", "float", "floatSeries", "histogramSeries"]);
export const isNumeric = (type: AttributeType) => numeric.has(type);

/** System columns with a name of their own in the catalogues. */
export const namedColumns = ["id", "name", "state", "creation_time", "modification_time", "owner", "tags", "group_tags", "description", "running_time", "size", "failed", "custom_run_id", "trashed_by", "trashed_time", "experiment/name"] as const;
export type NamedColumn = (typeof namedColumns)[number];

export function namedColumn(path: string): NamedColumn | undefined {
  return path.startsWith("sys/") ? namedColumns.find((name) => name === path.slice(4)) : undefined;
}

/** Tags have no order; ids are sorted as numbers by the server only by creation. */
export const canSort = ({ path }: Pick<ColumnSpec, "path">) => path !== "sys/tags" && path !== "sys/group_tags" && path !== "sys/id";

/** `train/metrics/loss` as `train/metrics` and `/loss`: the namespace, which may be cut short, and the name, which should not. */
export function splitPath(path: string): { namespace: string; name: string } {
  const end = Math.max(0, path.lastIndexOf("/"));
  return { namespace: path.slice(0, end), name: path.slice(end) };
}

/** All texts from one to the other, both included, in the order of `all`; for shift and click. */
export function between(all: readonly string[], from: string, to: string): string[] {
  const [a, b] = [all.indexOf(from), all.indexOf(to)];
  if (a === -1 || b === -1) return [to];
  return all.slice(Math.min(a, b), Math.max(a, b) + 1);
}

/** A row's cells by path. */
export function cellOf(run: RunRow, index: ReadonlyMap<string, number>, path: string): Attribute | null {
  const at = index.get(path);
  return at === undefined ? null : (run.cells[at] ?? null);
}
