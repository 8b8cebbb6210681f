import { describe, expect, it } from "vitest";
import type { Attribute } from "@/api/types";
import { isParameter } from "@/lib/attribute-text";
import { searchAttributes, treeRows } from "./tree";

const text = (path: string, value = "x"): Attribute => ({ type: "string", path, value });
const attributes = [text("b"), text("train/layer10/w"), text("train/layer2/w"), text("train/loss"), text("sys/name", "Ünder Water")];

describe("The tree of attributes", () => {
  it("lists namespaces first, in natural order, with what they hold", () => {
    expect(treeRows(attributes, () => true).map(({ kind, path, depth }) => `${kind[0]} ${depth} ${path}`)).toEqual([
      "n 0 sys",
      "a 1 sys/name",
      "n 0 train",
      "n 1 train/layer2",
      "a 2 train/layer2/w",
      "n 1 train/layer10",
      "a 2 train/layer10/w",
      "a 1 train/loss",
      "a 0 b",
    ]);
  });

  it("shows nothing of what is inside closed namespaces, but counts it", () => {
    const rows = treeRows(attributes, (path) => path === "sys");
    expect(rows.map(({ path }) => path)).toEqual(["sys", "sys/name", "train", "b"]);
    expect(rows[2]).toMatchObject({ count: 3, isOpen: false });
  });

  it("is searched by path and by value", () => {
    const found = (words: string) => searchAttributes(attributes, words).map(({ path }) => path);
    expect(found("LAYER w")).toEqual(["train/layer10/w", "train/layer2/w"]);
    expect(found("ünder")).toEqual(["sys/name"]);
    expect(found("  ")).toHaveLength(5);
  });
});

describe("Parameters", () => {
  it("are values below a namespace with a usual name", () => {
    expect(isParameter(text("parameters/lr"))).toBe(true);
    expect(isParameter(text("training/Hyperparameters/lr"))).toBe(true);
    expect(isParameter(text("parameters"))).toBe(false);
    expect(isParameter({ type: "fileSeries", path: "parameters/x" })).toBe(false);
  });
});
