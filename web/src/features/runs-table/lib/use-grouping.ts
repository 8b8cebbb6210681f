import { useMemo } from "react";
import type { RunRow } from "@/api/types";
import type { Grouping } from "@/charts/lib/groups";
import { attributeText } from "@/lib/attribute-text";
import type { Column } from "../api/runs";
import { chartsOf, type RunsAddress } from "./address";
import { cellOf } from "./columns";
import { headText } from "./use-run-colors";

/** The groups of the table as the charts show them: one line with its band for each. Undefined for a table without groups. */
export function useGrouping(runs: readonly RunRow[], by: readonly Column[], cells: ReadonlyMap<string, number>, address: RunsAddress): Grouping | undefined {
  const { spread, members } = chartsOf(address);
  return useMemo(() => {
    if (by.length === 0) return undefined;
    const labelOf = (run: RunRow) =>
      by
        .map(({ path }) => {
          const cell = cellOf(run, cells, path);
          const text = headText(run, path) ?? (cell === null ? undefined : attributeText(cell));
          return `${path.slice(path.lastIndexOf("/") + 1)} = ${text ?? "–"}`;
        })
        .join(" · ");
    return { groupOf: new Map(runs.map((run) => [run.id, labelOf(run)])), spread: spread ?? "deviation", showMembers: members === "on" };
  }, [runs, by, cells, spread, members]);
}
