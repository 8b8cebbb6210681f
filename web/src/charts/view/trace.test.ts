import { describe, expect, it } from "vitest";
import { pointColumns } from "../lib/columns-builder";
import { edgeMarks, type PathSink, traceBand, traceLine, visible } from "./trace";

class Recorder implements PathSink {
  readonly strokes: string[] = [];
  moveTo(x: number, y: number) {
    this.strokes.push(`M${x},${y}`);
  }
  lineTo(x: number, y: number) {
    this.strokes.push(`L${x},${y}`);
  }
}

const same = (value: number) => value;
const all = [-100, 100] as const;

function trace(points: [number, number][], toY = same, range: readonly [number, number] = all) {
  const sink = new Recorder();
  const { x, mean } = pointColumns(points);
  traceLine(sink, x, mean, range, same, toY);
  return sink.strokes.join(" ");
}

describe("A line", () => {
  it("is broken where a value is not finite", () => {
    expect(trace([[0, 1], [1, 2], [2, Number.NaN], [3, 4], [4, 5]])).toBe("M0,1 L1,2 M3,4 L4,5");
    expect(trace([[0, 1], [1, Number.POSITIVE_INFINITY], [2, 3]])).toBe("M0,1 M2,3");
  });

  it("is broken where a log scale has no place for a value", () => {
    expect(trace([[0, 10], [1, 0], [2, 100]], Math.log10)).toBe("M0,1 M2,2");
  });

  it("leads out of the range by one point at both ends", () => {
    expect(trace([[0, 0], [1, 1], [2, 2], [3, 3], [4, 4]], same, [1.5, 2.5])).toBe("M1,1 L2,2 L3,3");
    expect(visible(Float64Array.of(0, 1, 2), [5, 6])).toEqual([2, 3]);
  });

  it("is kept within what a canvas can draw", () => {
    expect(trace([[0, 1e300], [1, -1e300]])).toBe("M0,1000000 L1,-1000000");
  });
});

describe("A band", () => {
  it("is one closed shape for each stretch without a gap", () => {
    const sink = new Recorder();
    const { x } = pointColumns([[0, 0], [1, 0], [2, 0], [3, 0]]);
    traceBand(sink, x, Float64Array.of(0, 1, Number.NaN, 3), Float64Array.of(5, 6, Number.NaN, 8), all, same, same, 0);
    expect(sink.strokes.join(" ")).toBe("M0,5 L1,6 L1,1 L0,0 M3,8 L3,3");
  });

  it("reaches to the edge where a log scale has no place for its minimum", () => {
    const sink = new Recorder();
    traceBand(sink, Float64Array.of(0, 1), Float64Array.of(-1, 10), Float64Array.of(10, 100), all, same, Math.log10, -7);
    expect(sink.strokes.join(" ")).toBe("M0,1 L1,2 L1,1 L0,-7");
  });
});

describe("Marks at the edges", () => {
  const kinds = (points: [number, number][], toX = (x: number) => x * 20) =>
    edgeMarks(pointColumns(points), all, [-10, 10], toX).map(({ kind, px }) => `${kind}@${px}`);

  it("show every kind of value that cannot be drawn", () => {
    expect(kinds([[0, Number.NaN], [1, Number.POSITIVE_INFINITY], [2, Number.NEGATIVE_INFINITY], [3, 99], [4, -99], [5, 0]])).toEqual([
      "above@60",
      "below@80",
      "nan@0",
      "positiveInfinity@20",
      "negativeInfinity@40",
    ]);
  });

  it("do not lie on each other", () => {
    expect(kinds(Array.from({ length: 100 }, (_, i) => [i, Number.NaN] as [number, number]), (x) => x)).toHaveLength(15);
  });
});
