import { expect, it } from "vitest";
import { plainColumn } from "./column-spec";
import { columnsInSight, layOut, leadWidth } from "./layout";

const columns = [plainColumn("sys/id", true), ...Array.from({ length: 200 }, (_, i) => ({ ...plainColumn(`c${i}`), width: 100 }))];

it("Only the columns in sight are drawn, however many there are", () => {
  const layout = layOut(columns, false);
  expect(layout.pinnedWidth).toBe(leadWidth + 96);
  expect(layout.freeWidth).toBe(20_000);
  const inSight = columnsInSight(layout, 5000, 1000 + layout.pinnedWidth);
  expect(inSight).toEqual({ first: 48, last: 61 });
  expect(columnsInSight(layout, 0, 1)).toEqual({ first: 0, last: 2 });
  expect(columnsInSight(layout, 1e9, 1000).last).toBe(199);
  expect(columnsInSight(layOut([], false), 0, 1000)).toEqual({ first: 0, last: -1 });
});

it("A column that is being dragged has the width of the drag", () => {
  expect(layOut(columns, false, { key: "c0", width: 333 }).free[0]?.width).toBe(333);
});
