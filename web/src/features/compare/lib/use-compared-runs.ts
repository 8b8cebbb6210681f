import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { projectQuery, runQuery } from "@/api/queries";
import type { Project, Run } from "@/api/types";
import { resolveStyle, styleMap, stylesQuery } from "@/selection/styles";
import { stylesOfRuns } from "@/charts/lib/line-style";
import { readRunName } from "./address";
import type { ComparedRun } from "./compared-run";

interface Compared {
  readonly runs: readonly ComparedRun[];
  /** All projects that the runs are in, for the live feed. */
  readonly projects: readonly string[];
  readonly isLoading: boolean;
  readonly failed: readonly { readonly text: string; readonly error: Error }[];
}

/** The runs that an address names, of this project and of others. */
export function useComparedRuns(project: Project, texts: readonly string[]): Compared {
  const names = texts.map(readRunName);
  const places = [...new Map(names.flatMap(({ place }) => (place ? [[`${place.workspace}/${place.project}`, place] as const] : []))).values()];
  const others = useQueries({ queries: places.map(({ workspace, project: name }) => projectQuery(workspace, name)) });
  const idOf = (place: { workspace: string; project: string } | undefined) => {
    if (!place) return project.id;
    const index = places.findIndex((one) => one.workspace === place.workspace && one.project === place.project);
    return others[index]?.data?.id;
  };
  const heads = useQueries({
    queries: names.map(({ place, shortId }) => {
      const id = idOf(place);
      return { ...runQuery(id ?? "", shortId), enabled: id !== undefined };
    }),
  });
  const placeError = (index: number) => {
    const place = names[index]?.place;
    return place && others[places.findIndex((one) => one.workspace === place.workspace && one.project === place.project)]?.error;
  };
  const found = heads.flatMap(({ data }, i) => (data ? [{ text: texts[i] ?? "", head: data }] : []));
  const chosen = useQuery(stylesQuery(project.id)).data;
  // Text stands for the list, so that a chart is not made anew for every answer that changes nothing.
  const key = JSON.stringify(found);
  const runs = useMemo<ComparedRun[]>(() => {
    const known = JSON.parse(key) as { text: string; head: Run }[];
    const styles = stylesOfRuns(known.map(({ head }) => head));
    const own = styleMap(chosen);
    // What people chose for a run holds; the others keep the looks that tell them apart.
    const styleOf = (head: Run) => (own.has(head.id) ? resolveStyle(head, [], own) : (styles.get(head.id) ?? { color: 0, dash: 0 }));
    const counts = new Map<string | null, number>();
    for (const { head } of known) counts.set(head.name, (counts.get(head.name) ?? 0) + 1);
    return known.map(({ text, head }) => {
      const { id, shortId, name } = head;
      // Runs with the same name are told apart by their ids.
      const isShared = (counts.get(name) ?? 0) > 1;
      return { id, shortId, text, head, name: name === null ? shortId : isShared ? `${name} (${shortId})` : name, style: styleOf(head) };
    });
  }, [key, chosen]);
  return {
    runs,
    projects: [...new Set(runs.map(({ head }) => head.projectId))],
    isLoading: heads.some(({ isPending, fetchStatus }) => isPending && fetchStatus !== "idle") || others.some(({ isPending }) => isPending),
    failed: texts.flatMap((text, i) => {
      const error = heads[i]?.error ?? placeError(i);
      return error ? [{ text, error }] : [];
    }),
  };
}
