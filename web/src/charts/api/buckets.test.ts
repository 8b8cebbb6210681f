import { hashKey, QueryClient } from "@tanstack/react-query";
import { beforeEach, expect, it, vi } from "vitest";
import { FakeEventSource } from "@/testing/fake-event-source";
import { LiveFeed } from "@/lib/live";
import { bucketsQuery, type BucketView, groupsQuery } from "./buckets";
import { steadyWidth } from "../lib/steady";

const post = vi.hoisted(() => vi.fn());
vi.mock("@/api/client", () => ({ api: { POST: post } }));

/** One bucket for each series, from 0 to where the run has come. */
let last: Record<string, number> = {};
interface Body {
  series?: { runId: string; path: string }[];
  groups?: { runId: string; path: string }[][];
  steadyWidth?: number;
}
const bodies: Body[] = [];
const constant = (name: string, value: number) => ({ name, type: "f64", constant: value });

/** Each group in one bucket, the one in which its first run is now, as the server cuts steady ones. */
function groupTables({ groups = [], steadyWidth: least = 0 }: Body) {
  const ends = groups.map(([first]) => last[first?.runId ?? ""] ?? 0);
  const width = Math.max(least, steadyWidth(0, Math.max(...ends), 10) ?? 1);
  const parts = Math.floor(Math.max(...ends) / width) + 1;
  return ends.map((end) => ({ from: 0, to: parts * width, parts, rows: 1, columns: [constant("index", Math.floor(end / width)), constant("mean", end)] }));
}

function answer(body: Body) {
  bodies.push(body);
  const tables = !body.series ? groupTables(body) : body.series.map(({ runId, path }) => ({
    runId, path, from: 0, to: last[runId], total: 2, rows: 1, columns: [constant("firstX", 0), constant("lastX", last[runId] ?? 0), constant("count", 2), constant("mean", last[runId] ?? 0)],
  }));
  const head = new TextEncoder().encode(JSON.stringify({ tables }));
  const bytes = new Uint8Array(Math.ceil((12 + head.length) / 8) * 8);
  bytes.set(new TextEncoder().encode("NRDCOLS1"));
  new DataView(bytes.buffer).setUint32(8, head.length, true);
  bytes.set(head, 12);
  return { data: bytes.buffer, response: { ok: true } };
}

const view: BucketView = { series: [{ runId: "a", metric: "loss" }, { runId: "b", metric: "loss" }], x: { axis: "step", metric: undefined }, range: undefined, buckets: 10, inherited: true, smoothing: undefined };

beforeEach(() => {
  bodies.length = 0;
  last = { a: 100, b: 90 };
  post.mockReset();
  post.mockImplementation((_path: string, { body }: { body: Body }) => Promise.resolve(answer(body)));
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
  expect(bodies.map(({ series }) => series?.map(({ runId }) => runId))).toEqual([["a", "b"], ["b"]]);
  expect(bodies[1]?.steadyWidth).toBe(steadyWidth(0, 100, 10));
  expect(second[0]).toBe(first[0]);
  expect(second[1]?.mean[0]).toBe(95);

  // What has grown out of its buckets is asked for anew with all others.
  last.b = 1000;
  await change("b");
  expect(bodies.slice(2).map(({ series }) => series?.map(({ runId }) => runId))).toEqual([["b"], ["a", "b"]]);

  // What could not be asked for is asked for later, all of it.
  post.mockImplementationOnce(() => Promise.reject(new Error("offline")));
  await expect(change("a")).rejects.toThrow("offline");
  bodies.length = 0;
  await queries.fetchQuery({ ...query, staleTime: 0 });
  expect(bodies.map(({ series }) => series?.length)).toEqual([2]);
  expect(queries.getQueryCache().get(hashKey(query.queryKey))?.state.status).toBe("success");
});

it("When some runs of groups go on, only their groups are asked for, in buckets with the borders of the others", async () => {
  const queries = new QueryClient();
  const feed = new LiveFeed(queries);
  feed.watch({ projects: ["p"] });
  await new Promise((done) => setTimeout(done));
  FakeEventSource.current?.accept();
  last.a = 0;
  const query = groupsQuery({ ...view, groups: [[{ runId: "a", metric: "loss" }], [{ runId: "b", metric: "loss" }, { runId: "c", metric: "loss" }]] });
  const first = await queries.fetchQuery(query);
  const change = async (...runs: string[]) => {
    FakeEventSource.current?.send("changed", { project: "p", everything: false, runs: runs.map((run) => ({ run, kinds: ["series"] })) });
    return queries.fetchQuery({ ...query, staleTime: 0 });
  };
  const asked = () => bodies.map(({ groups }) => groups?.map((group) => group.map(({ runId }) => runId).join("")));

  last.b = 97;
  const second = await change("c");
  expect(asked()).toEqual([["a", "bc"], ["bc"]]);
  expect(bodies[1]?.steadyWidth).toBe(steadyWidth(0, 90, 10));
  expect(second[0]).toBe(first[0]);
  expect(second[1]?.mean[0]).toBe(97);

  last.b = 1000;
  const third = await change("b");
  expect(asked().slice(2)).toEqual([["bc"], ["a", "bc"]]);
  expect(third.map(({ mean }) => mean[0])).toEqual([0, 1000]);
});
