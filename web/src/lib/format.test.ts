// @vitest-environment node
import { expect, it } from "vitest";
import { formatBytes, formatDuration, formatNumber } from "./format";

it.each([
  [0.1234567, "0.123457"],
  [0.1, "0.1"],
  [-3, "-3"],
  [1_000_000, "1000000"],
  [1_234_567.8, "1.23457e6"],
  [0.00001, "1e-5"],
  [Number.NaN, "NaN"],
  [Number.POSITIVE_INFINITY, "∞"],
  [Number.NEGATIVE_INFINITY, "-∞"],
  [0, "0"],
])("The value %d is written %s", (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

it("Sizes and lengths of time are short", () => {
  expect([formatBytes(0), formatBytes(999), formatBytes(1_234_567)]).toEqual(["0 B", "999 B", "1.2 MB"]);
  expect([formatDuration(0.25), formatDuration(245), formatDuration(7_400)]).toEqual(["250 ms", "4m 05s", "2h 03m"]);
});
