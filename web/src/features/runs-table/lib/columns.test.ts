import { describe, expect, it } from "vitest";
import { nextSorts, readSorts, writeSorts } from "./address";
import { between, splitPath } from "./columns";

const by = (path: string, descending = false) => ({ path, aggregate: "last", descending }) as const;

describe("Sorting", () => {
  it("goes up, down, and back to the table's own order", () => {
    const up = nextSorts([], by("a"), false);
    const down = nextSorts(up, by("a"), false);
    expect([up, down, nextSorts(down, by("a"), false)]).toEqual([[by("a")], [by("a", true)], []]);
  });

  it("keeps the other columns with shift", () => {
    expect(nextSorts([by("a")], by("b"), true)).toEqual([by("a"), by("b")]);
    expect(nextSorts([by("a"), by("b")], by("a"), true)).toEqual([by("a", true), by("b")]);
    expect(nextSorts([by("a", true), by("b")], by("a"), true)).toEqual([by("b")]);
  });

  it("comes back from the address", () => {
    const sorts = [by("a", true), { path: "-x(y)", aggregate: "min", descending: false }] as const;
    expect(readSorts(writeSorts(sorts))).toEqual(sorts);
    expect(writeSorts(readSorts(undefined))).toBeUndefined();
  });
});

describe("Columns", () => {
  it("split a path into what may be cut and what may not", () => {
    expect(splitPath("train/metrics/loss")).toEqual({ namespace: "train/metrics", name: "/loss" });
    expect(splitPath("loss")).toEqual({ namespace: "", name: "loss" });
  });

  it("know what lies between two rows", () => {
    expect(between(["a", "b", "c", "d"], "c", "a")).toEqual(["a", "b", "c"]);
    expect(between(["a", "b"], "z", "a")).toEqual(["a"]);
  });
});
