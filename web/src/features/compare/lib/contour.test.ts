import { describe, expect, it } from "vitest";
import { contoursOf, hullOf } from "./contour";

describe("Contours", () => {
  const slope = [{ x: 0, y: 0, z: 0 }, { x: 0, y: 100, z: 0 }, { x: 100, y: 0, z: 1 }, { x: 100, y: 100, z: 1 }];

  it("run between what is lower and what is higher", () => {
    const contours = contoursOf(slope);
    expect(contours.map(({ level }) => level)).toEqual([0.2, 0.4, 0.6, 0.8].filter((level) => contours.some((one) => one.level === level)));
    for (const { level, pieces } of contours) {
      expect(pieces.length).toBeGreaterThan(0);
      for (const piece of pieces) for (const [x] of piece) expect(x > 50).toBe(level > 0.5);
    }
  });

  it("say nothing outside of the runs, and nothing where runs lie on a line or are alike", () => {
    const triangle = [{ x: 0, y: 0, z: 0 }, { x: 100, y: 0, z: 1 }, { x: 0, y: 100, z: 2 }];
    const pieces = contoursOf(triangle).flatMap(({ pieces }) => pieces.flat());
    expect(pieces.length).toBeGreaterThan(0);
    for (const [x, y] of pieces) expect(x + y).toBeLessThanOrEqual(100 + 1e-3);
    expect(contoursOf([{ x: 0, y: 0, z: 0 }, { x: 1, y: 1, z: 1 }, { x: 2, y: 2, z: 3 }])).toEqual([]);
    expect(contoursOf(slope.map((sample) => ({ ...sample, z: 1 })))).toEqual([]);
    expect(contoursOf([])).toEqual([]);
  });
});

it("The hull of points has those at the outside", () => {
  expect(hullOf([[0, 0], [2, 0], [1, 1], [2, 2], [0, 2], [1, 0]]).toSorted()).toEqual([[0, 0], [0, 2], [2, 0], [2, 2]]);
});
