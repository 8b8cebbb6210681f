import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { projectQuery } from "@/api/queries";
import type { Attribute, Project } from "@/api/types";
import { stylesOfRuns } from "@/charts/lib/line-style";
import { readEye } from "@/selection/eye";
import { resolveStyle, styleMap, stylesQuery } from "@/selection/styles";
import { useSnapshot } from "@/selection/snapshot";
import { filterOfRule, sortOfRule } from "@/selection/table-rule";
import { headsQuery, topRunsQuery } from "../api/attributes";
import { type CompareAddress, readRunName } from "./address";
import type { ComparedRun, RunHead } from "./compared-run";

export interface Missing {
  readonly text: string;
  /** Undefined: there is no such run. */
  readonly error: Error | undefined;
}

interface Compared {
  /** The runs as the address names them, or as the table's order gives them at this moment. */
  readonly texts: readonly string[];
  /** The runs are the first of the table's order and change with it. */
  readonly isFollowing: boolean;
  readonly runs: readonly ComparedRun[];
  /** All projects that the runs are in, for the live feed. */
  readonly projects: readonly string[];
  readonly isLoading: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
  readonly failed: readonly Missing[];
}

const none: readonly string[] = [];
const tagsOf = (cell: Attribute | null | undefined) => (cell?.type === "stringSet" ? cell.value : none);

/** The runs that an address names, of this project and of others; without names those that the table shows in charts. One call for each project. */
export function useComparedRuns(project: Project, address: CompareAddress): Compared {
  const { tq, where, in: place, sort } = address;
  const eye = useMemo(() => (address.runs ? undefined : readEye(address.show)), [address.runs, address.show]);
  const count = eye?.kind === "top" ? eye.count : 0;
  const snapshot = useSnapshot(address.snap);
  const rule = { text: tq, where, place, sort, only: snapshot.only };
  const top = useQuery({ ...topRunsQuery(project.id, filterOfRule(rule), sortOfRule(rule), count), enabled: count > 0 && !snapshot.isPending });
  const texts = address.runs ?? (eye?.kind === "runs" ? eye.shortIds : (top.data?.slice(0, count).map(({ shortId }) => shortId) ?? none));

  // Text stands for lists, so that a chart is not made anew for every answer that changes nothing.
  const namesKey = JSON.stringify(texts);
  const names = useMemo(() => (JSON.parse(namesKey) as string[]).map(readRunName), [namesKey]);
  const places = useMemo(() => [...new Map(names.flatMap(({ place }) => (place ? [[placeKey(place), place] as const] : []))).values()], [names]);
  const others = useQueries({ queries: places.map(({ workspace, project: name }) => projectQuery(workspace, name)) });
  const idsIn = (key: string | undefined) => names.filter(({ place }) => (place ? placeKey(place) : undefined) === key).map(({ shortId }) => shortId);
  const mine = useQuery({ ...headsQuery(project.id, idsIn(undefined)), enabled: count === 0 && idsIn(undefined).length > 0 });
  const theirs = useQueries({
    queries: places.map((place, i) => ({ ...headsQuery(others[i]?.data?.id ?? "", idsIn(placeKey(place))), enabled: others[i]?.data !== undefined })),
  });
  const chosen = useQuery(stylesQuery(project.id)).data;

  const sources = [
    { key: undefined, where: project as Project | undefined, query: count > 0 ? top : mine, error: null as Error | null },
    ...places.map((place, i) => ({ key: placeKey(place) as string | undefined, where: others[i]?.data, query: theirs[i] ?? mine, error: others[i]?.error ?? null })),
  ];
  const found = sources.flatMap(({ key, where, query }) =>
    where
      ? (query.data ?? []).map((row) => {
          const { cells, ...head } = row;
          return { text: key === undefined ? row.shortId : `${key}:${row.shortId}`, tags: tagsOf(cells[0]), head: { ...head, projectId: where.id, workspace: where.workspace, project: where.name } };
        })
      : [],
  );
  const key = JSON.stringify(found);
  const runs = useMemo<ComparedRun[]>(() => {
    const known = new Map((JSON.parse(key) as { text: string; tags: string[]; head: RunHead }[]).map((one) => [one.text, one]));
    const ordered = names.flatMap(({ text }) => known.get(text) ?? []);
    const styles = stylesOfRuns(ordered.map(({ head }) => head));
    const own = styleMap(chosen);
    // What people chose for a run or its group tag holds; the others keep the looks that tell them apart.
    const styleOf = (head: RunHead, tags: readonly string[]) =>
      own.has(head.id) || tags.some((tag) => own.has(`tag:${tag}`)) ? resolveStyle(head, tags, own) : (styles.get(head.id) ?? { color: 0, dash: 0 });
    const counts = new Map<string | null, number>();
    for (const { head } of ordered) counts.set(head.name, (counts.get(head.name) ?? 0) + 1);
    return ordered.map(({ text, tags, head }) => {
      const { id, shortId, name } = head;
      // Runs with the same name are told apart by their ids.
      const isShared = (counts.get(name) ?? 0) > 1;
      return { id, shortId, text, head, projectId: head.projectId, name: name === null ? shortId : isShared ? `${name} (${shortId})` : name, style: styleOf(head, tags), fork: head.fork?.step };
    });
  }, [key, names, chosen]);

  const isLoading = sources.some(({ query }) => query.isPending && query.fetchStatus !== "idle") || others.some(({ isPending }) => isPending);
  const known = new Set(runs.map(({ text }) => text));
  const failed = isLoading
    ? []
    : names.flatMap(({ text, place }): Missing[] => {
        if (known.has(text)) return [];
        const source = sources.find(({ key }) => key === (place ? placeKey(place) : undefined));
        return [{ text, error: source?.error ?? source?.query.error ?? undefined }];
      });
  const broken = sources.find(({ key, query }) => key === undefined && query.error !== null && query.data === undefined);
  return {
    texts,
    isFollowing: eye !== undefined && eye.kind === "top",
    runs,
    projects: [...new Set([project.id, ...runs.map(({ head }) => head.projectId)])],
    isLoading,
    error: broken?.query.error ?? null,
    retry: () => void broken?.query.refetch(),
    failed,
  };
}

const placeKey = ({ workspace, project }: { workspace: string; project: string }) => `${workspace}/${project}`;
