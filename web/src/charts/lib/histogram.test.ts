import { describe, expect, it } from "vitest";
import { extentOf, histogramOf, quantileOf, sharesOf } from "./histogram";

const even = histogramOf(0, [0, 1, 2, 4], [1, 1, 2], false);

describe("A histogram", () => {
  it("has quantiles on the lines inside its bins", () => {
    expect([0, 0.25, 0.5, 0.75, 1].map((share) => quantileOf(even, share))).toEqual([0, 1, 2, 3, 4]);
    expect(quantileOf(histogramOf(0, [0, 1, 2], [0, 0], false), 0.5)).toBeNaN();
    expect(quantileOf(histogramOf(0, [0, 1, 2, 3], [0, 5, 0], false), 1)).toBe(2);
  });

  it("means the same in counts and in densities", () => {
    const density = histogramOf(0, [0, 1, 2, 4], [1, 1, 1], true);
    expect([...density.mass]).toEqual([...even.mass]);
  });

  it("loses no mass when it is cut anew, whatever the parts", () => {
    let seed = 11;
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    for (let round = 0; round < 50; round++) {
      const edges = Array.from({ length: 2 + Math.floor(random() * 30) }, () => random() * 20 - 10).toSorted((a, b) => a - b);
      const one = histogramOf(0, edges, edges.slice(1).map(() => Math.floor(random() * 5)), false);
      const range = extentOf([one]);
      if (!range) continue;
      const shares = sharesOf(one, range, 1 + Math.floor(random() * 40));
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    }
  });

  it("spans what holds something; an impossible figure holds nothing", () => {
    expect(extentOf([histogramOf(0, [0, 1, 2, 3], [0, 1, 0], false)])).toEqual([1, 2]);
    expect(extentOf([histogramOf(0, [0, 1], [Number.NaN], false)])).toBeUndefined();
    expect(extentOf([])).toBeUndefined();
  });
});
