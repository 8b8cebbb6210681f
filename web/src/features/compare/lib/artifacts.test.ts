import { expect, it } from "vitest";
import { changesBetween } from "./artifacts";

const file = (path: string, hash: string) => ({ path, hash, kind: "Local", size: 1 });

it("Between two versions of an artifact files are added, removed, changed or the same", () => {
  const changes = changesBetween([file("b/10", "1"), file("b/9", "1"), file("gone", "1")], [file("b/9", "2"), file("b/10", "1"), file("new", "3")]);
  expect(changes.map(({ path, kind }) => [path, kind])).toEqual([["b/9", "changed"], ["b/10", "same"], ["gone", "removed"], ["new", "added"]]);
  expect(changesBetween([], [])).toEqual([]);
});
