import type { QueryClient } from "@tanstack/react-query";
import { stylesQuery } from "@/selection/styles";
import { countQuery, runsQuery } from "../api/runs";
import { viewsQuery } from "../api/views";
import { readSorts, type RunsAddress } from "./address";
import { type ColumnSpec, isWorkedOut, readColumn, readColumns } from "./column-spec";

const cellLimit = 200;

/** The column that colours the runs, if it is one whose values the server has. */
export function colorColumnOf(color: string | undefined): ColumnSpec | undefined {
  const column = color === undefined ? undefined : readColumn(color);
  return column && !isWorkedOut(column) ? column : undefined;
}

/** Paths of the attributes that each row needs for these columns, its colour and its group, as many as the server gives. */
export function pathsOf(columns: readonly ColumnSpec[], color: ColumnSpec | undefined, groups: readonly string[]): readonly string[] {
  const groupPaths = groups.flatMap((key) => readColumn(key)?.path ?? []);
  const wanted = [...columns.filter(({ formula }) => formula === undefined).map(({ path }) => path), ...(color ? [color.path] : []), ...groupPaths, "sys/group_tags"];
  return [...new Set(wanted)].slice(0, cellLimit);
}

/** The question for the first rows of the table at this address; nothing where that depends on other answers, as it does for groups, columns that differ and snapshots. */
export function firstRowsQuery(projectId: string, { q: text, where, in: place, sort, c, g, diff, color, snap }: RunsAddress) {
  if (g !== undefined || diff !== undefined || snap !== undefined) return undefined;
  const columns = pathsOf(readColumns(c, place === "trash"), colorColumnOf(color), []);
  return runsQuery(projectId, { text, where, place, sorts: readSorts(sort), columns }, 0);
}

/**
 * Asks for what the table at this address begins with, so that it is on its way while the page is put together. Whoever shows it asks the same and takes what has come.
 * Ends when the first rows are there, or cannot be had.
 */
export async function askFirstRows(queries: QueryClient, projectId: string, address: RunsAddress): Promise<void> {
  const query = firstRowsQuery(projectId, address);
  if (query === undefined) return;
  const rows = queries.prefetchQuery(query);
  void queries.prefetchQuery(countQuery(projectId, address.in));
  void queries.prefetchQuery(stylesQuery(projectId));
  void queries.prefetchQuery(viewsQuery(projectId));
  await rows;
}
