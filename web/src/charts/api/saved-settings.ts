import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { rarelyChanges } from "@/lib/query-client";
import { type ChartsAddress, lastingKeys, readChartsAddress } from "../lib/address";

/** What is kept of a project's charts: which have stars, in the order in which they stand, and how pages of charts look when they are opened. */
export interface SavedSettings {
  readonly stars: readonly string[];
  readonly page: ChartsAddress;
}

export const nothingSaved: SavedSettings = { stars: [], page: {} };

export const savedSettingsQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "chart settings"],
    queryFn: async ({ signal }) => {
      const { shared, own } = unwrap(await api.GET("/api/v1/projects/{projectId}/chart-settings", { params: { path: { projectId } }, signal }));
      return { shared: readSaved(shared), own: readSaved(own) };
    },
    staleTime: rarelyChanges,
  });

export async function saveSettings(projectId: string, settings: SavedSettings, isPrivate: boolean): Promise<void> {
  const isEmpty = settings.stars.length === 0 && Object.keys(settings.page).length === 0;
  unwrap(
    await api.PUT("/api/v1/projects/{projectId}/chart-settings", { params: { path: { projectId } }, body: { state: isEmpty ? null : JSON.stringify(settings), isPrivate } }),
  );
}

/** What another version of the app has saved may be of any shape: what is not understood is left out. */
export function readSaved(state: string | null): SavedSettings {
  if (state === null) return nothingSaved;
  let read: unknown;
  try {
    read = JSON.parse(state);
  } catch (problem) {
    if (!(problem instanceof SyntaxError)) throw problem;
    return nothingSaved;
  }
  const { stars, page } = (typeof read === "object" && read !== null ? read : {}) as { stars?: unknown; page?: unknown };
  return {
    stars: Array.isArray(stars) ? stars.filter((one): one is string => typeof one === "string") : [],
    page: typeof page === "object" && page !== null ? lastingOf(readChartsAddress(page as Record<string, unknown>)) : {},
  };
}

/** Of a page's settings those that are worth keeping for next time. */
export function lastingOf(address: ChartsAddress): ChartsAddress {
  return Object.fromEntries(lastingKeys.flatMap((key) => (address[key] === undefined ? [] : [[key, address[key]]])));
}

export const isPlain = (address: ChartsAddress): boolean => lastingKeys.every((key) => address[key] === undefined);
