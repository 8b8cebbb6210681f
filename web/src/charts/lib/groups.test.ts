import { describe, expect, it } from "vitest";
import { columnsOfGroup, confidenceFactor, type GroupColumns, groupLines, type Spread } from "./groups";

const run = (id: string) => ({ id, shortId: id, name: id, style: { color: 0, dash: 0 } });
const grouping = { groupOf: new Map([["a", "adam"], ["b", "sgd"], ["c", "adam"]]), spread: "deviation" as const, showMembers: false };
const column = (...values: number[]) => Float64Array.from(values);

describe("Groups of runs", () => {
  it("are one line each, with how many there are", () => {
    const lines = groupLines(["loss"], ["a", "b", "c"].map(run), grouping);
    expect(lines.map(({ name, members }) => [name, members.map(({ id }) => id)])).toEqual([["adam (n=2)", ["a", "c"]], ["sgd (n=1)", ["b"]]]);
    expect(groupLines(["x/a", "x/b"], [run("a")], grouping).map(({ name, style }) => [name, style.dash])).toEqual([["adam · a (n=1)", 0], ["adam · b (n=1)", 1]]);
  });

  const group: GroupColumns = {
    from: 0, to: 100, parts: 10, index: column(0, 1), series: column(3, 1), points: column(6, 2), mean: column(2, 5), deviation: column(1, Number.NaN), error: column(1 / Math.sqrt(3), Number.NaN),
    pointMin: column(0, 4), pointMax: column(5, 6), median: column(1.5, 5), lowerQuartile: column(1, 5), upperQuartile: column(3, 5),
  };
  const band = (spread: Spread) => {
    const [spec] = groupLines(["loss"], [run("a")], grouping);
    if (!spec) throw new Error("no line");
    const { x, mean, min, max } = columnsOfGroup(spec, group, spread);
    return { x: [...x], line: [...mean], low: [...min].map((value) => Number(value.toFixed(4))), high: [...max].map((value) => Number(value.toFixed(4))) };
  };

  it("have the band that was asked for, and none where there is one run", () => {
    expect(band("deviation")).toEqual({ x: [5, 15], line: [2, 5], low: [1, 5], high: [3, 5] });
    expect(band("error")).toMatchObject({ low: [1.4226, 5], high: [2.5774, 5] });
    expect(band("confidence")).toMatchObject({ low: [-0.4841, 5], high: [4.4841, 5] });
    expect(band("range")).toMatchObject({ low: [0, 4], high: [5, 6] });
    expect(band("quartiles")).toMatchObject({ line: [1.5, 5], low: [1, 5], high: [3, 5] });
  });

  it("have intervals by Student's t", () => {
    const known: readonly (readonly [n: number, factor: number])[] = [[2, 12.706], [5, 2.776], [11, 2.228], [12, 2.201], [31, 2.042], [101, 1.984]];
    for (const [n, factor] of known) expect(Math.abs(confidenceFactor(n) - factor)).toBeLessThan(0.002);
    expect(confidenceFactor(1)).toBeNaN();
  });
});
