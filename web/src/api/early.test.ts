import { beforeEach, expect, test, vi } from "vitest";

const lookup = "/api/v1/projects/lookup?workspace=lab&name=a%20%2F%20b%26c";
const answer = (status: number, text: string) => Promise.resolve(new Response(JSON.stringify({ text }), { status, headers: { "content-type": "application/json" } }));
let early: typeof import("./early");
let look: () => Promise<unknown>;
let api: (typeof import("./client"))["api"];
const ask = vi.fn<typeof fetch>();
/** What is asked next gets this answer. */
const say = (text: string, status = 200) => ask.mockImplementation(() => answer(status, text));

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  vi.resetModules();
  vi.stubGlobal("fetch", ask);
  ask.mockReset();
  early = await import("./early");
  ({ api } = await import("./client"));
  look = async () => (await api.GET("/api/v1/projects/lookup", { params: { query: { workspace: "lab", name: "a / b&c" } } })).data;
});

test("a question that was asked early is not asked again, and its answer is used once", async () => {
  say("early");
  void early.askEarly(lookup);
  say("later");
  expect(await look()).toEqual({ text: "early" });
  expect(ask).toHaveBeenCalledTimes(1);
  expect(await look()).toEqual({ text: "later" });
});

test("what the app has asked by itself is not asked early too", async () => {
  say("first");
  await look();
  expect(early.askEarly(lookup)).toBeUndefined();
  say("later");
  expect(await look()).toEqual({ text: "later" });
  expect(ask).toHaveBeenCalledTimes(2);
});

test("once changes are told, nothing from before is used", async () => {
  say("early");
  void early.askEarly(lookup);
  vi.advanceTimersByTime(500);
  expect(early.askedSince()).toBeLessThanOrEqual(performance.now() - 500);
  early.endEarly();
  expect(early.askedSince()).toBe(performance.now());
  say("later");
  expect(await look()).toEqual({ text: "later" });
});

test("after a refusal nothing that was asked early is used: somebody may have signed in", async () => {
  say("refused", 401);
  void early.askEarly("/api/v1/me");
  void early.askEarly(lookup);
  expect((await api.GET("/api/v1/me")).response.status).toBe(401);
  say("later");
  expect(await look()).toEqual({ text: "later" });
});

test("an answer that nobody wanted in time is not used", async () => {
  say("early");
  void early.askEarly(lookup);
  vi.advanceTimersByTime(11_000);
  say("later");
  expect(await look()).toEqual({ text: "later" });
});
