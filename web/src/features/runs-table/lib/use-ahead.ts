import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useEvent } from "@/lib/use-event";
import type { RunsAddress } from "./address";
import { firstRowsQuery } from "./first-rows";

/** Who waits longer is shown that something is on its way. */
const longestMs = 300;
/** What is worked out from several answers is asked for when nobody types. */
const typingPauseMs = 150;

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/**
 * Asks for the rows of an address before the page goes there: the server works while the page is drawn anew, or it is drawn once, with them.
 * @returns a function of what will change in the address; it ends when its rows are there, cannot be had, or take long. What it asked before and nobody shows is given up.
 */
export function useAhead(projectId: string, address: RunsAddress): (part: RunsAddress) => Promise<void> {
  const queries = useQueryClient();
  const asked = useRef<QueryKey>(undefined);
  return useEvent(async (part: RunsAddress) => {
    const query = firstRowsQuery(projectId, { ...address, ...part });
    const earlier = asked.current && queries.getQueryCache().find({ queryKey: asked.current, exact: true });
    asked.current = query?.queryKey;
    if (earlier && earlier.queryHash !== query?.queryHash && earlier.getObserversCount() === 0) void queries.cancelQueries({ queryKey: earlier.queryKey, exact: true });
    await (query === undefined ? pause(typingPauseMs) : Promise.race([queries.prefetchQuery(query), pause(longestMs)]));
  });
}
