import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FakeEventSource } from "@/testing/fake-event-source";
import { concerns, LiveFeed } from "./live";

const change = (run: string, ...kinds: ("created" | "series" | "logs")[]) => ({ project: "p", everything: false, runs: [{ run, kinds }] });
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", FakeEventSource);
  FakeEventSource.opened = [];
});

afterEach(() => {
  vi.useRealTimers();
});

function observe(queries: QueryClient, queryFn: () => Promise<number>, runs: string[], leastMs?: number) {
  const observer = new QueryObserver(queries, {
    queryKey: ["series", runs],
    queryFn,
    staleTime: Number.POSITIVE_INFINITY,
    meta: { live: { runs, kinds: ["series"], leastMs } },
  });
  return observer.subscribe(() => {});
}

it("A change concerns whoever named its run or its project, and its kind", () => {
  expect(concerns({ runs: ["r"] }, change("r", "logs"))).toBe(true);
  expect(concerns({ runs: ["other"] }, change("r", "logs"))).toBe(false);
  expect(concerns({ project: "p", kinds: ["created"] }, change("r", "logs"))).toBe(false);
  expect(concerns({ project: "p", kinds: ["created"] }, change("r", "logs", "created"))).toBe(true);
  expect(concerns({ project: "q" }, change("r", "created"))).toBe(false);
  expect(concerns({ project: "p", kinds: ["created"] }, { project: "p", everything: true, runs: [] })).toBe(true);
});

it("Several watches share one connection, and it goes with the last of them", async () => {
  const feed = new LiveFeed(new QueryClient());
  const leave = [feed.watch({ projects: ["p"], runs: ["a"] }), feed.watch({ projects: ["p"], runs: ["b"] })];
  await settle();
  expect(FakeEventSource.opened.map(({ url }) => url)).toEqual(["/api/v1/live?project=p&run=a&run=b"]);
  for (const each of leave) each();
  await settle();
  expect(FakeEventSource.current).toBeUndefined();
  expect(feed.state).toBe("off");
});

it("Whoever watches a whole project is not narrowed by who watches one run", async () => {
  const feed = new LiveFeed(new QueryClient());
  feed.watch({ projects: ["p"], runs: ["a"] });
  feed.watch({ projects: ["q"] });
  await settle();
  expect(FakeEventSource.current?.url).toBe("/api/v1/live?project=p&project=q");
});

it("A change makes just the queries that it concerns ask again", async () => {
  const queries = new QueryClient();
  const feed = new LiveFeed(queries);
  feed.watch({ projects: ["p"] });
  const [asked, spared] = [vi.fn(async () => 1), vi.fn(async () => 1)];
  observe(queries, asked, ["r"]);
  observe(queries, spared, ["other"]);
  await settle();
  FakeEventSource.current?.accept();
  FakeEventSource.current?.send("changed", change("r", "series"));
  await settle();
  expect([asked.mock.calls.length, spared.mock.calls.length]).toEqual([2, 1]);
});

it("A large answer is good for its time, then asked for once for all changes meanwhile", async () => {
  const queries = new QueryClient();
  const feed = new LiveFeed(queries);
  feed.watch({ projects: ["p"] });
  const asked = vi.fn(async () => 1);
  observe(queries, asked, ["r"], 800);
  await settle();
  FakeEventSource.current?.accept();
  for (let i = 0; i < 3; i++) FakeEventSource.current?.send("changed", change("r", "series"));
  await vi.advanceTimersByTimeAsync(799);
  expect(asked).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked).toHaveBeenCalledTimes(2);
});

it("A change during an answer is not lost: the question is asked once more after it", async () => {
  const queries = new QueryClient();
  const feed = new LiveFeed(queries);
  feed.watch({ projects: ["p"] });
  let answer = (_: number) => {};
  const asked = vi.fn(() => new Promise<number>((resolve) => (answer = resolve)));
  observe(queries, asked, ["r"]);
  await settle();
  FakeEventSource.current?.send("changed", change("r", "series"));
  FakeEventSource.current?.send("changed", change("r", "series"));
  await settle();
  expect(asked).toHaveBeenCalledTimes(1);
  answer(1);
  await settle();
  expect(asked).toHaveBeenCalledTimes(2);
});

it("After a lost connection everything live is asked again", async () => {
  const queries = new QueryClient();
  const feed = new LiveFeed(queries);
  feed.watch({ projects: ["p"] });
  const asked = vi.fn(async () => 1);
  observe(queries, asked, ["r"]);
  await settle();
  FakeEventSource.current?.accept();
  FakeEventSource.current?.fail();
  expect(feed.state).toBe("paused");
  FakeEventSource.current?.accept();
  await settle();
  expect(feed.state).toBe("live");
  expect(asked).toHaveBeenCalledTimes(2);
});

it("A connection that was refused is tried again", async () => {
  const feed = new LiveFeed(new QueryClient());
  feed.watch({ projects: ["p"] });
  await settle();
  FakeEventSource.current?.fail(true);
  expect(FakeEventSource.current).toBeUndefined();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(FakeEventSource.current?.url).toBe("/api/v1/live?project=p");
});

it("What changed before the connection makes those queries old that were asked before the change", async () => {
  const queries = new QueryClient();
  const feed = new LiveFeed(queries);
  await vi.advanceTimersByTimeAsync(20_000);
  const [before, after, quiet] = [vi.fn(async () => 1), vi.fn(async () => 1), vi.fn(async () => 1)];
  observe(queries, before, ["r"]);
  observe(queries, quiet, ["silent"]);
  await vi.advanceTimersByTimeAsync(1_000);
  observe(queries, after, ["late"]);
  feed.watch({ projects: ["p"] });
  await vi.advanceTimersByTimeAsync(500);
  FakeEventSource.current?.accept();
  const aged = (run: string, ageMs: number) => ({ run, kinds: ["series"] as const, ageMs });
  // "late" changed 600 ms ago, 100 before it was asked for; "silent" has not changed since it was.
  FakeEventSource.current?.send("recent", { project: "p", everything: false, runs: [aged("r", 1_400), aged("late", 600), aged("silent", 30_000)] });
  await settle();
  expect([before.mock.calls.length, after.mock.calls.length, quiet.mock.calls.length]).toEqual([2, 1, 1]);
});

it("A project in which too much changed before the connection is asked for if it changed since then", async () => {
  const queries = new QueryClient();
  const feed = new LiveFeed(queries);
  await vi.advanceTimersByTimeAsync(20_000);
  const ask = vi.fn(async () => 1);
  new QueryObserver(queries, { queryKey: ["table"], queryFn: ask, staleTime: Number.POSITIVE_INFINITY, meta: { live: { project: "p" } } }).subscribe(() => {});
  await vi.advanceTimersByTimeAsync(1_000);
  feed.watch({ projects: ["p"] });
  await settle();
  FakeEventSource.current?.accept();
  FakeEventSource.current?.send("recent", { project: "p", everything: true, runs: [], ageMs: 5_000 });
  await settle();
  expect(ask).toHaveBeenCalledTimes(1);
  FakeEventSource.current?.send("recent", { project: "p", everything: true, runs: [], ageMs: 200 });
  await settle();
  expect(ask).toHaveBeenCalledTimes(2);
});

it("What nobody has watched for more than a minute is asked again, what was on screen is not", async () => {
  const queries = new QueryClient();
  const feed = new LiveFeed(queries);
  const [seen, left] = [vi.fn(async () => 1), vi.fn(async () => 1)];
  const leave = feed.watch({ projects: ["p"] });
  observe(queries, seen, ["r"]);
  const goAway = observe(queries, left, ["other"]);
  await settle();
  FakeEventSource.current?.accept();
  await vi.advanceTimersByTimeAsync(2_000);
  goAway();
  leave();
  feed.watch({ projects: ["p"], runs: ["r"] });
  await settle();
  FakeEventSource.current?.accept();
  await vi.advanceTimersByTimeAsync(90_000);
  observe(queries, left, ["other"]);
  feed.watch({ projects: ["p"] });
  await settle();
  expect(left).toHaveBeenCalledTimes(1);
  FakeEventSource.current?.accept();
  await settle();
  expect([seen.mock.calls.length, left.mock.calls.length]).toEqual([1, 2]);
});

it("A connection that took more than a minute to come asks for everything again", async () => {
  const queries = new QueryClient();
  const feed = new LiveFeed(queries);
  const ask = vi.fn(async () => 1);
  observe(queries, ask, ["r"]);
  feed.watch({ projects: ["p"] });
  await vi.advanceTimersByTimeAsync(70_000);
  FakeEventSource.current?.accept();
  await settle();
  expect(ask).toHaveBeenCalledTimes(2);
});
