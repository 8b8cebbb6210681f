import { describe, expect, it } from "vitest";
import { columnKey, defaultColumns, figureQuery, formulaColumn, plainColumn, readColumn, readColumns, sortQuery, writeColumn, writeColumns } from "./column-spec";

describe("A column in the address", () => {
  it("comes back as it was written, whatever its path and label hold", () => {
    const paths = ["train/loss", "a~b~~c", "min(x)y", "手写/精度", "f(g(x))", "a b|c"];
    for (const path of paths) {
      for (const aggregate of ["last", "max"] as const) {
        const column = { ...plainColumn(path, true), aggregate, width: 133, display: "scientific", digits: 3, mark: "bar", label: "La~bel ~~ p" } as const;
        expect(readColumn(writeColumn(column))).toEqual(column);
      }
    }
  });

  it("keeps a figure that is worked out from points", () => {
    for (const figure of [{ kind: "median" }, { kind: "atStep", step: -2.5 }, { kind: "whereLowest", other: "a~b>c" }, { kind: "whereHighest", other: "手写" }] as const) {
      const column = { ...plainColumn("train/loss"), figure };
      expect(readColumn(writeColumn(column))).toEqual(column);
    }
    expect(readColumn("loss~a@")?.figure).toBeUndefined();
    expect(readColumns(["loss", "loss~amedian", "loss~a@5"])).toHaveLength(3);
  });

  it("keeps a formula, and tells one from a path that begins like it", () => {
    const formula = "max(val/loss, 0) - `a~b`";
    for (const aggregate of ["last", "mean"] as const) {
      for (const figure of [undefined, { kind: "median" }] as const) {
        const column = { ...formulaColumn(formula), aggregate, ...(figure && { figure }) };
        expect(readColumn(writeColumn(column))).toEqual(column);
        expect(readColumn(columnKey(column))).toEqual(column);
      }
    }
    expect(readColumn(writeColumn(plainColumn("=a")))).toEqual(plainColumn("=a"));
    expect(readColumn("=")).toBeUndefined();
    expect(new Set([formulaColumn("a"), plainColumn("a"), plainColumn("=a")].map(columnKey)).size).toBe(3);
  });

  it("is asked for as what it is", () => {
    expect(figureQuery({ ...formulaColumn("a - b"), aggregate: "min" })).toEqual({ path: null, formula: "a - b", kind: "min", step: null, other: null });
    expect(sortQuery({ ...plainColumn("a"), figure: { kind: "atStep", step: 3 } }, true)).toEqual({ figure: { path: "a", formula: null, kind: "atStep", step: 3, other: null }, descending: true });
    expect(sortQuery({ ...plainColumn("a"), aggregate: "max" }, false)).toEqual({ path: "a", aggregate: "max", descending: false });
  });

  it("is only its path when nothing about it is special", () => {
    expect(writeColumn(plainColumn("train/loss"))).toBe("train/loss");
    expect(writeColumn({ ...plainColumn("train/loss"), aggregate: "min" })).toBe("min(train/loss)");
  });

  it("ignores settings that mean nothing", () => {
    expect(readColumn("loss~w9~fpurple~d99~q")).toEqual(plainColumn("loss"));
    expect(readColumn("")).toBeUndefined();
  });
});

describe("The columns in the address", () => {
  it("are the default ones when nothing is said", () => {
    expect(readColumns(undefined)).toBe(defaultColumns);
    expect(writeColumns(defaultColumns)).toBeUndefined();
  });

  it("say the default ones by a star, and each column once", () => {
    const columns = [...defaultColumns, plainColumn("loss")];
    expect(writeColumns(columns)).toEqual(["*", "loss"]);
    expect(readColumns(["*", "loss", "sys/name"])).toEqual(columns);
  });

  it("stand with the pinned ones first", () => {
    expect(readColumns(["a", "b~p"]).map(({ path }) => path)).toEqual(["b", "a"]);
  });
});
