import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { toNumber } from "@/api/types";
import { keptFreshByFeed } from "@/lib/query-client";

/** Mean per bucket, x as a share of the width; gaps are left out. */
export interface Curve {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

interface Asked {
  readonly series: { readonly runId: string; readonly path: string };
  readonly done: (curve: Curve) => void;
  readonly fail: (error: unknown) => void;
}

const buckets = 48;
const atOnce = 200;
const gatherMs = 25;

let waiting: Asked[] = [];

async function send(asked: readonly Asked[]): Promise<void> {
  try {
    const answer = unwrap(await api.POST("/api/v1/series/buckets", { body: { series: asked.map(({ series }) => series), x: "step", buckets } }));
    asked.forEach(({ done }, i) => {
      const { index = [], mean = [] } = answer.series[i] ?? {};
      const points = index.flatMap((at, k) => {
        const value = toNumber(mean[k] ?? "NaN");
        return Number.isFinite(value) ? [[(at + 0.5) / buckets, value] as const] : [];
      });
      done({ x: points.map(([x]) => x), y: points.map(([, y]) => y) });
    });
  } catch (error) {
    for (const { fail } of asked) fail(error);
  }
}

/** Cells that come into sight together are asked for in one call. */
function load(runId: string, path: string): Promise<Curve> {
  return new Promise((done, fail) => {
    if (waiting.length === 0) {
      setTimeout(() => {
        const all = waiting;
        waiting = [];
        for (let start = 0; start < all.length; start += atOnce) void send(all.slice(start, start + atOnce));
      }, gatherMs);
    }
    waiting.push({ series: { runId, path }, done, fail });
  });
}

export const curveQuery = (runId: string, path: string) =>
  queryOptions({
    queryKey: ["curve", runId, path],
    queryFn: () => load(runId, path),
    staleTime: keptFreshByFeed,
    meta: { live: { runs: [runId], kinds: ["series"], leastMs: 5_000 } },
  });
