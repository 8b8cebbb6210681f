import { describe, expect, it } from "vitest";
import { defaultEye, readEye, shownBy, toggleEye, writeEye } from "./eye";

const order = Array.from({ length: 20 }, (_, i) => `A-${20 - i}`);

describe("Which runs are shown", () => {
  it("are the first ten of the order when the address says nothing", () => {
    expect(readEye(undefined)).toBe(defaultEye);
    expect(shownBy(defaultEye, order)).toEqual(order.slice(0, 10));
    expect(writeEye(defaultEye)).toBeUndefined();
  });

  it("come back from the address as they were written", () => {
    for (const rule of [{ kind: "top", count: 25 }, { kind: "runs", shortIds: [] }, { kind: "runs", shortIds: ["A-1", "A-2"] }] as const) {
      expect(readEye(writeEye(rule))).toEqual(rule);
    }
  });

  it("stay what they are when one eye is closed, and follow the order no more", () => {
    const rule = toggleEye({ kind: "top", count: 3 }, order, "A-19");
    expect(rule).toEqual({ kind: "runs", shortIds: ["A-20", "A-18"] });
    expect(toggleEye(rule, order, "A-1")).toEqual({ kind: "runs", shortIds: ["A-20", "A-18", "A-1"] });
  });
});
