import { expect, it } from "vitest";
import { lastingOf, readSaved } from "./saved-settings";

it("Of saved settings only what is understood is taken, and only what lasts", () => {
  expect(readSaved('{"stars":["a",1,"b"],"page":{"y":"log","q":"x","smooth":"40","size":"huge"}}')).toEqual({ stars: ["a", "b"], page: { y: "log", smooth: "40" } });
  for (const state of [null, "{", "[1]", '"a"', '{"stars":{},"page":7}']) expect(readSaved(state)).toEqual({ stars: [], page: {} });
  expect(lastingOf({ y: "log", range: "1~2", chart: "loss", cols: "3" })).toEqual({ y: "log", cols: "3" });
});
