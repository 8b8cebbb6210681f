import { describe, expect, it } from "vitest";
import { type DiffLine, besideEachOther, diffLines, foldSame } from "./diff-lines";

const show = (lines: readonly DiffLine[] | undefined) =>
  lines?.map(({ kind, left, right }) => {
    const text = (side: typeof left) => side?.parts.map(({ text, isMarked }) => (isMarked ? `[${text}]` : text)).join("") ?? "";
    return `${kind}|${left?.number ?? ""}|${text(left)}|${right?.number ?? ""}|${text(right)}`;
  });

describe("The difference of two texts", () => {
  it("puts a changed line beside the one it was, with the words that differ marked", () => {
    expect(show(diffLines("a\nlr: 0.1\nb\n", "a\nlr: 0.2\nb", false))).toEqual(["same|1|a|1|a", "changed|2|lr: 0.[1]|2|lr: 0.[2]", "same|3|b|3|b"]);
  });

  it("counts lines on both sides", () => {
    expect(show(diffLines("a\nb\nc", "b\nc\nd", false))).toEqual(["removed|1|a||", "same|2|b|1|b", "same|3|c|2|c", "added||3|d"].map((line) => line.replace("added||3|d", "added|||3|d")));
  });

  it("does not see white space when it is not to", () => {
    expect(show(diffLines("a  b\r\n", " a b\n", true))).toEqual(["same|1|a  b|1| a b"]);
    expect(show(diffLines("", "", false))).toEqual([]);
  });

  it("loses no line of either side", () => {
    const random = (seed: number) => Array.from({ length: 80 }, (_, i) => `line ${(i * seed) % 13}`);
    const [a, b] = [random(7), random(5)];
    const lines = diffLines(a.join("\n"), b.join("\n"), false) ?? [];
    const side = (which: "left" | "right") => lines.flatMap((line) => line[which]?.parts.map(({ text }) => text).join("") ?? []);
    expect(side("left")).toEqual(a);
    expect(side("right")).toEqual(b);
  });
});

describe("Folding", () => {
  it("hides equal lines away from changes until they are opened", () => {
    const text = Array.from({ length: 30 }, (_, i) => `line ${i}`);
    const lines = diffLines(text.join("\n"), text.with(15, "other").join("\n"), false) ?? [];
    const shown = foldSame(lines, new Set());
    expect(shown.map((line) => (line.kind === "fold" ? `fold ${line.count}` : line.kind)).join(" ")).toBe("fold 12 same same same changed same same same fold 11");
    expect(foldSame(lines, new Set([0, 16]))).toHaveLength(30);
  });
});

it("Three texts stand beside each other by the lines of the first", () => {
  const of = (a: string, b: string) => diffLines(a, b, false) ?? [];
  const text = (side: { parts: readonly { text: string }[] } | undefined) => side?.parts.map((part) => part.text).join("");
  const lines = besideEachOther(of("a\nb\nc", "a\nB\nc\nd"), of("a\nb\nc", "x\na\nb"));
  expect(lines.map(({ left, right, third, kind }) => [text(left), text(right), text(third?.side), kind])).toEqual([
    [undefined, undefined, "x", "added"],
    ["a", "a", "a", "same"],
    ["b", "B", "b", "changed"],
    ["c", "c", undefined, "removed"],
    [undefined, "d", undefined, "added"],
  ]);
});
