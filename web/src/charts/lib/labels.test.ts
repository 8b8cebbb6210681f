import { describe, expect, it } from "vitest";
import { durationLabel, momentLabels, numberLabels, xText } from "./labels";

describe("Labels of numbers", () => {
  it("have the same decimals", () => {
    expect(numberLabels([0.1, 0.15, 0.2])).toEqual(["0.10", "0.15", "0.20"]);
    expect(numberLabels([-1, 0, 1])).toEqual(["−1", "0", "1"]);
  });

  it("use one prefix for large and exponents for tiny values", () => {
    expect(numberLabels([0, 20_000, 40_000])).toEqual(["0", "20k", "40k"]);
    expect(numberLabels([1_000_000, 1_500_000])).toEqual(["1.0M", "1.5M"]);
    expect(numberLabels([1e-7, 2e-7])).toEqual(["1e-7", "2e-7"]);
    expect(numberLabels([0, 5000])).toEqual(["0", "5000"]);
  });

  it("of log scales are each in their shortest form", () => {
    expect(numberLabels([1e-4, 0.01, 1, 100, 1e6], true)).toEqual(["1e-4", "0.01", "1", "100", "1M"]);
  });
});

describe("Labels of time", () => {
  it("name a length in its two largest units", () => {
    expect([0, 0.25, 45, 150, 3600, 108_000].map(durationLabel)).toEqual(["0", "0.25s", "45s", "2m 30s", "1h", "1d 6h"]);
    expect(durationLabel(-90)).toBe("−1m 30s");
  });

  it("name the date where a day begins", () => {
    const at = (text: string) => new Date(text).getTime() / 1000;
    expect(momentLabels([at("2026-05-03T12:00:00"), at("2026-05-04T00:00:00")], "en")).toEqual(["12:00", "May 4"]);
    expect(momentLabels([at("2026-05-03T00:00:00"), at("2026-05-05T00:00:00")], "zh-CN")).toEqual(["5月3日", "5月5日"]);
  });

  it("say one step exactly", () => {
    expect(xText(1234, "step", "en")).toBe("1234");
    expect(xText(0.5, "step", "en")).toBe("0.5");
  });
});
