import { describe, expect, it } from "vitest";
import { askedRange, bucketsFor } from "./buckets-for";
import { columnsOfTable, countNonFinite, firstNonFiniteX, type SeriesColumns } from "./columns";
import { pointColumns } from "./columns-builder";
import { widen, xExtent, yExtent } from "./extent";
import { lowerBound, nearestIndex } from "./nearest";
import { smoothingFor } from "./smoothing";

const column = (...values: number[]) => Float64Array.from(values);

describe("Columns", () => {
  const figures: Record<string, number[]> = {
    firstX: [0, 8], lastX: [2, 8], count: [3, 2], min: [0.5, Number.NaN], last: [0.5, Number.POSITIVE_INFINITY], nanCount: [0, 1], positiveInfinityCount: [0, 1],
  };
  const table = { runId: "r", path: "loss", from: 0, to: 10, total: 5, parts: 0, rows: 2, column: (name: string) => figures[name] && column(...figures[name]) };

  it("stand in the middle of what their bucket holds", () => {
    expect([...columnsOfTable(table).x]).toEqual([1, 8]);
  });

  it("keep values that are not finite, and count them", () => {
    const columns = columnsOfTable(table);
    expect([...columns.last]).toEqual([0.5, Number.POSITIVE_INFINITY]);
    expect(countNonFinite(columns)).toBe(2);
    expect(firstNonFiniteX(columns)).toBe(8);
    expect(firstNonFiniteX(pointColumns([[0, 1]]))).toBeUndefined();
  });
});

describe("The nearest index", () => {
  it("is found between, before and behind all elements", () => {
    const sorted = column(1, 3, 10);
    expect([0, 1.9, 2, 2.1, 9, 99].map((x) => nearestIndex(sorted, x))).toEqual([0, 0, 0, 1, 2, 2]);
    expect(nearestIndex(column(), 5)).toBe(-1);
    expect(lowerBound(sorted, 3)).toBe(1);
  });
});

describe("Smoothing", () => {
  it("is asked for by weight, window or deviation, and not at all at zero", () => {
    expect(smoothingFor("exponential", 0)).toBeUndefined();
    expect(smoothingFor("exponential", 1)).toEqual({ kind: "exponential", strength: 0.999 });
    expect([0.01, 1 / 3, 1].map((strength) => smoothingFor("causal", strength)?.strength)).toEqual([2, 10, 1000]);
    expect(smoothingFor("centred", 0.5)).toEqual({ kind: "centredAverage", strength: 32 });
    expect(smoothingFor("gaussian", 0.5)).toEqual({ kind: "gaussian", strength: 8 });
  });
});

/** A line as a chart draws it without smoothing. */
const bounded = (columns: SeriesColumns) => ({ columns, low: columns.min, high: columns.max });

describe("Extents", () => {
  const line = pointColumns([[0, 1], [1, 3], [2, Number.NaN], [3, -2]]);

  it("of x cover all series", () => {
    expect(xExtent([line, pointColumns([[9, 1]]), pointColumns([])])).toEqual([0, 9]);
    expect(xExtent([pointColumns([])])).toBeUndefined();
    expect(widen([5, 5])).toEqual([2.5, 7.5]);
    expect(widen([0, 0])).toEqual([-1, 1]);
  });

  it("of y hold every value in the x range, with a margin", () => {
    const { range } = yExtent([bounded(line)], [0, 1], "linear", false) ?? { range: [0, 0] };
    expect(range[0]).toBeLessThan(1);
    expect(range[0]).toBeGreaterThan(0.5);
    expect(range[1]).toBeGreaterThan(3);
  });

  it("of y are undefined when nothing can be drawn", () => {
    expect(yExtent([bounded(pointColumns([[0, Number.NaN], [1, Number.POSITIVE_INFINITY]]))], [0, 1], "linear", false)).toBeUndefined();
    expect(yExtent([bounded(pointColumns([[0, -1], [1, 0]]))], [0, 1], "log", false)).toBeUndefined();
  });

  it("count what a log scale cannot show", () => {
    const extent = yExtent([bounded(line)], [0, 3], "log", false);
    expect(extent?.undrawable).toBe(1);
    expect(extent?.range[0]).toBeGreaterThan(0);
  });

  it("of a symmetric log scale hold zero and both signs", () => {
    const extent = yExtent([bounded(line)], [0, 3], "symlog", false);
    expect(extent?.range[0]).toBeLessThan(-2);
    expect(extent?.range[1]).toBeGreaterThan(3);
  });

  it("without outliers say how many are left out", () => {
    const spiky = pointColumns(Array.from({ length: 200 }, (_, i) => [i, i === 50 ? 1e6 : Math.sin(i)] as const));
    const extent = yExtent([bounded(spiky)], [0, 200], "linear", true);
    expect(extent?.range[1]).toBeLessThan(2);
    expect(extent?.outside).toBeGreaterThan(0);
    expect(yExtent([bounded(spiky)], [0, 200], "linear", false)?.outside).toBe(0);
  });
});

describe("Asking", () => {
  it("is for one of few sizes and a little more than the range", () => {
    expect([100, 380, 1300, 9000].map(bucketsFor)).toEqual([150, 300, 1200, 2400]);
    expect(askedRange([0, 100])).toEqual([-4, 104]);
  });
});
