import { queryOptions } from "@tanstack/react-query";
import { keptFreshByFeed, rarelyChanges } from "@/lib/query-client";
import { api, unwrap } from "./client";

// Queries that more than one part of the app asks. Those of one feature stand in that feature's api folder.

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async ({ signal }) => unwrap(await api.GET("/api/v1/me", { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Not for guests of a link, who see one project. */
export const projectsQuery = queryOptions({
  queryKey: ["projects"],
  queryFn: async ({ signal }) => unwrap(await api.GET("/api/v1/projects", { signal })).projects,
  staleTime: rarelyChanges,
  // A role that is given or taken makes a project appear or go.
  meta: { live: { anyProject: true, kinds: ["created", "trash"], me: true } },
});

export const projectQuery = (workspace: string, name: string) =>
  queryOptions({
    queryKey: ["project", { workspace, name }],
    queryFn: async ({ signal }) =>
      unwrap(await api.GET("/api/v1/projects/lookup", { params: { query: { workspace, name } }, signal })),
    staleTime: rarelyChanges,
  });

/** A run by the short id in the address. */
export const runQuery = (projectId: string, shortId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "run", shortId],
    queryFn: async ({ signal }) =>
      unwrap(await api.GET("/api/v1/runs/lookup", { params: { query: { projectId, shortId } }, signal })),
    staleTime: keptFreshByFeed,
    meta: { live: { project: projectId, kinds: ["state", "attributes", "trash"] } },
  });

/** Everything known of a run, ordered by path; series with their figures, not their points. */
export const attributesQuery = (runId: string) =>
  queryOptions({
    queryKey: ["attributes", runId],
    queryFn: async ({ signal }) =>
      unwrap(await api.GET("/api/v1/runs/{runId}/attributes", { params: { path: { runId } }, signal })).attributes,
    staleTime: keptFreshByFeed,
    // Of a run with many metrics this is megabytes.
    meta: { live: { runs: [runId], leastMs: 800 } },
  });

/** The version that an artifact of a run names, and its files. */
export const artifactQuery = (runId: string, path: string) =>
  queryOptions({
    queryKey: ["artifact", runId, path],
    queryFn: async ({ signal }) => unwrap(await api.GET("/api/v1/runs/{runId}/artifact", { params: { path: { runId }, query: { path } }, signal })),
    staleTime: keptFreshByFeed,
    meta: { live: { runs: [runId], kinds: ["attributes"], leastMs: 1_000 } },
  });
