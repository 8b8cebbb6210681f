import { describe, expect, it } from "vitest";
import type { Attribute } from "@/api/types";
import { axisChoices, brushed, isInside, paretoFront, placing, readAxis, readBrush, valuesOf, writeAxis, writeBrush } from "./axes";

const number = (path: string, value: number | "NaN"): Attribute => ({ type: "float", path, value });
const text = (path: string, value: string): Attribute => ({ type: "string", path, value });
const byRun = (...runs: Attribute[][]) => runs.map((list) => new Map<string, Attribute | null>(list.map((attribute) => [attribute.path, attribute])));

const runs = byRun([number("lr", 0.1), text("opt", "adam")], [number("lr", 0.001), text("opt", "sgd")], [number("lr", "NaN")]);

describe("An axis", () => {
  it("has numbers, or names when something is no number; what cannot be placed is missing", () => {
    expect(valuesOf("lr", runs, "last")).toMatchObject({ kind: "number", values: [0.1, 0.001, undefined], distinct: 2 });
    expect(valuesOf("opt", runs, "last")).toMatchObject({ kind: "category", values: ["adam", "sgd", undefined] });
    expect(valuesOf("x", byRun([number("x", 1)], [text("x", "auto")]), "last")).toMatchObject({ kind: "category", values: ["1", "auto"] });
  });

  it("runs from the least to the greatest, turned and on a log scale if wanted", () => {
    const lr = valuesOf("lr", runs, "last");
    expect([0.001, 0.1].map(placing({ ...lr, isDown: false, isLog: false }))).toEqual([0, 1]);
    expect(placing({ ...lr, isDown: true, isLog: true })(0.01)).toBeCloseTo(0.5);
    expect(placing({ ...lr, isDown: false, isLog: true })(-1)).toBeUndefined();
    expect(placing({ ...valuesOf("opt", runs, "last"), isDown: false, isLog: false })("sgd")).toBe(1);
  });

  it("comes back from the address, whatever its path", () => {
    for (const axis of [{ path: "a~log/b", isDown: true, isLog: true }, { path: "a", isDown: false, isLog: false }]) expect(readAxis(writeAxis(axis))).toEqual(axis);
    expect(readBrush(writeBrush({ path: "a~1~b", from: 2, to: 1.5 }))).toEqual({ path: "a~1~b", from: 1.5, to: 2 });
    expect([readBrush("x~1~a"), readBrush("1~2"), readBrush("")]).toEqual([undefined, undefined, undefined]);
  });

  it("is chosen first when its values differ, then metrics, then what says nothing", () => {
    const matches = (["a", "b", "loss", "sys/id", "files/x"] as const).map((path) => ({ path, runs: 2, type: path === "loss" ? ("floatSeries" as const) : path === "files/x" ? ("file" as const) : ("float" as const) }));
    expect(axisChoices(matches, ["b"]).map(({ path }) => path)).toEqual(["b", "loss", "a", "sys/id"]);
  });
});

describe("Brushes", () => {
  it("keep the runs that are inside all of them; a missing value is outside", () => {
    const axes = ["lr", "opt"].map((path) => ({ ...valuesOf(path, runs, "last"), isDown: false, isLog: false }));
    const inside = (...brushes: { path: string; from: number; to: number }[]) => [...brushed(3, axes, brushes)];
    expect(inside()).toEqual([0, 1, 2]);
    expect(inside({ path: "lr", from: 0, to: 1 })).toEqual([0, 1]);
    expect(inside({ path: "lr", from: 0, to: 1 }, { path: "opt", from: 1, to: 1 })).toEqual([1]);
  });
});

describe("The Pareto front", () => {
  it("has exactly the points that nothing beats", () => {
    let seed = 5;
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    for (const [lowX, lowY] of [[true, true], [true, false], [false, true], [false, false]] as const) {
      const points = Array.from({ length: 60 }, () => [Math.round(random() * 20), Math.round(random() * 20)] as const);
      const better = (a: number, b: number, low: boolean) => (low ? a <= b : a >= b);
      const beaten = points.map(([x, y]) => points.some(([px, py]) => better(px, x, lowX) && better(py, y, lowY) && (px !== x || py !== y)));
      const expected = new Set(points.filter((_, i) => !beaten[i]).map(String));
      expect(new Set(paretoFront(points, lowX, lowY).map((i) => String(points[i])))).toEqual(expected);
    }
  });

  it("leaves out runs without a place", () => {
    expect(paretoFront([undefined, [1, 1], [0, 2], [2, 2]], true, true)).toEqual([2, 1]);
  });
});

it("A lasso catches what is inside of it", () => {
  const square = [[0, 0], [10, 0], [10, 10], [0, 10]] as const;
  expect([isInside([5, 5], square), isInside([15, 5], square), isInside([-1, 5], square)]).toEqual([true, false, false]);
});
