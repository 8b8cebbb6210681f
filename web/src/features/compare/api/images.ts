import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keptFreshByFeed } from "@/lib/query-client";

/** One image of a series. */
export interface ImageEntry {
  readonly index: number;
  readonly step: number;
  readonly name: string | undefined;
}

const pageSize = 1000;
/** More steps than this are not offered; what is left out is said. */
export const mostSteps = 5000;

/** The steps at which a run has an image in a series. */
export const imageStepsQuery = (runId: string, path: string) =>
  queryOptions({
    queryKey: ["imageSteps", runId, path],
    queryFn: async ({ signal }): Promise<{ total: number; entries: ImageEntry[] }> => {
      const entries: ImageEntry[] = [];
      for (;;) {
        const page = unwrap(
          await api.GET("/api/v1/runs/{runId}/file-series", { params: { path: { runId }, query: { path, offset: entries.length, limit: pageSize } }, signal }),
        );
        entries.push(...page.entries.map(({ index, step, name }) => ({ index: Number(index), step, name: name ?? undefined })));
        if (page.entries.length < pageSize || entries.length >= mostSteps) return { total: Number(page.total), entries };
      }
    },
    staleTime: keptFreshByFeed,
    meta: { live: { runs: [runId], kinds: ["files"], leastMs: 2_000 } },
  });

/** Where the content of one image is read; without an index it is a single file. */
export function imageAddress(runId: string, path: string, index: number | undefined): string {
  const query = new URLSearchParams({ path, ...(index !== undefined && { index: String(index) }) });
  return `/api/v1/runs/${runId}/${index === undefined ? "files" : "file-series/content"}?${query.toString()}`;
}
