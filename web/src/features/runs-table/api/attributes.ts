import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

const listed = 100;
const searchStaysMs = 10_000;

/** The attributes of a project whose path holds the text, best first; at most a hundred, with the count of all. */
export const attributesQuery = (projectId: string, text: string) =>
  queryOptions({
    queryKey: ["project", projectId, "attributes", text],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.GET("/api/v1/projects/{projectId}/attributes", {
          params: { path: { projectId }, query: { text: text || undefined, limit: listed } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: searchStaysMs,
  });
