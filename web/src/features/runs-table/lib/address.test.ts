import { expect, it } from "vitest";
import { defaultSort, nextSorts, readSorts, writeSorts } from "./address";
import { formulaColumn, plainColumn } from "./column-spec";

it("The order in the address comes back as it was, whatever it sorts by", () => {
  const columns = [plainColumn("a~b"), { ...plainColumn("loss"), aggregate: "max" as const }, { ...plainColumn("loss"), figure: { kind: "median" as const } }, { ...formulaColumn("a - b"), aggregate: "mean" as const }];
  const sorts = columns.reduce<ReturnType<typeof readSorts>>((before, column) => nextSorts(before, column, true), []);
  expect(sorts).toHaveLength(4);
  expect(readSorts(writeSorts(sorts))).toEqual(sorts);
  expect(readSorts(undefined)).toEqual([defaultSort]);
});

it("A click on a head goes up, down and back, and tells a figure from the series", () => {
  const loss = plainColumn("loss");
  const median = { ...loss, figure: { kind: "median" as const } };
  const up = nextSorts([], median, false);
  expect(up).toEqual([{ path: "loss", aggregate: "last", figure: { kind: "median" }, descending: false }]);
  expect(nextSorts(up, loss, false)).toEqual([{ path: "loss", aggregate: "last", descending: false }]);
  expect(nextSorts(nextSorts(up, median, false), median, false)).toEqual([]);
});
