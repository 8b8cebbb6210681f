import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";

export type ArtifactFiles = components["schemas"]["ArtifactFiles"];

const listed = 5;
/** Attributes of a project that are looked through for a version. */
const mostPlaces = 200;

/** Which runs of a project have the same version, whatever they call it. */
export const usersQuery = (projectId: string, hash: string) =>
  queryOptions({
    queryKey: ["artifact users", projectId, hash],
    queryFn: async ({ signal }) => {
      const search = { types: ["artifact" as const], limit: mostPlaces };
      const places = unwrap(await api.POST("/api/v1/projects/{projectId}/attributes/search", { params: { path: { projectId } }, body: search, signal }));
      const parts = places.attributes.map(({ path }) => ({ type: "compare" as const, column: { path, type: "artifact" as const }, operator: "equal" as const, value: hash }));
      const where = { type: "or" as const, parts };
      const page = unwrap(await api.POST("/api/v1/projects/{projectId}/runs/query", { params: { path: { projectId } }, body: { columns: [], filter: { where }, limit: listed }, signal }));
      return { total: Number(page.total), runs: page.runs.map(({ id, shortId, name }) => ({ id, shortId, name: name ?? shortId })), placesLeft: Math.max(0, Number(places.total) - places.attributes.length) };
    },
    staleTime: 15_000,
  });
