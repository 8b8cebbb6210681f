import { describe, expect, it } from "vitest";
import type { Attribute, AttributeMatch } from "@/api/types";
import { pathFilter } from "@/charts/lib/sections";
import { readCompareAddress, readRunName } from "./address";
import { changeOf, compareRuns, extremesOf, filterSections, numberOf, toLines } from "./rows";

const number = (path: string, value: number | "NaN"): Attribute => ({ type: "float", path, value });
const text = (path: string, value: string): Attribute => ({ type: "string", path, value });

/** As the search finds them and the table of runs answers them. */
function known(...runs: Attribute[][]): readonly [AttributeMatch[], Map<string, Attribute | null>[]] {
  const paths = new Map(runs.flat().map(({ path, type }) => [path, type]));
  const matches = [...paths].map(([path, type]) => ({ path, type, runs: runs.filter((list) => list.some((one) => one.path === path)).length }));
  return [matches.toSorted((a, b) => a.path.localeCompare(b.path)), runs.map((list) => new Map(matches.map(({ path }) => [path, list.find((one) => one.path === path) ?? null])))];
}

const sections = compareRuns(
  ...known(
    [number("parameters/lr", 0.1), number("parameters/momentum", 0.9), text("data/hash", "x"), text("sys/id", "T-1"), number("score", "NaN")],
    [number("parameters/lr", 0.2), number("parameters/momentum", 0.9), text("sys/id", "T-2"), number("score", "NaN")],
  ),
  undefined,
);

describe("Runs side by side", () => {
  it("are in sections, parameters first", () => {
    expect(sections.map(({ name, rows }) => [name, rows.map(({ path }) => path)])).toEqual([
      ["parameters", ["parameters/lr", "parameters/momentum"]],
      ["metrics", []],
      ["source", []],
      ["system", []],
      ["other", ["data/hash", "score"]],
    ]);
  });

  it("differ where a value differs or is missing, and not where both are NaN", () => {
    expect(filterSections(sections, false, () => true).flatMap(({ rows }) => rows.map(({ path }) => path))).toEqual(["parameters/lr", "data/hash"]);
  });

  it("differ as the server says as long as their values are not known, and may do so where it says nothing", () => {
    const [matches] = known([number("a", 1), number("b", 1), text("c", "x")], [number("a", 2), number("b", 1), text("c", "x")]);
    const unknown = [new Map<string, Attribute | null>(), new Map<string, Attribute | null>()];
    const differing = (set: ReadonlySet<string> | undefined) => compareRuns([...matches, { path: "d", type: "floatSeries", runs: 2 }, { path: "e", type: "int", runs: 1 }], unknown, set)
      .flatMap(({ rows }) => rows).filter(({ differs }) => differs).map(({ path }) => path).toSorted();
    expect(differing(new Set(["a"]))).toEqual(["a", "d", "e"]);
    expect(differing(undefined)).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("are found by words of the path", () => {
    expect(filterSections(sections, true, pathFilter("MOM param").accepts).flatMap(({ rows }) => rows.map(({ path }) => path))).toEqual(["parameters/momentum"]);
  });

  it("fold by section and by namespace", () => {
    const many = compareRuns(...known([number("a/x", 1), number("b/y", 1), number("b/z", 1)], [number("a/x", 2), number("b/y", 2), number("b/z", 2)]), undefined);
    const keys = (...shut: string[]) => toLines(many.filter(({ rows }) => rows.length > 0), new Set(shut)).map(({ key }) => key);
    expect(keys()).toEqual(["other", "other:a", "a/x", "other:b", "b/y", "b/z"]);
    expect(keys("other:b")).toEqual(["other", "other:a", "a/x", "other:b"]);
    expect(keys("other")).toEqual(["other"]);
  });
});

describe("Numbers of a row", () => {
  it("say how far they lie from the reference", () => {
    expect(changeOf(1.5, 1)).toEqual({ by: 0.5, share: 0.5 });
    expect(changeOf(-1, -2)).toEqual({ by: 1, share: 0.5 });
    expect(changeOf(1, 0)).toEqual({ by: 1, share: undefined });
    expect([changeOf(1, 1), changeOf(undefined, 1), changeOf(Number.NaN, 1)]).toEqual([undefined, undefined, undefined]);
  });

  it("mark the lowest and the highest, unless all are the same", () => {
    expect(extremesOf([3, undefined, 1, Number.NaN])).toEqual({ least: 1, greatest: 3 });
    expect(extremesOf([2, 2])).toBeUndefined();
    expect(extremesOf([2, undefined])).toBeUndefined();
  });

  it("stand for a series by the figure that was asked for", () => {
    const series: Attribute = { type: "floatSeries", path: "loss", value: 3, count: 4, nanCount: 0, firstStep: 0, first: 9, lastStep: 3, lastUnixMicros: 1, min: 1, max: 9, mean: 4, variance: 16, display: null };
    expect((["last", "first", "min", "max", "mean", "std"] as const).map((aggregate) => numberOf(series, aggregate))).toEqual([3, 9, 1, 9, 4, 4]);
    expect(numberOf(text("a", "7"), "last")).toBeUndefined();
  });
});

describe("The address of a comparison", () => {
  it("takes runs as repeated keys or with commas, each once", () => {
    expect(readCompareAddress({ runs: ["T-1", "T-2,T-3", "T-1"] }).runs).toEqual(["T-1", "T-2", "T-3"]);
    expect(readCompareAddress({ runs: " , " }).runs).toBeUndefined();
  });

  it("names runs of other projects by their place", () => {
    expect(readRunName("T-1")).toEqual({ text: "T-1", shortId: "T-1", place: undefined });
    expect(readRunName("lab/digits:DIG-4")).toEqual({ text: "lab/digits:DIG-4", shortId: "DIG-4", place: { workspace: "lab", project: "digits" } });
    expect(readRunName("odd:name").place).toBeUndefined();
  });
});
