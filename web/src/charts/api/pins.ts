import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { toNumber } from "@/api/types";
import type { Pin, Pins } from "../lib/pins";

/** What one question may name, and as many as have lines. */
const runsAtOnce = 1000;
/** Charts draw no more than this of all runs together; the server says how many there are. */
const most = 2000;

export const pinsKey = ["pins"] as const;

const textOf = ({ byRun, cut }: Pins) => JSON.stringify([[...byRun], cut]);

/** What did not change stays the same object: a run that writes a log all the time has this asked all the time, and charts are not drawn anew for it. */
const keepIfSame = (before: unknown, next: unknown) => (before !== undefined && textOf(before as Pins) === textOf(next as Pins) ? before : next);

/**
 * The notes of runs and the events that their code logged. One question for all runs of a page that are in one project.
 * @param places ids of projects, and of their runs
 */
export const pinsQuery = (places: readonly (readonly [project: string, runs: readonly string[]])[]) =>
  queryOptions({
    queryKey: [...pinsKey, places],
    queryFn: async ({ signal }): Promise<Pins> => {
      const answers = await Promise.all(
        places.map(async ([projectId, runs]) => {
          const body = { runs: runs.slice(0, runsAtOnce), limit: most };
          return unwrap(await api.POST("/api/v1/projects/{projectId}/annotations/query", { params: { path: { projectId } }, body, signal })).runs;
        }),
      );
      const byRun = new Map<string, readonly Pin[]>();
      let cut = 0;
      for (const { runId, annotations, total, events, totalEvents } of answers.flat()) {
        byRun.set(runId, [
          ...annotations.map(({ id, step, unixMicros, text, author }): Pin => ({
            id,
            runId,
            noteId: id,
            step: step === null ? undefined : toNumber(step),
            unixMicros: unixMicros ?? undefined,
            text,
            author,
          })),
          ...events.map(({ step, unixMicros, text, isCut }): Pin => ({ id: String(step), runId, step: toNumber(step), unixMicros, text: isCut ? `${text}…` : text })),
        ]);
        cut += total - annotations.length + totalEvents - events.length;
      }
      return { byRun, cut };
    },
    placeholderData: keepPreviousData,
    structuralSharing: keepIfSame,
    meta: { live: { runs: places.flatMap(([, runs]) => runs), kinds: ["annotations", "logs", "trash"], leastMs: 3_000 } },
  });

const pathOf = (runId: string, annotationId: string) => ({ params: { path: { runId, annotationId } } });

export interface NewNote {
  readonly text: string;
  readonly step?: number;
  readonly unixMicros?: number;
}

export const createNote = async (runId: string, note: NewNote) =>
  unwrap(await api.POST("/api/v1/runs/{runId}/annotations", { params: { path: { runId } }, body: note })).id;

export const changeNote = async (runId: string, id: string, text: string) =>
  void unwrap(await api.PATCH("/api/v1/runs/{runId}/annotations/{annotationId}", { ...pathOf(runId, id), body: { text } }));

export const deleteNote = async (runId: string, id: string) => void unwrap(await api.DELETE("/api/v1/runs/{runId}/annotations/{annotationId}", pathOf(runId, id)));

export const restoreNote = async (runId: string, id: string) => void unwrap(await api.POST("/api/v1/runs/{runId}/annotations/{annotationId}/restore", pathOf(runId, id)));
