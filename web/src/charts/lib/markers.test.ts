import { describe, expect, it } from "vitest";
import { linesOf } from "./chart-lines";
import { styleOfRun } from "./line-style";
import { markedPoints, markerOf, markers, readMarkerStep, traceMarker } from "./markers";

const everywhere = () => true;

describe("Markers", () => {
  it("differ for the first eight runs, and for two runs of one colour", () => {
    expect(new Set(Array.from({ length: 8 }, (_, i) => markerOf(styleOfRun(`T-${i + 1}`)))).size).toBe(8);
    expect(styleOfRun("T-1").color).toBe(styleOfRun("T-9").color);
    expect(markerOf(styleOfRun("T-1"))).not.toBe(markerOf(styleOfRun("T-9")));
  });

  it("differ for the metrics of one run, alone and among others", () => {
    const run = (i: number) => ({ id: String(i), shortId: `T-${i}`, name: `T-${i}`, style: styleOfRun(`T-${i}`) });
    for (const runs of [[run(1)], [run(1), run(2)]]) {
      const ofFirst = linesOf(["train/loss", "val/loss", "test/loss"], runs).slice(0, 3);
      expect(new Set(ofFirst.map(({ style }) => markerOf(style))).size).toBe(3);
    }
  });

  it("stand on every nth point that is drawn, beginning elsewhere for each shape", () => {
    expect(markedPoints(10, 3, 0, everywhere)).toEqual([0, 3, 6, 9]);
    expect(markedPoints(10, 3, 1, everywhere)).toEqual([1, 4, 7]);
    expect(markedPoints(10, 1, 7, everywhere)).toHaveLength(10);
    // What is not drawn has none, and does not count.
    expect(markedPoints(10, 3, 0, (i) => i % 2 === 1)).toEqual([1, 7]);
  });

  it("never leave a line without any", () => {
    expect(markedPoints(3, 50, 6, everywhere)).toEqual([0]);
    expect(markedPoints(3, 50, 6, (i) => i === 2)).toEqual([2]);
    expect(markedPoints(0, 50, 6, everywhere)).toEqual([]);
  });

  it("are closed shapes around their point", () => {
    for (const [shape] of markers.entries()) {
      const corners: [number, number][] = [];
      let closed = 0;
      const add = (x: number, y: number) => void corners.push([x, y]);
      traceMarker({ moveTo: add, lineTo: add, closePath: () => closed++ }, shape, 100, 50, 4);
      expect(closed).toBe(1);
      const range = (values: number[]) => [Math.min(...values), Math.max(...values)];
      const [left = 0, right = 0] = range(corners.map(([x]) => x));
      const [top = 0, bottom = 0] = range(corners.map(([, y]) => y));
      expect(left < 100 && right > 100 && top < 50 && bottom > 50).toBe(true);
      expect(Math.max(right - left, bottom - top)).toBeLessThan(12);
    }
  });

  it("are off unless a whole number says how many points apart", () => {
    expect([undefined, "off", "0", "-1", "1.5", "1e9", "x"].map(readMarkerStep)).toEqual(Array.from({ length: 7 }));
    expect(readMarkerStep("5")).toBe(5);
  });
});
