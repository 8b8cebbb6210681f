import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];

/** As many runs as a snapshot holds; docs/architecture/server.md says why. */
export const mostSnapshotRuns = 5_000;

const pageRuns = 1_000;

/** A short link by its code; that of a snapshot tells its runs. */
export const linkQuery = (code: string) =>
  queryOptions({
    queryKey: ["link", code],
    queryFn: async ({ signal }) => unwrap(await api.GET("/api/v1/links/{code}", { params: { path: { code } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

const noRuns: readonly string[] = [];

/** The runs that a page shows and no others; undefined where the address names no snapshot. None until they are known. */
export function useSnapshot(code: string | undefined): { only: readonly string[] | undefined; isPending: boolean; error: Error | null; retry: () => void } {
  const link = useQuery({ ...linkQuery(code ?? ""), enabled: code !== undefined });
  return {
    only: code === undefined ? undefined : (link.data?.snapshotRuns ?? noRuns),
    isPending: code !== undefined && link.isPending,
    error: code === undefined ? null : link.error,
    retry: () => void link.refetch(),
  };
}

/** The same page as it is now. */
export function withoutSnapshot(address: string): string {
  const { pathname, searchParams, hash } = new URL(address, "http://here");
  searchParams.delete("snap");
  const search = searchParams.toString();
  return pathname + (search === "" ? "" : `?${search}`) + hash;
}

/** Ids of the runs that a filter finds, in no order; how many there are when they are more than `most`. */
export async function runIdsOf(projectId: string, filter: Schemas["RunFilter"], most: number): Promise<{ ids: string[]; total: number }> {
  const ids: string[] = [];
  let after: string | null = null;
  for (;;) {
    const page: Schemas["RunPage"] = unwrap(
      await api.POST("/api/v1/projects/{projectId}/runs/query", {
        params: { path: { projectId } },
        body: { columns: [], filter, limit: pageRuns, after },
      }),
    );
    ids.push(...page.runs.map(({ id }) => id));
    if (page.total > most || page.next === null || page.runs.length === 0) return { ids, total: page.total };
    after = page.next;
  }
}
