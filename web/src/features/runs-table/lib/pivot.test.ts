import { expect, it } from "vitest";
import { pivotTable, writeCsv, writeLatex, writeMarkdown } from "./pivot";

const figures = (mean: number, n: number) => ({ count: n, mean, standardDeviation: n > 1 ? 0.5 : null, min: mean - 1, max: mean + 1, median: mean });
const entries = [
  { row: "adam", column: "32", runs: 3, figures: figures(2, 3) },
  { row: "adam", column: "128", runs: 1, figures: figures(3, 1) },
  { row: "a|b_%", column: "32", runs: 2, figures: figures(4, 2) },
];

it("A pivot table has a cell where both values meet, and none elsewhere", () => {
  const table = pivotTable(entries, "spread", String);
  expect(table.columns).toEqual(["32", "128"]);
  expect(table.rows).toEqual([
    { name: "adam", cells: ["2 ± 0.5 (3)", "3 (1)"] },
    { name: "a|b_%", cells: ["4 ± 0.5 (2)", ""] },
  ]);
  expect(pivotTable(entries, "n", String).rows[0]?.cells).toEqual(["3", "1"]);
});

it("A pivot table is copied in the forms that papers take, names that mean something there as plain text", () => {
  const table = pivotTable(entries, "max", String);
  const head = ["optimizer", ...table.columns];
  expect(writeMarkdown(head, table)).toBe("| optimizer | 32 | 128 |\n|---|---:|---:|\n| adam | 3 | 4 |\n| a\\|b_% | 5 |  |");
  expect(writeLatex(head, table)).toContain("a|b\\_\\% & 5 &  \\\\");
  expect(writeCsv(["=cmd", "a,b"], { columns: [], rows: [{ name: 'q"', cells: ["-1"] }] })).toBe("'=cmd,\"a,b\"\r\n\"q\"\"\",-1");
});
