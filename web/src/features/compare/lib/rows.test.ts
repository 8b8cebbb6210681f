import { describe, expect, it } from "vitest";
import type { Attribute } from "@/api/types";
import { readCompareAddress } from "./address";
import { compareRuns, filterSections } from "./rows";

const number = (path: string, value: number | "NaN"): Attribute => ({ type: "float", path, value });
const text = (path: string, value: string): Attribute => ({ type: "string", path, value });

const sections = compareRuns([
  [number("parameters/lr", 0.1), number("parameters/momentum", 0.9), text("data/hash", "x"), text("sys/id", "T-1"), number("score", "NaN")],
  [number("parameters/lr", 0.2), number("parameters/momentum", 0.9), text("sys/id", "T-2"), number("score", "NaN")],
]);

describe("Runs side by side", () => {
  it("are in sections, parameters first", () => {
    expect(sections.map(({ name, rows }) => [name, rows.map(({ path }) => path)])).toEqual([
      ["parameters", ["parameters/lr", "parameters/momentum"]],
      ["metrics", []],
      ["other", ["data/hash", "score"]],
      ["system", []],
    ]);
  });

  it("differ where a value differs or is missing, and not where both are NaN", () => {
    expect(filterSections(sections, false, undefined).flatMap(({ rows }) => rows.map(({ path }) => path))).toEqual(["parameters/lr", "data/hash"]);
  });

  it("are found by words of the path", () => {
    expect(filterSections(sections, true, "MOM param").flatMap(({ rows }) => rows.map(({ path }) => path))).toEqual(["parameters/momentum"]);
  });
});

describe("The address of a comparison", () => {
  it("takes runs as repeated keys or with commas, each once", () => {
    expect(readCompareAddress({ runs: ["T-1", "T-2,T-3", "T-1"] }).runs).toEqual(["T-1", "T-2", "T-3"]);
    expect(readCompareAddress({ runs: " , " }).runs).toBeUndefined();
  });
});
