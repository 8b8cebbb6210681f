import { describe, expect, it } from "vitest";
import { absoluteTimeTicks, durationStep, linearTicks, logTicks, niceStep, relativeTimeTicks, stepTicks, symlogTicks } from "./ticks";

describe("Linear ticks", () => {
  it("are multiples of 1, 2 or 5 times a power of ten", () => {
    expect(linearTicks([0, 1], 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(linearTicks([-0.31, 0.29], 4)).toEqual([-0.2, 0, 0.2]);
    expect(niceStep(7, 4)).toBe(2);
  });

  it("carry no rounding errors", () => {
    for (const tick of linearTicks([0, 0.7], 7)) expect(String(tick).length).toBeLessThan(5);
    expect(linearTicks([1e-9, 9e-9], 5)).toContain(4e-9);
  });

  it("are one tick for a range of nothing", () => {
    expect(linearTicks([3, 3], 5)).toEqual([3]);
  });

  it("of steps never fall between two steps unless the range is within one", () => {
    expect(stepTicks([0, 3], 10)).toEqual([0, 1, 2, 3]);
    expect(stepTicks([0.2, 0.4], 2)).toEqual([0.2, 0.3, 0.4]);
  });

  it("are at least two, however few the whole numbers in a narrow chart", () => {
    expect(linearTicks([4.1, 7.9], 2)).toEqual([5, 6, 7]);
    expect(stepTicks([4.1, 7.9], 2)).toEqual([5, 6, 7]);
    expect(stepTicks([0.3, 1.6], 2)).toEqual([0.5, 1, 1.5]);
    expect(relativeTimeTicks([61, 119], 2)).toEqual([75, 90, 105]);
    for (let least = 0; least < 12; least++)
      for (let greatest = least + 1; greatest < 12; greatest++) {
        const ticks = stepTicks([least, greatest], 2);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.every(Number.isInteger)).toBe(true);
      }
  });
});

describe("Log ticks", () => {
  it("are powers of ten, thinned when there are many decades", () => {
    expect(logTicks([1e-4, 1], 5)).toEqual([1e-4, 1e-3, 1e-2, 1e-1, 1]);
    expect(logTicks([1e-12, 1], 4)).toEqual([1e-12, 1e-9, 1e-6, 1e-3, 1]);
  });

  it("add 2 and 5 when there is room, and are plain within one decade", () => {
    expect(logTicks([0.1, 10], 8)).toEqual([0.1, 0.2, 0.5, 1, 2, 5, 10]);
    expect(logTicks([2, 4], 4)).toEqual([2, 2.5, 3, 3.5, 4].filter((tick) => tick % 0.5 === 0));
  });
});

describe("Symmetric log ticks", () => {
  it("stand on both sides of zero", () => {
    expect(symlogTicks([-100, 100], 0.1, 7)).toEqual([-100, -10, -1, 0, 1, 10, 100]);
  });

  it("are log ticks away from zero", () => {
    expect(symlogTicks([1, 1000], 0.001, 5)).toEqual([1, 10, 100, 1000]);
    expect(symlogTicks([-1000, -1], 0.001, 5)).toEqual([-1000, -100, -10, -1]);
  });
});

describe("Ticks of relative time", () => {
  it("fall on round seconds, minutes, hours and days", () => {
    expect(relativeTimeTicks([0, 60], 4)).toEqual([0, 15, 30, 45, 60]);
    expect(durationStep(3600, 6)).toBe(600);
    expect(durationStep(86_400 * 3, 4)).toBe(86_400);
    expect(durationStep(86_400 * 300, 4)).toBe(86_400 * 100);
  });
});

describe("Ticks of absolute time", () => {
  const at = (text: string) => new Date(text).getTime() / 1000;

  it("fall on round local hours", () => {
    expect(absoluteTimeTicks([at("2026-05-03T09:10:00"), at("2026-05-03T15:10:00")], 3)).toEqual(
      ["2026-05-03T10:00:00", "2026-05-03T12:00:00", "2026-05-03T14:00:00"].map(at),
    );
  });

  it("fall on local midnights, and on firsts of months for long ranges", () => {
    for (const tick of absoluteTimeTicks([at("2026-03-20T05:00:00"), at("2026-04-05T05:00:00")], 5)) {
      expect(new Date(tick * 1000).getHours()).toBe(0);
    }
    expect(absoluteTimeTicks([at("2026-01-20T00:00:00"), at("2026-06-20T00:00:00")], 6)).toEqual(
      ["2026-02-01T00:00:00", "2026-03-01T00:00:00", "2026-04-01T00:00:00", "2026-05-01T00:00:00", "2026-06-01T00:00:00"].map(at),
    );
    const years = absoluteTimeTicks([at("2001-02-01T00:00:00"), at("2026-02-01T00:00:00")], 5);
    expect(years).toEqual(["2010-01-01T00:00:00", "2020-01-01T00:00:00"].map(at));
  });
});
