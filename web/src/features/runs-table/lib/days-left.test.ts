import { expect, it } from "vitest";
import { daysLeft } from "./days-left";

it("counts begun days and never below none", () => {
  const at = (days: number) => daysLeft("2026-01-01T00:00:00Z", 30 * 86_400, Date.parse("2026-01-01T00:00:00Z") + days * 86_400_000);
  expect([at(0), at(0.5), at(29), at(29.5), at(31)]).toEqual([30, 30, 1, 1, 0]);
});
