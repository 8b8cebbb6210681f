import { type QueryClient, queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { api, unwrap } from "@/api/client";
import { meQuery } from "@/api/queries";
import { describeError } from "./errors";
import { readTexts } from "./texts";
import { showToast } from "./toasts";

const isGuest = (queries: QueryClient) => (queries.getQueryData(meQuery.queryKey)?.guest ?? undefined) !== undefined;

/** What a person likes and keeps. The server holds it, so that it follows them to another browser. */
export const preferencesQuery = queryOptions({
  queryKey: ["preferences"],
  queryFn: async ({ signal, client }): Promise<Readonly<Record<string, string>>> => {
    // A guest of a link has none; what is set on the way stays in the tab.
    if (isGuest(client)) return {};
    const { preferences } = unwrap(await api.GET("/api/v1/me/preferences", { signal }));
    return Object.fromEntries(preferences.map(({ name, value }) => [name, value ?? ""]));
  },
  staleTime: Number.POSITIVE_INFINITY,
});

/** Sets one preference at once on screen, and then on the server. */
export function useSetPreference(): (name: string, value: string | undefined) => void {
  const queries = useQueryClient();
  return useCallback(
    (name: string, value: string | undefined) => {
      queries.setQueryData(preferencesQuery.queryKey, (before) => {
        const next = { ...before };
        if (value === undefined) delete next[name];
        else next[name] = value;
        return next;
      });
      if (isGuest(queries)) return;
      const send = async () => unwrap(await api.PUT("/api/v1/me/preferences", { body: { name, value: value ?? null } }));
      send().catch((error: unknown) => showToast(describeError(error), { tone: "bad" }));
    },
    [queries],
  );
}

/** One preference and its setter; undefined until it is known and while it is not set. */
export function usePreference(name: string): readonly [string | undefined, (value: string | undefined) => void] {
  const { data } = useQuery(preferencesQuery);
  const set = useSetPreference();
  const setThis = useCallback((value: string | undefined) => set(name, value), [set, name]);
  return [data?.[name], setThis];
}

const none: readonly string[] = [];

/** A preference that is a list of texts, the newest last; the oldest go when there are more than `most`. */
export function useListPreference(name: string, most: number): readonly [readonly string[], (list: readonly string[]) => void] {
  const [text, setText] = usePreference(name);
  const list = useMemo(() => readTexts(text) ?? none, [text]);
  const setList = useCallback((next: readonly string[]) => setText(next.length > 0 ? JSON.stringify(next.slice(-most)) : undefined), [setText, most]);
  return [list, setList];
}
