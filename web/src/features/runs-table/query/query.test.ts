import { describe, expect, it } from "vitest";
import { parse, tokenize } from "./parse";
import { allOf, condition, type Filter, joinTexts, print } from "./tree";

const a = condition("train/loss", "<", "0.5", "floatSeries", "last");
const b = condition("sys/tags", "CONTAINS", 'it\'s a "tag" \\ `x`', "stringSet");
const c = condition("a`b\\c", "NOT EXISTS", "");
const d = condition(undefined, "MENTIONS", "手写 <img onerror>");

describe("A filter as text", () => {
  it("comes back as the same tree, whatever its shape and its names", () => {
    const filters: Filter[] = [
      a,
      b,
      c,
      d,
      allOf([a, b]),
      { kind: "or", parts: [allOf([a, b]), c] },
      allOf([{ kind: "or", parts: [a, d] }, { kind: "not", part: b }]),
      { kind: "not", part: { kind: "or", parts: [a, b] } },
      condition("x", "MATCHES", "\\d+"),
      condition("x", "=", "12"),
      condition("x", "=", "-7d"),
    ];
    for (const filter of filters) expect(parse(print(filter)), print(filter)).toEqual(filter);
  });

  it("reads what people write", () => {
    expect(parse("owner = Fred AND NOT tags CONTAINS unexpected AND size > 20MB")).toEqual(
      allOf([
        condition("sys/owner", "=", "Fred"),
        { kind: "not", part: condition("sys/tags", "CONTAINS", "unexpected") },
        condition("sys/size", ">", "20MB"),
      ]),
    );
    expect(parse("`sys/ping_time`:datetime > 2024-02-06T05:00:00+09")).toEqual(condition("sys/ping_time", ">", "2024-02-06T05:00:00+09", "datetime"));
    expect(parse("  ")).toBeUndefined();
    for (const broken of ["a =", "a = 1 b = 2", "(a = 1", "`a = 1", "a NOT = 1", "a ! 1"]) expect(parse(broken), broken).toBeNull();
  });

  it("has a piece for every character that is not space", () => {
    const text = 'last(`a`:floatSeries) >= 1 AND x STARTS WITH "q" OR (y = \'z\')';
    const pieces = tokenize(text);
    expect(pieces.map(({ start, end }) => text.slice(start, end)).join("")).toBe(text.replaceAll(/ /g, ""));
    expect(pieces.some(({ kind }) => kind === "broken")).toBe(false);
  });

  it("is joined without changing what the parts mean", () => {
    expect(joinTexts(["a = 1 OR b = 2", undefined, " ", "c = 3"])).toBe("(a = 1 OR b = 2) AND (c = 3)");
    expect(joinTexts(["", "c = 3"])).toBe("c = 3");
    expect(joinTexts([])).toBe("");
  });
});
