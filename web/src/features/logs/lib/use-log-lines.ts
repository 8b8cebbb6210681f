import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { LogLine } from "@/api/types";
import { logPageQuery, logTailQuery, pageLines } from "../api/logs";

interface LogLines {
  /** Undefined until the first answer. */
  readonly total: number | undefined;
  /** By index; lines that are not loaded are missing. */
  readonly lines: ReadonlyMap<number, LogLine>;
  readonly error: unknown;
  readonly retry: () => void;
}

/** The lines of a series from `first` to `last`, both included, and always its last ones, as far as they have arrived. */
export function useLogLines(runId: string, path: string, first: number, last: number): LogLines {
  const tail = useQuery(logTailQuery(runId, path));
  const total = tail.data?.total;
  const tailStart = tail.data?.offset ?? 0;
  const pages = useMemo(() => {
    if (total === undefined || total === 0) return [];
    const from = Math.floor(Math.max(0, first) / pageLines);
    const to = Math.floor(Math.min(last, total - 1) / pageLines);
    const wanted: number[] = [];
    // What the tail holds need not be asked for twice.
    for (let page = from; page <= to; page++) if (page * pageLines < tailStart) wanted.push(page);
    return wanted;
  }, [first, last, total, tailStart]);
  const answers = useQueries({ queries: pages.map((page) => logPageQuery(runId, path, page)) });
  const lines = useMemo(() => {
    const byIndex = new Map<number, LogLine>();
    for (const answer of [...answers, tail]) for (const line of answer.data?.lines ?? []) byIndex.set(line.index, line);
    return byIndex;
  }, [answers, tail]);
  const failed = [tail, ...answers].find((answer) => answer.isError);
  return { total, lines, error: failed?.error, retry: () => void failed?.refetch() };
}
