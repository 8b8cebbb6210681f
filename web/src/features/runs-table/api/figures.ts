import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import { keptFreshByFeed } from "@/lib/query-client";

type Schemas = components["schemas"];
export type RunFigure = NonNullable<Schemas["RunFigures"]["figures"][number][number]>;

interface Asked {
  readonly projectId: string;
  readonly runId: string;
  readonly figure: Schemas["RunFigureQuery"];
  readonly done: (figure: RunFigure | null) => void;
  readonly fail: (error: unknown) => void;
}

// What the server takes in one call.
const runsAtOnce = 200;
const gatherMs = 25;

let waiting: Asked[] = [];

/** One figure of some runs. */
async function send(asked: readonly Asked[]): Promise<void> {
  const [first] = asked;
  if (first === undefined) return;
  try {
    const { figures } = unwrap(
      await api.POST("/api/v1/projects/{projectId}/runs/figures", {
        params: { path: { projectId: first.projectId } },
        body: { runs: asked.map(({ runId }) => runId), figures: [first.figure] },
      }),
    );
    asked.forEach(({ done }, i) => done(figures[0]?.[i] ?? null));
  } catch (error) {
    for (const { fail } of asked) fail(error);
  }
}

function sendAll(): void {
  const together = new Map<string, Asked[]>();
  for (const asked of waiting) {
    const key = JSON.stringify([asked.projectId, asked.figure]);
    together.set(key, [...(together.get(key) ?? []), asked]);
  }
  waiting = [];
  for (const asked of together.values()) for (let start = 0; start < asked.length; start += runsAtOnce) void send(asked.slice(start, start + runsAtOnce));
}

/** Cells that come into sight together are asked for together. */
function load(projectId: string, runId: string, figure: Schemas["RunFigureQuery"]): Promise<RunFigure | null> {
  return new Promise((done, fail) => {
    if (waiting.length === 0) setTimeout(sendAll, gatherMs);
    waiting.push({ projectId, runId, figure, done, fail });
  });
}

export const runFigureQuery = (projectId: string, runId: string, figure: Schemas["RunFigureQuery"]) =>
  queryOptions({
    queryKey: ["figure", runId, figure],
    queryFn: () => load(projectId, runId, figure),
    staleTime: keptFreshByFeed,
    meta: { live: { runs: [runId], kinds: ["series", "attributes"], leastMs: 5_000 } },
  });
