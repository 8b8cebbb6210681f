import { describe, expect, it } from "vitest";
import { pointColumns } from "./columns-builder";
import { gestureOf } from "./gesture";
import { styleOfRun, stylesOfRuns } from "./line-style";
import { projection, unprojection } from "./projection";
import { byValue, fitRows, nearestReading, readAt } from "./readout";

describe("The look of a run", () => {
  it("is the same everywhere and differs between neighbours", () => {
    expect(styleOfRun("TITA-1")).toEqual({ color: 0, dash: 0, marker: 0 });
    expect(styleOfRun("TITA-2").color).toBe(1);
    expect(styleOfRun("TITA-9")).toEqual({ color: 0, dash: 1, marker: 1 });
    expect(styleOfRun("no number")).toEqual(styleOfRun("no number"));
  });

  it("moves only where two shown runs would look the same", () => {
    const styles = stylesOfRuns([
      { id: "a", shortId: "TITA-1" },
      { id: "b", shortId: "TITA-33" },
      { id: "c", shortId: "TITA-3" },
    ]);
    expect(styles.get("a")).toMatchObject({ color: 0, dash: 0 });
    expect(styles.get("b")).toMatchObject({ color: 1, dash: 0 });
    expect(styles.get("c")).toMatchObject({ color: 2, dash: 0 });
  });

  it("is given to more runs than there are looks", () => {
    expect(stylesOfRuns(Array.from({ length: 100 }, (_, i) => ({ id: String(i), shortId: `T-${i}` }))).size).toBe(100);
  });
});

describe("A projection", () => {
  it.each(["linear", "log", "symlog"] as const)("of a %s scale comes back by its inverse", (scale) => {
    const range = scale === "log" ? ([1e-5, 10] as const) : ([-3, 40] as const);
    const forward = projection(scale, range, 200, 0);
    const back = unprojection(scale, range, 200, 0);
    expect(forward(range[0])).toBeCloseTo(200);
    expect(forward(range[1])).toBeCloseTo(0);
    for (const pixel of [0, 50, 199]) expect(forward(back(pixel))).toBeCloseTo(pixel);
  });
});

describe("A drag", () => {
  const from = { x: 100, y: 100 };
  it("is told by its direction", () => {
    expect(gestureOf(from, { x: 102, y: 101 }, false)).toBe("none");
    expect(gestureOf(from, { x: 180, y: 110 }, false)).toBe("x");
    expect(gestureOf(from, { x: 105, y: 160 }, false)).toBe("y");
    expect(gestureOf(from, { x: 150, y: 160 }, false)).toBe("box");
    expect(gestureOf(from, { x: 180, y: 110 }, true)).toBe("pan");
  });
});

describe("Readings", () => {
  const line = (id: string, points: [number, number][]) => {
    const columns = pointColumns(points, id);
    return { id, columns, values: columns.mean };
  };
  const lines = [line("a", [[0, 1], [10, 2]]), line("b", [[0, 5], [4, Number.NaN]]), line("c", [])];

  it("come from the bucket nearest to the crosshair", () => {
    expect(readAt(lines, 3, 1)).toEqual([
      { lineId: "a", index: 0, value: 1 },
      { lineId: "b", index: 1, value: Number.NaN },
    ]);
  });

  it("leave out lines that have ended", () => {
    expect(readAt(lines, 9, 1).map(({ lineId }) => lineId)).toEqual(["a"]);
    expect(readAt(lines, 4.5, 1).map(({ lineId }) => lineId)).toEqual(["a", "b"]);
  });

  it("are sorted by value, those without a number last", () => {
    expect(readAt(lines, 3, 1).toSorted(byValue).map(({ lineId }) => lineId)).toEqual(["a", "b"]);
    expect(readAt(lines, 0, 1).toSorted(byValue).map(({ lineId }) => lineId)).toEqual(["b", "a"]);
  });

  it("name the line nearest to the pointer within reach", () => {
    const readings = readAt(lines, 0, 1);
    expect(nearestReading(readings, (value) => value * 10, 46, 8)?.lineId).toBe("b");
    expect(nearestReading(readings, (value) => value * 10, 30, 8)).toBeUndefined();
  });

  it("that do not fit keep the nearest line in view", () => {
    const many = Array.from({ length: 100 }, (_, i) => ({ lineId: String(i), index: 0, value: -i }));
    const rows = fitRows(many, "50", 10);
    expect(rows).toHaveLength(10);
    expect(rows.some(({ lineId }) => lineId === "50")).toBe(true);
    expect(fitRows(many, "99", 10).at(-1)?.lineId).toBe("99");
    expect(fitRows(many, undefined, 10)[0]?.lineId).toBe("0");
  });
});
