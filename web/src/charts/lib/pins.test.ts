import { describe, expect, it } from "vitest";
import { linesOf } from "./chart-lines";
import { countOutside, groupPins, linesWithPins, type Pin, placeOf, placePins, type Pins } from "./pins";

const pin = (id: string, step: number | undefined, unixMicros?: number, runId = "a"): Pin => ({ id, runId, step, unixMicros, text: id });
const runs = ["a", "b", "c"].map((id, i) => ({ id, shortId: `T-${i + 1}`, name: id, style: { color: i, dash: 0 } }));
const lines = linesOf(["loss", "acc"], runs);
const pins: Pins = { byRun: new Map([["a", [pin("late", 9), pin("timed", undefined, 12_500_000), pin("early", 1, 11_000_000)]], ["b", [pin("other", 4, undefined, "b")]]]), cut: 0 };

describe("Notes on a chart", () => {
  it("stand along steps and along time where what they are pinned to says so", () => {
    const both = pin("both", 7, 12_500_000);
    expect(placeOf(both, "step", undefined)).toBe(7);
    expect(placeOf(both, "absoluteTime", undefined)).toBe(12.5);
    expect(placeOf(both, "relativeTime", 10)).toBe(2.5);
    expect(placeOf(both, "sinceFirstPoint", undefined)).toBeUndefined();
    expect([placeOf(both, "activeTime", 10), placeOf(both, "series", 10)]).toEqual([undefined, undefined]);
    expect([placeOf(pin("s", 7), "absoluteTime", 10), placeOf(pin("t", undefined, 1), "step", 10)]).toEqual([undefined, undefined]);
  });

  it("stand once for each run, in order, in its colour; the others are counted", () => {
    const one = linesWithPins(lines, pins);
    expect(one.map(({ run }) => run.id)).toEqual(["a", "b"]);
    const { placed, unplaced } = placePins(one, pins, "step", false, new Map());
    expect(placed.map(({ pin: { id }, style }) => [id, style.color])).toEqual([["early", 0], ["other", 1], ["late", 0]]);
    expect(unplaced.map(({ pin: { id } }) => id)).toEqual(["timed"]);
    const timed = placePins(one, pins, "relativeTime", true, new Map([["a", 11]]));
    // At the very beginning: a log scale has no place for it.
    expect(timed.placed.map(({ pin: { id }, x }) => [id, x])).toEqual([["timed", 1.5]]);
    expect(timed.unplaced).toHaveLength(3);
    expect(countOutside(placed, [2, 5])).toBe(2);
  });

  it("are put together where they are too close for a flag each", () => {
    const { placed } = placePins(linesWithPins(lines, pins), pins, "step", false, new Map());
    const groups = (scale: number, width: number) => groupPins(placed, (x) => x * scale, width, 24).map(({ pins, px }) => [px, pins.length]);
    expect(groups(10, 100)).toEqual([[10, 1], [40, 1], [90, 1]]);
    expect(groups(5, 100)).toEqual([[5, 2], [45, 1]]);
    expect(groups(10, 50)).toEqual([[10, 1], [40, 1]]);
  });
});
