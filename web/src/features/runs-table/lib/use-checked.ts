import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import type { RunRow } from "@/api/types";
import { namedRunsQuery } from "../api/runs";

const noColumns: readonly string[] = [];

export interface Checked {
  /** The checked runs that there are. */
  readonly runs: readonly RunRow[];
  /** Some of them are on their way. */
  readonly isComing: boolean;
}

/** The checked runs themselves: those that were on screen, and the others that the address names, which are asked for. */
export function useChecked(projectId: string, shortIds: readonly string[], onScreen: readonly RunRow[]): Checked {
  const known = useRef(new Map<string, RunRow>());
  for (const run of onScreen) known.current.set(run.shortId, run);
  const missing = shortIds.filter((id) => !known.current.has(id));
  const asked = useQuery(namedRunsQuery(projectId, missing, noColumns));
  const found = new Map(asked.data?.map((run) => [run.shortId, run]));
  return { runs: shortIds.flatMap((id) => known.current.get(id) ?? found.get(id) ?? []), isComing: missing.length > 0 && asked.isPending };
}
