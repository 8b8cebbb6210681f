// @vitest-environment node
import { expect, it } from "vitest";
import { parseSearch, readList, readText, stringifySearch } from "./search-params";

it("Addresses read back as they were written", () => {
  const state = { q: "loss & gain=1", c: ["train/loss", "名字", "a+b c"], sort: "-train/loss" };
  expect(parseSearch(stringifySearch(state))).toEqual(state);
});

it("Slashes of attribute paths stay readable", () => {
  expect(stringifySearch({ c: ["train/loss"] })).toBe("?c=train/loss");
});

it("What is empty is left out", () => {
  expect(stringifySearch({ q: "", c: [], sort: undefined })).toBe("");
});

it("A single text can be read as a list, and a list as its first text", () => {
  expect(readList("a")).toEqual(["a"]);
  expect(readText(["a", "b"])).toBe("a");
  expect(readList(undefined)).toBeUndefined();
});
