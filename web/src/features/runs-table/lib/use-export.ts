import type { Project } from "@/api/types";
import { describeError } from "@/lib/errors";
import { showToast } from "@/lib/toasts";
import { mostSnapshotRuns, runIdsOf } from "@/selection/snapshot";
import { filterOf, queryText, type RunsView } from "../api/runs";
import { type ExportFormat, exportRuns } from "../api/views";
import { useColumnName } from "../components/header-cell";
import type { Sort } from "./address";
import { type ColumnSpec, figureQuery, sortQuery } from "./column-spec";

interface Wanted {
  readonly columns: readonly ColumnSpec[];
  readonly sorts: readonly Sort[];
  readonly filtered: Pick<RunsView, "text" | "where" | "place" | "only">;
}

/** Makes a file of these runs (by their ids), or of all that the table lists, with the table's columns in its order. */
export function useExport(project: Project, { columns, sorts, filtered }: Wanted): (format: ExportFormat, ids: readonly string[] | undefined) => Promise<void> {
  const nameOf = useColumnName();
  const exportedAs = (column: ColumnSpec) => {
    const figure = figureQuery(column);
    return { label: nameOf(column), ...(figure ? { figure } : { path: column.path, aggregate: column.aggregate }) };
  };
  return async (format, ids) => {
    const [first] = sorts;
    try {
      await exportRuns(
        project.id,
        {
          format,
          runs: ids
            ? { ids: [...ids] }
            : filtered.only
              ? { ids: (await runIdsOf(project.id, filterOf(filtered), mostSnapshotRuns)).ids }
              : { query: queryText(filtered), trashed: filtered.place === "trash" },
          // A ZIP holds the points of series; the others are tables.
          columns: format === "seriesZip" ? columns.filter(({ formula }) => formula === undefined).map(({ path }) => ({ path })) : columns.map(exportedAs),
          sort: first ? sortQuery(first, first.descending) : null,
        },
        format === "seriesZip" ? `${project.key}-series.zip` : `${project.key}-runs.${format}`,
      );
    } catch (error) {
      showToast(describeError(error), { tone: "bad" });
    }
  };
}
