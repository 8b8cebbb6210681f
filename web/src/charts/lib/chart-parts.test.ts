import { describe, expect, it } from "vitest";
import { readTexts } from "@/lib/texts";
import { linesOf } from "./chart-lines";
import { chartOfMix, readMix, writeMix } from "./chart-spec";
import { findOverride, putOverride, writeOverride } from "./overrides";
import { readSettings, withOverride } from "./settings";
import { readXChoice, writeXChoice } from "./x-axis";

const run = (shortId: string) => ({ id: `id-${shortId}`, shortId, name: `run ${shortId}`, style: { color: Number(shortId.slice(2)), dash: 0 } });

describe("Settings of one chart", () => {
  it("come back from the address, whatever they and the chart are called", () => {
    const chart = "odd;name:with~marks%";
    const override = { title: "a;b:c~d%e 手 \u202e", y: "log", base: "-1e-3" };
    const list = putOverride(["y:log~other"], chart, override);
    expect(findOverride(list, chart)).toEqual(override);
    expect(findOverride(list, "other")).toEqual({ y: "log" });
    expect(putOverride(list, chart, {})).toEqual(["y:log~other"]);
    expect(putOverride(["y:log~a"], "a", {})).toBeUndefined();
  });

  it("leave out what is unknown or means nothing", () => {
    expect(findOverride(["evil:1;y:log;:~a"], "a")).toEqual({ y: "log" });
    expect(findOverride(["y:log"], "y:log")).toEqual({});
    expect(writeOverride("a", { title: "" })).toBeUndefined();
    const page = readSettings({});
    expect(withOverride(page, { y: "sideways", width: "-3", base: "x", smooth: "no", x: "up" })).toEqual({ ...page, smoothing: 0 });
  });

  it("win over those of the page, and only where there are any", () => {
    const page = readSettings({ y: "log", smooth: "60", outliers: "cut" });
    expect(withOverride(page, { y: "linear", outliers: "keep", width: "99" })).toMatchObject({ yScale: "linear", smoothing: 0.6, cutOutliers: false, width: 5 });
  });
});

describe("The x axis", () => {
  it("may be another metric, whatever its path", () => {
    for (const text of ["step", "=train/tokens", "=step"]) expect(writeXChoice(readXChoice(text) ?? { axis: "step", metric: undefined })).toBe(text);
    expect([readXChoice("="), readXChoice("sideways")]).toEqual([undefined, undefined]);
  });
});

describe("A chart of several metrics", () => {
  it("comes back from the address", () => {
    for (const mix of [{ name: "a~b%", metrics: ["x~y", "z", "=x~y / `a b`", "==odd"], pattern: undefined }, { name: "loss", metrics: [], pattern: "loss~$" }, { name: "both", metrics: ["=a - b"], pattern: "^a" }]) {
      expect(readMix(writeMix(mix))).toEqual(mix);
    }
    expect([readMix("only a name"), readMix("~a"), readMix("a~")]).toEqual([undefined, undefined, undefined]);
  });

  it("follows its pattern to metrics that are new", () => {
    const text = writeMix({ name: "losses", metrics: [], pattern: "loss$" });
    expect(chartOfMix(text, ["train/loss", "lr"])?.metrics).toEqual(["train/loss"]);
    expect(chartOfMix(text, ["train/loss", "lr", "val/loss"])?.metrics).toEqual(["train/loss", "val/loss"]);
    expect(chartOfMix(writeMix({ name: "b", metrics: [], pattern: "(" }), ["a"])?.metrics).toEqual([]);
  });
});

describe("Stars", () => {
  it("are a list of paths, and nothing else is taken for one", () => {
    expect(readTexts('["a","b"]')).toEqual(["a", "b"]);
    expect(readTexts(undefined)).toEqual([]);
    expect([readTexts("{"), readTexts("[1]"), readTexts('"a"')]).toEqual([undefined, undefined, undefined]);
  });
});

describe("Lines of a chart", () => {
  it("look like their run, or like their metric when there is one run", () => {
    expect(linesOf(["a"], [run("T-1"), run("T-2")]).map(({ key, name, style }) => [key, name, style.color])).toEqual([["T-1", "run T-1", 1], ["T-2", "run T-2", 2]]);
    expect(linesOf(["m/train/loss", "m/val/loss"], [run("T-1")]).map(({ key, name, style }) => [key, name, style.color])).toEqual([["m/train/loss", "train/loss", 0], ["m/val/loss", "val/loss", 1]]);
    expect(linesOf(["a", "b"], [run("T-1"), run("T-2")]).map(({ key, style }) => [key, style.color, style.dash])).toEqual([["T-1 a", 1, 0], ["T-1 b", 1, 1], ["T-2 a", 2, 0], ["T-2 b", 2, 1]]);
  });
});
