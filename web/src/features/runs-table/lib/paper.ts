import type { RunRow } from "@/api/types";
import { type ColumnSpec, columnKey } from "./column-spec";
import type { Line, Lines } from "./use-lines";

/** Pixels between the margins of A4 and Letter, upright and lying. */
export const paperWidths = { upright: 680, lying: 980 } as const;

const widths: Readonly<Record<string, number>> = { "sys/id": 76, "sys/name": 170, "sys/state": 72, "sys/creation_time": 118, "sys/modification_time": 118, "sys/trashed_time": 118, "sys/tags": 120, "sys/group_tags": 110, "sys/description": 180 };
const usualWidth = 92;

export const paperWidth = ({ path }: Pick<ColumnSpec, "path">) => widths[path] ?? usualWidth;

/** How many of the first columns fit. The first always does. */
export function columnsThatFit(columns: readonly ColumnSpec[], width: number): number {
  let used = 0;
  for (const [i, column] of columns.entries()) {
    used += paperWidth(column);
    if (used > width && i > 0) return i;
  }
  return columns.length;
}

export interface PaperColumn {
  readonly key: string;
  readonly spec: ColumnSpec;
  /** It fits only on paper that lies. */
  readonly isLyingOnly: boolean;
}

export function paperColumns(columns: readonly ColumnSpec[]): PaperColumn[] {
  const upright = columnsThatFit(columns, paperWidths.upright);
  return columns.slice(0, columnsThatFit(columns, paperWidths.lying)).map((spec, i) => ({ key: columnKey(spec), spec, isLyingOnly: i >= upright }));
}

/** Runs as the lines of a table of them alone. */
export const linesOf = (rows: readonly RunRow[]): Pick<Lines, "count" | "at" | "runs" | "total" | "groupsLeft"> => ({
  count: rows.length,
  at: (index) => ({ kind: "run", run: rows[index] }),
  runs: new Map(rows.map((run, index) => [index, run])),
  total: rows.length,
  groupsLeft: 0,
});

/** The lines that are known, in order, without the gaps of those that are not; from which to which they are, counted from one. */
export function paperLines({ count = 0, at, runs }: Pick<Lines, "count" | "at" | "runs">, isGrouped: boolean): { lines: Line[]; from: number; to: number } {
  if (isGrouped) return { lines: Array.from({ length: count }, (_, i) => at(i)), from: 1, to: count };
  const known = [...runs.keys()].toSorted((a, b) => a - b);
  const from = known[0] ?? 0;
  // Beyond a gap nothing would say that rows are missing.
  const length = known.findIndex((index, i) => index !== from + i);
  const whole = length === -1 ? known : known.slice(0, length);
  return { lines: whole.map(at), from: from + 1, to: from + whole.length };
}
