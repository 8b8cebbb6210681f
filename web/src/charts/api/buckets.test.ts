import { hashKey, QueryClient } from "@tanstack/react-query";
import { beforeEach, expect, it, vi } from "vitest";
import { FakeEventSource } from "@/testing/fake-event-source";
import { LiveFeed } from "@/lib/live";
import { bucketsQuery, type BucketView } from "./buckets";
import { steadyWidth } from "../lib/steady";

const post = vi.hoisted(() => vi.fn());
vi.mock("@/api/client", () => ({ api: { POST: post } }));

/** One bucket for each series, from 0 to where the run has come. */
let last: Record<string, number> = {};
const bodies: { series: { runId: string; path: string }[]; steadyWidth?: number }[] = [];

function answer(body: (typeof bodies)[number]) {
  bodies.push(body);
  const constant = (name: string, value: number) => ({ name, type: "f64", constant: value });
  const tables = body.series.map(({ runId, path }) => ({
    runId, path, from: 0, to: last[runId], total: 2, rows: 1, columns: [constant("firstX", 0), constant("lastX", last[runId] ?? 0), constant("count", 2), constant("mean", last[runId] ?? 0)],
  }));
  const head = new TextEncoder().encode(JSON.stringify({ tables }));
  const bytes = new Uint8Array(Math.ceil((12 + head.length) / 8) * 8);
  bytes.set(new TextEncoder().encode("NRDCOLS1"));
  new DataView(bytes.buffer).setUint32(8, head.length, true);
  bytes.set(head, 12);
  return { data: bytes.buffer, response: { ok: true } };
}

const view: BucketView = { series: [{ runId: "a", path: "loss" }, { runId: "b", path: "loss" }], x: { axis: "step", path: undefined }, range: undefined, buckets: 10, inherited: true, smoothing: undefined };

beforeEach(() => {
  bodies.length = 0;
  last = { a: 100, b: 90 };
  post.mockReset();
  post.mockImplementation((_path: string, { body }: { body: (typeof bodies)[number] }) => Promise.resolve(answer(body)));
  vi.stubGlobal("EventSource", FakeEventSource);
});

it("When some runs go on, only they are asked for, in buckets with the borders of the others", async () => {
  const queries = new QueryClient();
  const feed = new LiveFeed(queries);
  feed.watch({ projects: ["p"] });
  await new Promise((done) => setTimeout(done));
  FakeEventSource.current?.accept();
  const query = bucketsQuery(view);
  const first = await queries.fetchQuery(query);
  const change = async (...runs: string[]) => {
    FakeEventSource.current?.send("changed", { project: "p", everything: false, runs: runs.map((run) => ({ run, kinds: ["series"] })) });
    return queries.fetchQuery({ ...query, staleTime: 0 });
  };

  last.b = 95;
  const second = await change("b");
  expect(bodies.map(({ series }) => series.map(({ runId }) => runId))).toEqual([["a", "b"], ["b"]]);
  expect(bodies[1]?.steadyWidth).toBe(steadyWidth(0, 100, 10));
  expect(second[0]).toBe(first[0]);
  expect(second[1]?.mean[0]).toBe(95);

  // What has grown out of its buckets is asked for anew with all others.
  last.b = 1000;
  await change("b");
  expect(bodies.slice(2).map(({ series }) => series.map(({ runId }) => runId))).toEqual([["b"], ["a", "b"]]);

  // What could not be asked for is asked for later, all of it.
  post.mockImplementationOnce(() => Promise.reject(new Error("offline")));
  await expect(change("a")).rejects.toThrow("offline");
  bodies.length = 0;
  await queries.fetchQuery({ ...query, staleTime: 0 });
  expect(bodies.map(({ series }) => series.length)).toEqual([2]);
  expect(queries.getQueryCache().get(hashKey(query.queryKey))?.state.status).toBe("success");
});
