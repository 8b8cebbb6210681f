import { describe, expect, it } from "vitest";
import { halvesOf, isOneTypoApart, similarTo } from "./similar";

describe("A typo", () => {
  it.each([["baselne"], ["baselinee"], ["baselime"], ["abseline"], ["baselien"]])("as in %s is one step from the word, and a part of it stands in both", (typed) => {
    expect(isOneTypoApart(typed, "baseline")).toBe(true);
    expect(halvesOf(typed).some((part) => "baseline".includes(part))).toBe(true);
  });

  it.each([["baseline"], ["bsln"], ["line"], ["baxelime"]])("is not what sets %s apart", (typed) => {
    expect(isOneTypoApart(typed, "baseline")).toBe(false);
  });

  it("is found in words and whole texts, which are shown as they are written", () => {
    expect(similarTo("warmpu", ["Warmup 2k, cosine", "warm up", "other"])).toEqual(["Warmup"]);
    expect(similarTo("resnet5", ["resnet50", "resnet/50"])).toEqual(["resnet50", "resnet"]);
  });
});
