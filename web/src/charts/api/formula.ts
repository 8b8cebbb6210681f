import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

/** What the server says of a formula that somebody writes: where it is at fault, if it is. */
export const formulaQuery = (text: string) =>
  queryOptions({
    queryKey: ["formula", text],
    queryFn: async ({ signal }) => unwrap(await api.POST("/api/v1/series/formula", { body: { text }, signal })),
    enabled: text.trim() !== "",
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
