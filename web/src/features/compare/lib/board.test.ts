import { expect, it } from "vitest";
import { boardOf } from "./board";

it("A page of charts is kept with its runs, or with the rule that finds them", () => {
  const address = { tq: "adam", where: "`a` = 1", show: ["top:20"], y: "log" as const, mix: ["gap~=a - b"], range: "1~2", chart: "a", view: "table" as const };
  expect(boardOf(address, ["D-1", "D-2"])).toEqual({ q: "adam", where: "`a` = 1", show: ["D-1", "D-2"], tab: "charts", "ch.y": "log", "ch.mix": ["gap~=a - b"] });
  expect(boardOf(address, undefined)).toEqual({ q: "adam", where: "`a` = 1", show: ["top:20"], tab: "charts", "ch.y": "log", "ch.mix": ["gap~=a - b"] });
  expect(boardOf({}, [])).toEqual({ show: ["none"], tab: "charts" });
});
