import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { AttributeType } from "@/api/types";
import type { RunFilter } from "./runs";

const listed = 100;
const searchStaysMs = 10_000;

/** The attributes of a project whose path holds the text or fits the expression, best first; at most a hundred, with the count of all. */
export const attributesQuery = (projectId: string, text: string, matching: "substring" | "extended" = "substring", types: readonly AttributeType[] = []) =>
  queryOptions({
    queryKey: ["project", projectId, "attributes", text, matching, types],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.POST("/api/v1/projects/{projectId}/attributes/search", {
          params: { path: { projectId } },
          body: { text, matching: text === "" ? "substring" : matching, types: [...types], limit: listed },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: searchStaysMs,
  });

/** The values that an attribute has among runs, the most frequent first; of sets the members. */
export const valuesQuery = (projectId: string, path: string, text: string, filter?: RunFilter) =>
  queryOptions({
    queryKey: ["project", projectId, "values", path, text, filter],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.POST("/api/v1/projects/{projectId}/attributes/values", {
          params: { path: { projectId } },
          body: { column: { path }, text, filter: filter ?? null, limit: 50 },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: searchStaysMs,
  });

/** In which attributes the runs differ, the most telling first. */
export const differingQuery = (projectId: string, filter: RunFilter) =>
  queryOptions({
    queryKey: ["project", projectId, "differing", filter],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.POST("/api/v1/projects/{projectId}/attributes/differing", {
          params: { path: { projectId } },
          body: { filter, limit: 30 },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: searchStaysMs,
  });

/** Where a query's text is wrong; null when it is understood. */
export const parseQuery = (text: string) =>
  queryOptions({
    queryKey: ["nql", text],
    queryFn: async ({ signal }) => unwrap(await api.POST("/api/v1/nql/parse", { body: { text }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });

const seriesAtOnce = 1000;
const mostSeries = 10_000;

/** The paths of all float series that any of the runs has, in order; `left` counts what is beyond ten thousand. */
export const seriesPathsQuery = (projectId: string, runIds: readonly string[]) =>
  queryOptions({
    queryKey: ["project", projectId, "series of runs", runIds],
    queryFn: async ({ signal }) => {
      const paths: string[] = [];
      const histograms: string[] = [];
      let after: string | null = null;
      let total = 0;
      do {
        const page: { attributes: { path: string; type: AttributeType }[]; total: number; next?: string | null } = unwrap(
          await api.POST("/api/v1/projects/{projectId}/attributes/search", {
            params: { path: { projectId } },
            body: { text: "", types: ["floatSeries", "histogramSeries"], filter: { only: [...runIds], scope: "all" }, after, limit: seriesAtOnce },
            signal,
          }),
        );
        for (const { path, type } of page.attributes) (type === "floatSeries" ? paths : histograms).push(path);
        total = Math.max(total, page.total);
        after = page.next ?? null;
      } while (after !== null && paths.length < mostSeries);
      return { paths: paths.toSorted(), histograms: histograms.toSorted(), left: total - paths.length - histograms.length };
    },
    enabled: runIds.length > 0,
    placeholderData: keepPreviousData,
    staleTime: searchStaysMs,
    meta: { live: { runs: runIds, kinds: ["attributes"], leastMs: 5_000 } },
  });

/** What formulas of a project may name: its float series and numbers, the first thousand. Others can be written too; they are not offered. */
export const formulaPathsQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "formula names"],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.POST("/api/v1/projects/{projectId}/attributes/search", {
          params: { path: { projectId } },
          body: { text: "", types: ["floatSeries", "float", "int"], limit: seriesAtOnce },
          signal,
        }),
      ).attributes.map(({ path }) => path),
    staleTime: searchStaysMs,
  });
