import { describe, expect, it } from "vitest";
import type { Attribute } from "@/api/types";
import { asJson, asPython } from "./parameter-text";
import { findIndex, putIndex } from "./address";

const parameters: Attribute[] = [
  { type: "float", path: "parameters/lr", value: 0.01 },
  { type: "float", path: "parameters/clip", value: "Infinity" },
  { type: "bool", path: "parameters/amp", value: true },
  { type: "string", path: 'parameters/"odd"', value: "a\nb" },
  { type: "stringSet", path: "parameters/layers", value: ["x", "y"] },
];

describe("Copied parameters", () => {
  it("are valid JSON", () => {
    expect(JSON.parse(asJson(parameters))).toMatchObject({ "parameters/lr": 0.01, "parameters/clip": "Infinity", 'parameters/"odd"': "a\nb" });
  });

  it("are a Python dict", () => {
    expect(asPython(parameters)).toBe(`{
    "parameters/lr": 0.01,
    "parameters/clip": float("inf"),
    "parameters/amp": True,
    "parameters/\\"odd\\"": "a\\nb",
    "parameters/layers": {"x", "y"},
}`);
  });
});

describe("The shown entry of a file series", () => {
  it("is kept by path, whatever marks the path holds", () => {
    const entries = putIndex(putIndex(undefined, "a~1", 3), "a", 7);
    expect(findIndex(entries, "a~1")).toBe(3);
    expect(findIndex(entries, "a")).toBe(7);
    expect(putIndex(putIndex(entries, "a", undefined), "a~1", undefined)).toBeUndefined();
    expect(findIndex(["a~x"], "a")).toBeUndefined();
  });
});
