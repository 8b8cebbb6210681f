import { useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import type { RunRow } from "@/api/types";
import { type Column, groupsPage, groupsQuery, type RunGroup, runsQuery, type RunsView } from "../api/runs";
import { pagesOf, useRunPages } from "./use-run-pages";

/** One line of the table. Runs whose page is on the way are undefined. */
export type Line =
  | { kind: "run"; run: RunRow | undefined }
  | { kind: "group"; group: RunGroup; isOpen: boolean }
  | { kind: "more"; group: string; left: number };

export interface Lines {
  /** Lines in all; undefined until the first answer. */
  count: number | undefined;
  at: (index: number) => Line;
  /** Matching runs. */
  total: number | undefined;
  /** Groups that do not fit the answer. */
  groupsLeft: number;
  moreGroups: () => void;
  moreOf: (group: string) => void;
  onRange: (first: number, last: number) => void;
  /** Loaded runs by line. The same object as long as nothing has changed. */
  runs: ReadonlyMap<number, RunRow>;
  isOld: boolean;
  error: unknown;
  retry: () => void;
}

const perGroup = 10;
const mostPerGroup = 1000;

function useFlatLines(projectId: string, view: RunsView, isOn: boolean): Lines {
  const [offsets, setOffsets] = useState<readonly number[]>([0]);
  const { total, rows, isOld, error, retry } = useRunPages(projectId, view, isOn ? offsets : []);
  const onRange = useCallback((first: number, last: number) => {
    const wanted = pagesOf(first, last);
    // Most scrolling stays on the same pages and need not come here.
    setOffsets((earlier) => (earlier.join() === wanted.join() ? earlier : wanted));
  }, []);
  const at = useCallback((index: number): Line => ({ kind: "run", run: rows.get(index) }), [rows]);
  return { count: total, at, total, groupsLeft: 0, moreGroups: () => undefined, moreOf: () => undefined, onRange, runs: rows, isOld, error, retry };
}

function useGroupLines(projectId: string, view: RunsView, by: readonly Column[], figures: readonly Column[], open: readonly string[]): Lines {
  const isOn = by.length > 0;
  const [limit, setLimit] = useState(groupsPage);
  const [shown, setShown] = useState<Readonly<Record<string, number>>>({});
  const { text, where, place, only } = view;
  const groups = useQuery({
    ...groupsQuery(projectId, { text, where, place, only }, isOn ? by : [{ path: "sys/id", type: null, aggregate: "last" }], figures, isOn ? limit : 0),
    enabled: isOn,
    placeholderData: (earlier) => earlier,
  });
  const isKnown = (key: string) => groups.data?.groups.some((group) => group.key === key) ?? false;
  const opened = isOn ? open.filter(isKnown) : [];
  const pages = useQueries({
    queries: opened.map((key) => ({
      ...runsQuery(projectId, { ...view, group: { by, key } }, 0, shown[key] ?? perGroup),
      placeholderData: (earlier: { runs: RunRow[]; total: number; offset: number; next: string | null } | undefined) => earlier,
    })),
  });
  // A text stands for the answers, so that the lines stay the same while nothing has changed.
  const stamp = pages.map(({ dataUpdatedAt }) => dataUpdatedAt).join();
  const openKey = opened.join();
  const lines = useMemo(() => {
    const all: Line[] = [];
    for (const group of groups.data?.groups ?? []) {
      const at = opened.indexOf(group.key);
      all.push({ kind: "group", group, isOpen: at !== -1 });
      if (at === -1) continue;
      const page = pages[at]?.data;
      if (page === undefined) all.push({ kind: "run", run: undefined });
      for (const run of page?.runs ?? []) all.push({ kind: "run", run });
      const left = page ? page.total - page.runs.length : 0;
      if (left > 0) all.push({ kind: "more", group: group.key, left });
    }
    return all;
    // opened and pages are new at each rendering; their texts tell when they differ.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [groups.data, openKey, stamp]);
  const runs = useMemo(() => new Map(lines.flatMap((line, index) => (line.kind === "run" && line.run ? [[index, line.run]] : []))), [lines]);
  return {
    count: groups.data === undefined ? undefined : lines.length,
    at: useCallback((index: number): Line => lines[index] ?? { kind: "run", run: undefined }, [lines]),
    total: groups.data?.runs,
    groupsLeft: groups.data ? groups.data.total - groups.data.groups.length : 0,
    moreGroups: () => setLimit((earlier) => Math.min(1000, earlier + groupsPage)),
    moreOf: (group) => setShown((earlier) => ({ ...earlier, [group]: Math.min(mostPerGroup, (earlier[group] ?? perGroup) + (earlier[group] ? 50 : 40)) })),
    onRange: () => undefined,
    runs,
    isOld: groups.isPlaceholderData,
    error: groups.error ?? pages.find(({ error }) => error)?.error ?? undefined,
    retry: () => void groups.refetch(),
  };
}

/** The lines of the table: runs in order, or groups of which some are open. */
export function useLines(projectId: string, view: RunsView, by: readonly Column[], figures: readonly Column[], open: readonly string[]): Lines {
  const flat = useFlatLines(projectId, view, by.length === 0);
  const grouped = useGroupLines(projectId, view, by, figures, open);
  return by.length === 0 ? flat : grouped;
}
