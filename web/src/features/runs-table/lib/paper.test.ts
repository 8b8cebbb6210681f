import { describe, expect, it } from "vitest";
import type { RunRow } from "@/api/types";
import { plainColumn } from "./column-spec";
import { columnsThatFit, paperColumns, paperLines, paperWidths } from "./paper";

const columns = (count: number) => Array.from({ length: count }, (_, i) => plainColumn(`a/${i}`));

describe("On paper", () => {
  it("as many columns stand as fit, one at least", () => {
    expect(columnsThatFit(columns(20), paperWidths.upright)).toBe(7);
    expect(columnsThatFit(columns(20), paperWidths.lying)).toBe(10);
    expect(columnsThatFit(columns(3), paperWidths.upright)).toBe(3);
    expect(columnsThatFit([plainColumn("sys/name"), plainColumn("a")], 50)).toBe(1);
  });

  it("paper that lies holds more of them", () => {
    expect(paperColumns(columns(20)).map(({ isLyingOnly }) => isLyingOnly)).toEqual([...Array<boolean>(7).fill(false), ...Array<boolean>(3).fill(true)]);
  });

  it("the rows are those from the first known one to the first gap", () => {
    const run = (i: number) => ({ id: `${i}`, shortId: `A-${i}` }) as RunRow;
    const runs = new Map([5, 6, 7, 20].map((i) => [i, run(i)]));
    const at = (i: number) => ({ kind: "run" as const, run: runs.get(i) });
    const { lines, from, to } = paperLines({ count: 100, at, runs }, false);
    expect([from, to]).toEqual([6, 8]);
    expect(lines.map((line) => line.kind === "run" && line.run?.shortId)).toEqual(["A-5", "A-6", "A-7"]);
  });

  it("of groups all that the table lists stand there", () => {
    const at = (i: number) => ({ kind: "more" as const, group: `${i}`, left: i });
    expect(paperLines({ count: 3, at, runs: new Map() }, true)).toMatchObject({ from: 1, to: 3, lines: [{ left: 0 }, { left: 1 }, { left: 2 }] });
  });
});
