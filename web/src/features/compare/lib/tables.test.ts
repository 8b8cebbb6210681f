import { describe, expect, it } from "vitest";
import { readCsv } from "./csv";
import { joinTables, tableOf } from "./tables";

describe("A CSV file", () => {
  it("is read with quotes, line breaks in cells, and a mark of its encoding", () => {
    expect(readCsv('\ufeffid,name\r\n1,"a ""b"", c"\r\n\r\n2,"two\nlines"')).toEqual([["id", "name"], ["1", 'a "b", c'], ["2", "two\nlines"]]);
  });
  it("may have semicolons or tabs, and may end anywhere", () => {
    expect(readCsv("a;b,c;d\n1;2;3")).toEqual([["a", "b,c", "d"], ["1", "2", "3"]]);
    expect(readCsv('a\tb\n1\t"x')).toEqual([["a", "b"], ["1", "x"]]);
    expect(readCsv("")).toEqual([]);
  });
});

describe("Tables of runs", () => {
  const one = tableOf([["class", "f1", "n"], ["cat", "0.90", "10"], ["dog", "0.5", "7"], ["cat", "0", "0"]]);
  const other = tableOf([["class", "f1"], ["dog", "0.6"], ["cat", "0.9"], ["owl", "1"]]);

  it("are joined by their key; equal numbers are equal however they are written", () => {
    const { columns, rows, repeated } = joinTables([one, other], "class");
    expect([columns, repeated]).toEqual([["f1", "n"], 1]);
    expect(rows.map(({ key, differs, cells }) => [key, differs, cells[0]?.map(({ text }) => text)])).toEqual([
      ["cat", true, ["0.90", "0.9"]],
      ["dog", true, ["0.5", "0.6"]],
      ["owl", true, [undefined, "1"]],
    ]);
    expect(rows[0]?.cells[0]?.map(({ differs }) => differs)).toEqual([false, false]);
    expect(rows[0]?.cells[1]?.map(({ differs }) => differs)).toEqual([false, true]);
  });

  it("that are not there, or lack the key, leave their cells empty", () => {
    expect(joinTables([one, undefined, tableOf([["x"], ["1"]])], "class").rows.map(({ key, cells }) => [key, cells[0]?.map(({ text }) => text)])).toEqual([
      ["cat", ["0.90", undefined, undefined]],
      ["dog", ["0.5", undefined, undefined]],
    ]);
  });
});
