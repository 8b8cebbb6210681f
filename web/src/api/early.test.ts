import { beforeEach, expect, test, vi } from "vitest";
import { api } from "./client";
import { askEarly } from "./early";

const lookup = "/api/v1/projects/lookup?workspace=lab&name=a%20%2F%20b%26c";
const look = () => api.GET("/api/v1/projects/lookup", { params: { query: { workspace: "lab", name: "a / b&c" } } });
const answer = (status: number) => Promise.resolve(new Response(JSON.stringify({ status }), { status, headers: { "content-type": "application/json" } }));

beforeEach(() => vi.useFakeTimers({ toFake: ["performance"] }));

test("a question that was asked early is not asked again, and its answer is used once", async () => {
  const ask = vi.spyOn(globalThis, "fetch").mockImplementation(() => answer(200));
  void askEarly(lookup);
  expect((await look()).data).toEqual({ status: 200 });
  expect(ask).toHaveBeenCalledTimes(1);
  await look();
  expect(ask).toHaveBeenCalledTimes(2);
});

test("after a refusal nothing that was asked early is used: somebody may have signed in", async () => {
  const ask = vi.spyOn(globalThis, "fetch").mockImplementation(() => answer(401));
  void askEarly("/api/v1/me");
  void askEarly(lookup);
  expect((await api.GET("/api/v1/me")).response.status).toBe(401);
  ask.mockImplementation(() => answer(200));
  expect((await look()).response.status).toBe(200);
});

test("an answer that nobody wanted in time is not used", async () => {
  const ask = vi.spyOn(globalThis, "fetch").mockImplementation(() => answer(200));
  void askEarly(lookup);
  vi.advanceTimersByTime(11_000);
  await look();
  expect(ask).toHaveBeenCalledTimes(2);
});
