import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { readFileText } from "@/api/file-text";
import type { FileValue } from "@/api/types";
import { keptFreshByFeed } from "@/lib/query-client";

export type Signal = "stop" | "abort";

/** Asks the client that runs the training to end. @returns how many clients were told */
export async function sendSignal(runId: string, kind: Signal): Promise<number> {
  return unwrap(await api.POST("/api/v1/runs/{runId}/signals", { params: { path: { runId } }, body: { kind } })).listeners;
}

/** Entries of a file series from `offset` on. */
export const filesQuery = (runId: string, path: string, offset: number, limit: number) =>
  queryOptions({
    queryKey: ["files", { runId, path, offset, limit }],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.GET("/api/v1/runs/{runId}/file-series", {
          params: { path: { runId }, query: { path, offset, limit } },
          signal,
        }),
      ),
    staleTime: keptFreshByFeed,
    placeholderData: (earlier) => earlier,
    meta: { live: { runs: [runId], kinds: ["files"] } },
  });

const query = (params: Record<string, string>) => new URLSearchParams(params).toString();

/** Where the content of a file attribute is read. */
export function fileAddress(runId: string, path: string): string {
  return `/api/v1/runs/${runId}/files?${query({ path })}`;
}

/** Where the content of one entry of a file series is read. */
export function entryAddress(runId: string, path: string, index: number): string {
  return `/api/v1/runs/${runId}/file-series/content?${query({ path, index: String(index) })}`;
}

// What is read at a glance; the whole is a download.
const mostShownBytes = 100_000;

/** The beginning of a file of text. Its hash is part of the key: another content is another question. */
export const fileTextQuery = (address: string, file: FileValue) =>
  queryOptions({
    queryKey: ["file text", address, file.sha256],
    queryFn: ({ signal }) => readFileText(address, Number(file.size), mostShownBytes, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
