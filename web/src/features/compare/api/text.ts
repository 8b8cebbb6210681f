import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { readFileText } from "@/api/file-text";
import type { Attribute } from "@/api/types";
import { attributeText } from "@/lib/attribute-text";
import { keptFreshByFeed } from "@/lib/query-client";

/** What a text of a run holds, and what of it is left out. */
export interface RunText {
  readonly text: string;
  /** Bytes or lines beyond what is compared. */
  readonly leftOut: { readonly unit: "bytes" | "lines"; readonly count: number } | undefined;
}

const mostBytes = 5_000_000;
const mostLines = 10_000;

/** Kinds of attributes that have a text to compare. */
export const textTypes = new Set<Attribute["type"]>(["string", "stringSeries", "file", "stringSet", "gitRef", "artifact", "int", "float", "bool", "datetime"]);

const isText = (mediaType: string) => /^text\/|json|xml|yaml|toml|javascript|python|x-sh|csv|x-ipynb/.test(mediaType);

/** True for attributes whose content can be shown as lines. */
export function hasText(attribute: Attribute): boolean {
  return textTypes.has(attribute.type) && (attribute.type !== "file" || isText(attribute.value.mediaType) || attribute.value.size < 200_000);
}

async function readFile(runId: string, path: string, size: number, signal: AbortSignal): Promise<RunText> {
  const query = new URLSearchParams({ path });
  const { text, leftOut } = await readFileText(`/api/v1/runs/${runId}/files?${query.toString()}`, size, mostBytes, signal);
  return { text, leftOut: leftOut > 0 ? { unit: "bytes", count: leftOut } : undefined };
}

/** The text of one attribute of a run: a value, the lines of a log, or the content of a file. */
export const textQuery = (runId: string, attribute: Attribute | undefined) =>
  queryOptions({
    queryKey: ["text", runId, attribute],
    enabled: attribute !== undefined,
    queryFn: async ({ signal }): Promise<RunText> => {
      if (attribute === undefined) return { text: "", leftOut: undefined };
      const { path, type } = attribute;
      if (type === "file") return readFile(runId, path, Number(attribute.value.size), signal);
      if (type !== "stringSeries") {
        const text = type === "stringSet" ? attribute.value.toSorted().join("\n") : type === "gitRef" ? JSON.stringify(attribute.value, null, 2) : attributeText(attribute);
        return { text, leftOut: undefined };
      }
      const page = unwrap(
        await api.GET("/api/v1/runs/{runId}/logs", { params: { path: { runId }, query: { path, offset: 0, limit: mostLines } }, signal }),
      );
      const left = Number(page.total) - page.lines.length;
      return { text: page.lines.map(({ value }) => value.replace(/\r?\n$/, "")).join("\n"), leftOut: left > 0 ? { unit: "lines", count: left } : undefined };
    },
    staleTime: keptFreshByFeed,
    gcTime: 60_000,
  });
