import { describe, expect, it } from "vitest";
import { findRange, putRange, readChartsAddress, readRange, readStrength, writeRange, writeStrength } from "./address";
import { pathFilter, toSections } from "./sections";

describe("The address of a page of charts", () => {
  it("leaves out what is not known", () => {
    expect(readChartsAddress({ x: "sideways", y: "log", size: "huge", outliers: "yes" })).toMatchObject({
      x: undefined,
      y: "log",
      size: undefined,
      outliers: undefined,
    });
  });

  it("keeps ranges exactly, and refuses texts that are none", () => {
    expect(readRange(writeRange([0.1, 1_763_653_342.25]))).toEqual([0.1, 1_763_653_342.25]);
    for (const text of ["", "1", "2~1", "a~b", "~", "1~2~3", "1~Infinity"]) expect(readRange(text)).toBeUndefined();
  });

  it("keeps the ranges of single charts apart, whatever their names", () => {
    const ranges = putRange(putRange(undefined, "a~1~2", [0, 1]), "a", [5, 6]);
    expect(findRange(ranges, "a~1~2")).toEqual([0, 1]);
    expect(findRange(ranges, "a")).toEqual([5, 6]);
    expect(findRange(putRange(ranges, "a", [7, 8]), "a")).toEqual([7, 8]);
    expect(putRange(putRange(ranges, "a", undefined), "a~1~2", undefined)).toBeUndefined();
  });

  it("holds the strength of smoothing in hundredths", () => {
    expect(readStrength(writeStrength(0.6))).toBe(0.6);
    expect(writeStrength(0)).toBeUndefined();
    expect([readStrength("999"), readStrength("much"), readStrength("-4")]).toEqual([1, 0, 0]);
  });
});

describe("Sections", () => {
  it("are namespaces in natural order, with monitoring last", () => {
    expect(toSections(["monitoring/cpu", "train/loss", "lr", "train/acc", "train/layer10/w", "train/layer2/w", "train/layer2/b", "train/layer10/b"])).toEqual([
      { name: "", paths: ["lr"] },
      { name: "train", paths: ["train/acc", "train/loss"] },
      { name: "train/layer2", paths: ["train/layer2/b", "train/layer2/w"] },
      { name: "train/layer10", paths: ["train/layer10/b", "train/layer10/w"] },
      { name: "monitoring", paths: ["monitoring/cpu"] },
    ]);
  });
});

describe("Namespaces with a single chart", () => {
  it("join the one around them", () => {
    expect(toSections(["layers/0/w1/std", "layers/0/w0/std", "layers/1/w0/std", "layers/1/w0/mean", "a/b/c/d"])).toEqual([
      { name: "a", paths: ["a/b/c/d"] },
      { name: "layers/0", paths: ["layers/0/w0/std", "layers/0/w1/std"] },
      { name: "layers/1/w0", paths: ["layers/1/w0/mean", "layers/1/w0/std"] },
    ]);
  });
});

describe("The filter of charts", () => {
  const matches = (text: string) => ["train/loss", "val/Loss", "train/acc"].filter(pathFilter(text).accepts);
  it("wants all words in any case", () => {
    expect(matches("LOSS train")).toEqual(["train/loss"]);
    expect(matches("")).toHaveLength(3);
  });
  it("takes a regular expression between slashes, and says when it is none", () => {
    expect(matches("/^(val|train).loss$/")).toEqual(["train/loss", "val/Loss"]);
    expect(pathFilter("/(/").isBroken).toBe(true);
  });
});
