import { describe, expect, it } from "vitest";
import { readColumnTables } from "./binary-columns";

function answer(): ArrayBuffer {
  const head = new TextEncoder().encode(
    JSON.stringify({
      kind: "buckets",
      x: "step",
      tables: [
        {
          runId: "r", path: "loss", from: 0, to: 9, total: 3, rows: 2,
          columns: [{ name: "index", type: "u32", offset: 0 }, { name: "mean", type: "f64", offset: 8 }, { name: "nanCount", type: "u32", constant: 0 }, { name: "min", type: "f64", constant: "NaN" }],
        },
      ],
    }),
  );
  const start = Math.ceil((12 + head.length) / 8) * 8;
  const bytes = new Uint8Array(start + 24);
  bytes.set(new TextEncoder().encode("NRDCOLS1"));
  const view = new DataView(bytes.buffer);
  view.setUint32(8, head.length, true);
  bytes.set(head, 12);
  view.setUint32(start + 4, 7, true);
  view.setFloat64(start + 8, 0.5, true);
  view.setFloat64(start + 16, Number.NEGATIVE_INFINITY, true);
  return bytes.buffer;
}

describe("Binary columns", () => {
  it("are read by name: numbers of both types, and what all rows share", () => {
    const [table] = readColumnTables(answer());
    expect([table?.runId, table?.path, table?.from, table?.to, table?.total]).toEqual(["r", "loss", 0, 9, 3]);
    expect([...(table?.column("index") ?? [])]).toEqual([0, 7]);
    expect([...(table?.column("mean") ?? [])]).toEqual([0.5, Number.NEGATIVE_INFINITY]);
    expect([...(table?.column("nanCount") ?? [])]).toEqual([0, 0]);
    expect([...(table?.column("min") ?? [])]).toEqual([Number.NaN, Number.NaN]);
    expect(table?.column("smoothed")).toBeUndefined();
  });

  it("are refused when they are something else", () => {
    expect(() => readColumnTables(new ArrayBuffer(0))).toThrow(RangeError);
    expect(() => readColumnTables(new TextEncoder().encode('{"x":"step","series":[]}').buffer as ArrayBuffer)).toThrow(RangeError);
  });
});
