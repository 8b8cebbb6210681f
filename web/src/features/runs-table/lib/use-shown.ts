import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type { RunRow } from "@/api/types";
import { useEvent } from "@/lib/use-event";
import { type EyeRule, eyeLimit, readEye, shownBy } from "@/selection/eye";
import { type Column, groupsQuery, namedRunsQuery, pageSize, type RunGroup, runsQuery, type RunsView } from "../api/runs";
import type { EyeState } from "../components/group-row";

export interface Shown {
  readonly rule: EyeRule;
  /** Short ids of the table's first runs, whatever part of it is in sight. */
  readonly topOrder: readonly string[];
  readonly shownIds: readonly string[];
  readonly shown: ReadonlySet<string>;
  /** The shown runs themselves, as far as they are asked for and have come. */
  readonly rows: readonly RunRow[];
  readonly isLoading: boolean;
  readonly groupEye: (group: RunGroup) => EyeState;
  /** The short ids after the eye of a group was pressed. */
  readonly afterGroupEye: (group: RunGroup) => Promise<readonly string[]>;
}

const noFigures: readonly Column[] = [];

/** Which runs have an open eye, by the address and the table's order. */
export function useShown(projectId: string, view: RunsView, by: readonly Column[], show: readonly string[] | undefined, needsRows: boolean): Shown {
  const queries = useQueryClient();
  const rule = useMemo(() => readEye(show), [show]);
  const isTop = rule.kind === "top";
  const top = useQuery({ ...runsQuery(projectId, view, 0, isTop ? Math.max(pageSize, rule.count) : pageSize), enabled: isTop || needsRows });
  const topRuns = top.data?.runs;
  const topOrder = useMemo(() => (topRuns ?? []).map(({ shortId }) => shortId), [topRuns]);
  const shownIds = useMemo(() => shownBy(rule, topOrder), [rule, topOrder]);
  const shown = useMemo(() => new Set(shownIds), [shownIds]);
  const isGrouped = by.length > 0;
  const named = useQuery({ ...namedRunsQuery(projectId, isTop ? [] : shownIds, view.columns), enabled: !isTop && shownIds.length > 0 && (needsRows || isGrouped), placeholderData: (earlier) => earlier });
  const rows = useMemo(() => {
    if (isTop) return (topRuns ?? []).slice(0, shownIds.length);
    const byId = new Map((named.data ?? []).map((run) => [run.shortId, run]));
    return shownIds.flatMap((id) => byId.get(id) ?? []);
  }, [isTop, topRuns, named.data, shownIds]);
  const { text, where, place } = view;
  const only = useMemo(() => rows.map(({ id }) => id), [rows]);
  const counted = useQuery({ ...groupsQuery(projectId, { text, where, place, only }, by, noFigures, eyeLimit), enabled: isGrouped && only.length > 0, placeholderData: (earlier) => earlier });
  const counts = useMemo(() => new Map(counted.data?.groups.map(({ key, runs }) => [key, Number(runs)])), [counted.data]);
  const groupEye = (group: RunGroup): EyeState => {
    const count = only.length === 0 ? 0 : (counts.get(group.key) ?? 0);
    return count === 0 ? "none" : count >= Number(group.runs) ? "all" : "some";
  };
  const afterGroupEye = useEvent(async (group: RunGroup) => {
    const page = await queries.fetchQuery(runsQuery(projectId, { ...view, columns: [], group: { by, key: group.key } }, 0, eyeLimit));
    const ids = page.runs.map(({ shortId }) => shortId);
    return ids.every((id) => shown.has(id)) ? shownIds.filter((id) => !ids.includes(id)) : [...new Set([...shownIds, ...ids])];
  });
  return { rule, topOrder, shownIds, shown, rows, isLoading: isTop ? top.isPending : named.isPending && shownIds.length > 0, groupEye, afterGroupEye };
}
