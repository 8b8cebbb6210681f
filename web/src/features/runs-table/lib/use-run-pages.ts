import { useQueries } from "@tanstack/react-query";
import { useRef } from "react";
import type { RunPage, RunRow } from "@/api/types";
import { pageSize, runsQuery, type RunsView } from "../api/runs";

export interface RunRows {
  /** Matching runs in all; undefined until the first answer. */
  total: number | undefined;
  /** Loaded rows by their place in the order. The same object as long as no page has changed. */
  rows: ReadonlyMap<number, RunRow>;
  /** The rows are those of an earlier view, shown until the answer for this one comes. */
  isOld: boolean;
  error: unknown;
  retry: () => void;
}

interface Loaded {
  pages: readonly RunPage[];
  total: number | undefined;
  rows: ReadonlyMap<number, RunRow>;
}

const nothing: Loaded = { pages: [], total: undefined, rows: new Map<number, RunRow>() };

function join(pages: readonly RunPage[]): Loaded {
  const rows = new Map<number, RunRow>();
  for (const page of pages) page.runs.forEach((run, index) => rows.set(page.offset + index, run));
  return { pages, total: pages[0]?.total, rows };
}

const isSame = (a: readonly RunPage[], b: readonly RunPage[]) => a.length === b.length && a.every((page, index) => page === b[index]);

/** Which pages hold the rows `first` to `last`. */
export function pagesOf(first: number, last: number): number[] {
  const offsets: number[] = [];
  for (let offset = first - (first % pageSize); offset <= last; offset += pageSize) offsets.push(offset);
  return offsets;
}

/** Loads the pages at these offsets, and keeps what was there while a new view is on its way. */
export function useRunPages(projectId: string, view: RunsView, offsets: readonly number[]): RunRows {
  const answers = useQueries({ queries: offsets.map((offset) => runsQuery(projectId, view, offset)) });
  const shown = useRef(nothing);
  const pages = answers.flatMap(({ data }) => data ?? []);
  if (pages.length > 0 && !isSame(pages, shown.current.pages)) shown.current = join(pages);
  return {
    total: shown.current.total,
    rows: shown.current.rows,
    isOld: pages.length === 0,
    error: answers.find(({ isError }) => isError)?.error,
    retry: () => {
      for (const answer of answers) if (answer.isError) void answer.refetch();
    },
  };
}
