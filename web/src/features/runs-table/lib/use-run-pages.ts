import { useQueries } from "@tanstack/react-query";
import { useRef } from "react";
import type { RunRow } from "@/api/types";
import { pageSize, runsQuery, type RunsView } from "../api/runs";

export interface RunRows {
  /** Matching runs in all; undefined until the first answer. */
  total: number | undefined;
  /** Loaded rows by their place in the order. */
  rows: ReadonlyMap<number, RunRow>;
  /** The rows are those of an earlier view, shown until the answer for this one comes. */
  isOld: boolean;
  error: unknown;
  retry: () => void;
}

/** Loads the pages that hold the rows `first` to `last`, and keeps what was there while a new view is on its way. */
export function useRunPages(projectId: string, view: RunsView, first: number, last: number): RunRows {
  const offsets: number[] = [];
  for (let offset = first - (first % pageSize); offset <= last; offset += pageSize) offsets.push(offset);
  const pages = useQueries({ queries: offsets.map((offset) => runsQuery(projectId, view, offset)) });

  const shown = useRef<{ total: number; rows: ReadonlyMap<number, RunRow> }>(undefined);
  const loaded = pages.flatMap(({ data }) => data ?? []);
  const total = loaded[0]?.total;
  if (total !== undefined) {
    const rows = new Map<number, RunRow>();
    for (const page of loaded) page.runs.forEach((run, index) => rows.set(page.offset + index, run));
    shown.current = { total, rows };
  }
  return {
    total: shown.current?.total,
    rows: shown.current?.rows ?? new Map<number, RunRow>(),
    isOld: total === undefined,
    error: pages.find(({ isError }) => isError)?.error,
    retry: () => {
      for (const page of pages) if (page.isError) void page.refetch();
    },
  };
}
