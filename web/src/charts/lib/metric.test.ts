import { describe, expect, it } from "vitest";
import { axisSourceOf, formulaOf, metricOfFormula, metricOfPath, nameAt, nameOfMetric, quoteName, sourceOf } from "./metric";

describe("A metric", () => {
  it("is a path or a formula, whatever signs a path begins with", () => {
    for (const path of ["train/loss", "=train", "==x", "a = b"]) {
      expect([formulaOf(metricOfPath(path)), nameOfMetric(metricOfPath(path)), sourceOf(metricOfPath(path))]).toEqual([undefined, path, { path }]);
    }
    const metric = metricOfFormula(" val/loss - train/loss ");
    expect([nameOfMetric(metric), sourceOf(metric), axisSourceOf(metric)]).toEqual(["val/loss - train/loss", { formula: "val/loss - train/loss" }, { xFormula: "val/loss - train/loss" }]);
  });

  it("is named in a formula with backticks where it must be", () => {
    expect(["val/loss", "损失/验证", "val-loss", "a/", "9x", "a`b"].map(quoteName)).toEqual(["val/loss", "损失/验证", "`val-loss`", "`a/`", "`9x`", "`a``b`"]);
  });

  it("is what is being written before the cursor", () => {
    expect(nameAt("val/loss - tra", 14)).toEqual({ from: 11, text: "tra" });
    expect(nameAt("max(val/lo", 10)).toEqual({ from: 4, text: "val/lo" });
    expect([nameAt("a + ", 4), nameAt("", 0), nameAt("2", 1)]).toEqual([undefined, undefined, undefined]);
  });
});
