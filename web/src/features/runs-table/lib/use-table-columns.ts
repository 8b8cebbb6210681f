import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useListPreference } from "@/lib/preferences";
import { differingQuery } from "../api/attributes";
import { type Column, filterOf, type RunsView } from "../api/runs";
import { readSorts, type RunsAddress } from "./address";
import { type ColumnSpec, columnKey, isWorkedOut, plainColumn, readColumn, readColumns } from "./column-spec";
import { colorColumnOf, pathsOf } from "./first-rows";

const none: readonly string[] = [];
const noColumns: readonly ColumnSpec[] = [];
const noGroup: readonly Column[] = [];
const mostSuggested = 8;
const mostFigures = 50;

const asColumn = (key: string): Column | undefined => {
  const column = readColumn(key);
  return column && !isWorkedOut(column) ? { path: column.path, type: null, aggregate: column.aggregate } : undefined;
};

/** What the address says of the table's columns, order and groups: which there are, which cells they need, and what is asked of the server for them. `only`: the runs of a snapshot. */
export function useTableColumns(projectId: string, { q: text, where, in: place, sort, c, g: grouped, diff, color, tab }: RunsAddress, only: readonly string[] | undefined) {
  const g = grouped ?? none;
  const [declined, setDeclined] = useListPreference(`declined.${projectId}`, 200);
  const chosen = useMemo(() => readColumns(c, place === "trash"), [c, place]);
  const sorts = useMemo(() => readSorts(sort), [sort]);
  const filtered = useMemo(() => ({ text, where, place, only }), [text, where, place, only]);
  const differing = useQuery({ ...differingQuery(projectId, filterOf(filtered)), enabled: diff === "on" });
  const suggested = useMemo(() => {
    if (diff !== "on") return noColumns;
    const there = new Set(chosen.map(({ path }) => path));
    return (differing.data?.columns ?? []).filter(({ path }) => !there.has(path) && !path.startsWith("sys/") && !declined.includes(path)).slice(0, mostSuggested).map(({ path }) => plainColumn(path));
  }, [chosen, diff, differing.data, declined]);
  const columns = useMemo(() => [...chosen, ...suggested], [chosen, suggested]);
  // Beside charts stand the names, and what is pinned: it serves as a legend.
  const tableColumns = useMemo(() => (tab === "charts" ? columns.filter(({ path, pinned }) => pinned || path === "sys/name") : columns), [columns, tab]);
  const colorColumn = useMemo(() => colorColumnOf(color), [color]);
  const paths = useMemo(() => pathsOf(columns, colorColumn, g), [columns, colorColumn, g]);
  const cells = useMemo(() => new Map(paths.map((path, index) => [path, index])), [paths]);
  const view = useMemo<RunsView>(() => ({ ...filtered, sorts, columns: paths }), [filtered, sorts, paths]);
  const by = useMemo(() => (g.length === 0 ? noGroup : g.flatMap((key) => asColumn(key) ?? [])), [g]);
  const figureColumns = useMemo(() => columns.filter(({ path }) => !path.startsWith("sys/") || path === "sys/running_time" || path === "sys/size").filter((column) => !isWorkedOut(column)).slice(0, mostFigures), [columns]);
  const figures = useMemo(() => figureColumns.map(({ path, aggregate }) => ({ path, type: null, aggregate })), [figureColumns]);
  const figureIndex = useMemo(() => new Map(figureColumns.map((column, index) => [columnKey(column), index])), [figureColumns]);
  const marked = useMemo(() => [...chosen.filter((column) => !isWorkedOut(column) && (column.mark === "bar" || column.mark === "heat")), ...(colorColumn ? [colorColumn] : [])], [chosen, colorColumn]);
  const decline = (path: string) => setDeclined([...declined, path]);
  return { chosen, suggested, columns, tableColumns, colorColumn, marked, sorts, filtered, paths, cells, view, by, figures, figureIndex, decline };
}
