import { describe, expect, it } from "vitest";
import type { SeriesColumns } from "./columns";
import { pointColumns } from "./columns-builder";
import { gridOf, minusBase } from "./difference";

const grid = { origin: 0, width: 1 };
const base = (...points: (readonly [number, number])[]) => pointColumns(points, "base");
const run = (...points: (readonly [number, number])[]) => pointColumns(points, "run");
const valuesOf = ({ x, mean }: SeriesColumns | undefined = pointColumns([])) => [...x.keys()].map((i) => [x[i], mean[i]]);

describe("Lines minus the baseline", () => {
  it("are the difference in each bucket, and nothing for the baseline itself", () => {
    const { series, gaps, isWithoutBase } = minusBase([run([0, 3], [1, 5]), base([0, 1], [1, 1.5])], "base", "value", grid);
    expect(series.map(valuesOf)).toEqual([[[0, 2], [1, 3.5]], [[0, 0], [1, 0]]]);
    expect([gaps, isWithoutBase]).toEqual([0, false]);
  });

  it("are per cent of the baseline's size, with a gap where it is zero", () => {
    const { series, gaps } = minusBase([run([0, 3], [1, 5], [2, 1]), base([0, 2], [1, 0], [2, -4])], "base", "percent", grid);
    expect(valuesOf(series[0])).toEqual([[0, 50], [1, Number.NaN], [2, 125]]);
    // The baseline's own zero is one as well.
    expect(gaps).toBe(2);
  });

  it("have counted gaps before, behind and inside of the baseline", () => {
    const { series, gaps } = minusBase([run([0, 1], [1, 1], [2, 1], [3, 1], [4, 1]), base([1, 1], [2, Number.NaN], [3, 1])], "base", "value", grid);
    expect(valuesOf(series[0])).toEqual([[0, Number.NaN], [1, 0], [2, Number.NaN], [3, 0], [4, Number.NaN]]);
    expect(gaps).toBe(3);
  });

  it("say when there is no baseline at all", () => {
    const { series, isWithoutBase } = minusBase([run([0, 1])], "base", "value", grid);
    expect([valuesOf(series[0]), isWithoutBase]).toEqual([[[0, Number.NaN]], true]);
  });

  it("are each of their own metric", () => {
    const all = [pointColumns([[0, 9]], "run", "a"), pointColumns([[0, 9]], "run", "b"), pointColumns([[0, 1]], "base", "a"), pointColumns([[0, 2]], "base", "b")];
    expect(minusBase(all, "base", "value", grid).series.map(({ mean }) => mean[0])).toEqual([8, 7, 0, 0]);
  });

  it("share wider buckets where runs are logged at steps that hardly ever meet", () => {
    const line = run(...Array.from({ length: 8 }, (_, i) => [i * 10 + 5, 3] as const));
    const other = base(...Array.from({ length: 8 }, (_, i) => [i * 10, i === 7 ? 2 : 1] as const));
    const { series, gaps } = minusBase([line, other], "base", "value", grid);
    // Buckets of sixteen steps: 5 and 15, 25, 35 and 45, 55, 65 and 75.
    expect(valuesOf(series[0])).toEqual([[10, 2], [25, 2], [40, 2], [55, 2], [70, 1]]);
    expect(gaps).toBe(0);
  });

  it("keep the bucket as it is when only a part of the baseline is missing", () => {
    const line = run(...Array.from({ length: 30 }, (_, i) => [i, 2] as const));
    const other = base(...[...Array(5).keys(), 28, 29].map((i) => [i, 1] as const));
    expect(minusBase([line, other], "base", "value", grid).series[0]?.x).toHaveLength(30);
  });

  it("use the buckets that the server made: steady ones, or equal parts of what was asked for", () => {
    const columns = pointColumns([[0, 1], [100, 1]]);
    expect(gridOf([columns], undefined, 10)).toEqual({ origin: 0, width: 12 });
    expect(gridOf([{ ...columns, from: 10, to: 60 }], [10, 60], 10)).toEqual({ origin: 10, width: 5 });
  });
});
