import { describe, expect, it } from "vitest";
import { filterOfRule, sortOfRule } from "./table-rule";

const rule = { text: undefined, where: undefined, place: undefined, sort: undefined } as const;

describe("What the table lists", () => {
  it("is asked for as the table asks: archived runs only where they are looked for", () => {
    expect(filterOfRule(rule)).toEqual({ text: null, nql: "NOT (`sys/archived`:bool = true)", scope: "active" });
    expect(filterOfRule({ ...rule, where: "a = 1 OR b = 2", text: "x" })).toEqual({ text: "x", nql: "(a = 1 OR b = 2) AND (NOT (`sys/archived`:bool = true))", scope: "active" });
    expect(filterOfRule({ ...rule, place: "trash" })).toEqual({ text: null, nql: "", scope: "trashed" });
  });

  it("is in the order of the table's columns, which may be figures of series", () => {
    expect(sortOfRule(rule)).toEqual([{ path: "sys/creation_time", aggregate: "last", descending: true }]);
    expect(sortOfRule({ ...rule, sort: ["-min(val/loss)", "a(b)~~c"] })).toEqual([
      { path: "val/loss", aggregate: "min", descending: true },
      { path: "a(b)~c", aggregate: "last", descending: false },
    ]);
  });
});
