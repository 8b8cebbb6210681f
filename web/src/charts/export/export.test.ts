import { describe, expect, it } from "vitest";
import { linesOf } from "../lib/chart-lines";
import { pointColumns } from "../lib/columns-builder";
import { readSettings, withOverride } from "../lib/settings";
import { makeDifference } from "../view/make-difference";
import { makePicture } from "../view/make-model";
import { csvCell, csvOf } from "./csv";
import { fileName, zipOf } from "./files";
import { svgOf } from "./svg";

const hostile = '<img src=x onerror="alert(1)">\u202e =1+1, \ud800';
const run = { id: "r", shortId: "T-1", name: hostile, style: { color: 0, dash: 1 } };
const lines = linesOf(["loss"], [run]);
const settings = withOverride(readSettings({ smooth: "50" }), { base: "2" });
const points = pointColumns([[0, 1], [1, Number.NaN], [2, 3], [3, Number.POSITIVE_INFINITY], [4, 5]], "r", "loss");
const columns = { ...points, smoothed: points.mean };
const picture = makePicture([columns], lines, { x: undefined, y: undefined }, settings, "en");
const colors = { palette: { data: ["#111"], grid: "#eee", axis: "#999", surface: "#fff", font: "11px sans-serif" }, background: "#fff", text: "#000", font: "Inter, 'A B'" };

describe("A chart as a drawing", () => {
  const svg = picture ? svgOf(picture.model, { title: hostile, xName: "Step", more: (count) => `${count} more`, notes: (count) => `${count} notes` }, colors) : "";

  it("is well-formed XML in which names are only text", () => {
    const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
    expect(parsed.querySelector("parsererror")).toBeNull();
    expect(parsed.querySelector("img")).toBeNull();
    expect(parsed.documentElement.textContent).toContain('<img src=x onerror="alert(1)">');
  });

  it("has the line, its gap, the raw values behind it, the marks and the baseline", () => {
    expect(svg).toContain('stroke-dasharray="6 3"');
    expect(svg).toContain('stroke-dasharray="4 4"');
    expect(svg.match(/Z" fill="none" stroke="#111"/g)).toHaveLength(1);
    expect(svg.match(/Z" fill="#111" stroke="#111"/g)).toHaveLength(1);
  });
});

describe("A chart with notes as a drawing", () => {
  it("has their lines and flags, and what they say as text", () => {
    const pin = (x: number, text: string, noteId?: string) => ({ pin: { id: text, runId: "r", noteId, step: x, unixMicros: undefined, text }, x, style: run.style, runName: hostile });
    const pins = [pin(-1, "outside", "n"), pin(1, '<b>&"', "n"), pin(3, "event one"), pin(3.1, "event two")];
    const svg = picture ? svgOf({ ...picture.model, pins }, { title: "t", xName: "Step", more: String, notes: (count) => `${count} notes` }, colors) : "";
    const texts = [...new DOMParser().parseFromString(svg, "image/svg+xml").querySelectorAll("text")].map(({ textContent }) => textContent);
    expect(texts.filter((text) => /<b>|notes|outside|event/.test(text))).toEqual(['\u2068<b>&"\u2069', "\u20682 notes\u2069"]);
    expect(svg.match(/stroke-opacity="0.6"\/>/g)).toHaveLength(1);
    expect(svg.match(/stroke-opacity="0.6" stroke-dasharray="2 3"/g)).toHaveLength(2);
  });
});

describe("A chart with markers as a drawing", () => {
  const svgWith = (marks: string | undefined) => {
    const plain = makePicture([pointColumns([[0, 0], [1, Number.NaN], [2, 10], [3, 5], [4, 10]], "r", "loss")], lines, { x: [0, 4], y: [0, 10] }, readSettings({ marks }), "en");
    return plain ? svgOf(plain.model, { title: "t", xName: "Step", more: String, notes: String }, colors) : "";
  };
  /** The middle of each closed shape. */
  const middles = (path: string) =>
    path.split("Z").flatMap((shape) => {
      const corners = [...shape.matchAll(/[ML]([\d.-]+) ([\d.-]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const);
      return corners.length === 0 ? [] : [[corners.reduce((sum, [x]) => sum + x, 0) / corners.length, corners.reduce((sum, [, y]) => sum + y, 0) / corners.length]];
    });

  it("has them on the drawn points and in the legend, where a person wants them", () => {
    expect(svgWith(undefined)).not.toContain('class="marker"');
    const [onLine = "", inLegend = "", ...others] = [...svgWith("2").matchAll(/class="marker" d="([^"]*)"/g)].map(([, d = ""]) => d);
    expect(others).toEqual([]);
    expect(middles(inLegend)).toHaveLength(1);
    // The marker of this style begins at the second drawn point: (2, 10) and (4, 10), at the top of the plot.
    const places = middles(onLine);
    expect(places.map(([, y]) => Math.round(y ?? 0))).toEqual([44, 44]);
    expect(places.map(([x]) => Math.round(x ?? 0))).toEqual([504, 936]);
  });
});

describe("A chart as figures", () => {
  it("has a row for each bucket", () => {
    const rows = picture ? csvOf(picture.model).split("\r\n") : [];
    expect(rows).toHaveLength(7);
    expect(rows[0]).toBe("line,x_first,x_last,points,min,mean,max,not_finite,smoothed");
    expect(rows[2]).toMatch(/,1,1,1,NaN,NaN,NaN,1,/);
  });

  it("runs no formula in a spreadsheet and breaks no cell", () => {
    expect([csvCell("=1+1"), csvCell('a,"b"'), csvCell("-x\n"), csvCell(-1.5), csvCell(Number.NaN)]).toEqual(["'=1+1", '"a,""b"""', '"\'-x\n"', "-1.5", "NaN"]);
  });
});

describe("Files", () => {
  it("have names that every system takes", () => {
    expect(fileName("train/loss", "png")).toBe("train_loss.png");
    expect(fileName("../../etc", "svg")).toBe("etc.svg");
    expect(fileName(hostile, "csv")).toBe("img_src_x_onerror_alert_1_1_1.csv");
    expect(fileName("///", "csv")).toBe("chart.csv");
    expect(fileName("损失", "csv")).toBe("损失.csv");
  });

  it("in a ZIP keep their content, sizes and check sums", async () => {
    const zip = new Uint8Array(await (await zipOf([{ name: "a.txt", content: new Blob(["123456789"]) }])).arrayBuffer());
    const view = new DataView(zip.buffer);
    expect(view.getUint32(0, true)).toBe(0x04034b50);
    expect(view.getUint32(14, true)).toBe(0xcbf43926);
    expect(view.getUint32(18, true)).toBe(9);
    expect(new TextDecoder().decode(zip.slice(30, 44))).toBe("a.txt123456789");
    const directory = view.getUint32(zip.length - 6, true);
    expect([view.getUint32(directory, true), view.getUint32(directory + 42, true)]).toEqual([0x02014b50, 0]);
  });
});

describe("A chart of differences as a file", () => {
  const base = { id: "b", shortId: "T-2", name: "baseline", style: { color: 1, dash: 0 } };
  const both = linesOf(["loss"], [run, base]);
  const series = [pointColumns([[0, 3], [1, 5], [2, 9]], "r", "loss"), pointColumns([[0, 1], [1, 2]], "b", "loss")];
  const made = makeDifference(series, both, { x: undefined, y: undefined }, readSettings({ y: "log" }), "en", { kind: "percent", base, yLabel: "Difference to baseline in %" }, undefined, 10);

  it("says to what, on its axis and in each row", () => {
    expect(made?.gaps).toBe(1);
    expect(made?.model.yScale).toBe("symlog");
    expect(svgOf(made?.model ?? neverMade(), { title: "t", xName: "Step", more: String, notes: String }, colors)).toContain("Difference to baseline in %");
    const [head = "", ...rows] = csvOf(made?.model ?? neverMade()).trim().split("\r\n");
    expect(head.endsWith("smoothed,difference,baseline")).toBe(true);
    expect(rows).toHaveLength(5);
    expect(rows[0]?.endsWith(",1,200,200,200,0,,percent,baseline")).toBe(true);
    expect(rows[2]?.endsWith(",1,NaN,NaN,NaN,0,,percent,baseline")).toBe(true);
  });

  it("is not made where the baseline has no value", () => {
    expect(makeDifference(series.slice(0, 1), both, { x: undefined, y: undefined }, readSettings({}), "en", { kind: "value", base, yLabel: "" }, undefined, 10)).toBeUndefined();
  });
});

const neverMade = (): never => {
  throw new Error("No picture was made.");
};
