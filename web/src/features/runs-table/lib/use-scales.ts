import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type Column, groupsQuery, type RunsView } from "../api/runs";
import type { Scale } from "../components/run-cell";
import { type ColumnSpec, columnKey } from "./column-spec";

// All matching runs agree in this, so grouping by it gives one group of all of them.
const oneGroup: readonly Column[] = [{ path: "sys/trashed", type: null, aggregate: "last" }];

/** Least and greatest value among all matching runs, of the columns that are drawn by it. */
export function useScales(projectId: string, view: RunsView, columns: readonly ColumnSpec[]): ReadonlyMap<string, Scale> {
  const { text, where, place, only } = view;
  const figures = columns.map(({ path, aggregate }) => ({ path, type: null, aggregate }));
  const answer = useQuery({
    ...groupsQuery(projectId, { text, where, place, only }, oneGroup, figures, 1),
    enabled: columns.length > 0,
    placeholderData: (earlier) => earlier,
  });
  return useMemo(() => {
    const found = answer.data?.groups[0]?.figures;
    const scales = new Map<string, Scale>();
    columns.forEach((column, index) => {
      const figure = found?.[index];
      if (figure && figure.count > 0 && figure.min !== null && figure.max !== null) scales.set(columnKey(column), { min: Number(figure.min), max: Number(figure.max) });
    });
    return scales;
  }, [answer.data, columns]);
}
