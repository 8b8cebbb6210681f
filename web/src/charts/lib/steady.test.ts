import { expect, it } from "vitest";
import { steadyWidth } from "./steady";

it("The width of steady buckets is the server's", () => {
  // The figures of SeriesContract.Steady_buckets_stay_as_they_are_while_points_arrive.
  expect(steadyWidth(0, 159, 100)).toBe(1.75);
  expect(steadyWidth(0, 169, 100)).toBe(1.75);
  expect(steadyWidth(0, 149, 100)).toBe(1.5);
  expect(steadyWidth(5, 5, 100)).toBeUndefined();
  expect(steadyWidth(-1, 1, 1)).toBeUndefined();
});

it("It needs no more buckets than are allowed, and grows by a quarter at most", () => {
  let seed = 3;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let i = 0; i < 500; i++) {
    const least = (random() - 0.5) * 10 ** (random() * 12 - 3);
    const greatest = least + random() * 10 ** (random() * 12 - 3);
    const width = steadyWidth(least, greatest, 300);
    if (width === undefined) continue;
    expect(Math.floor(greatest / width) - Math.floor(least / width)).toBeLessThan(300);
    expect(width).toBeLessThanOrEqual(((greatest - least) / 300) * 1.25 * 1.25);
  }
});
