import { expect, it } from "vitest";
import { rowsOf, treesOf } from "./lineage";

const run = (id: string, parent?: string, step = 0) => ({ id, fork: parent === undefined ? null : { parent, step } });

it("Runs stand below those they were forked from, by fork step", () => {
  const trees = treesOf([run("c", "a", 20), run("d", "b", 15), run("a"), run("b", "a", 10), run("lonely", "gone", 3)]);
  expect([...rowsOf(trees)].map(({ branch, depth, isLast }) => [branch.run.id, branch.step, depth, isLast])).toEqual([
    ["a", undefined, 0, false],
    ["b", 10, 1, false],
    ["d", 15, 2, true],
    ["c", 20, 1, true],
    ["lonely", 3, 0, true],
  ]);
});

it("A circle of forks shows each run once", () => {
  expect([...rowsOf(treesOf([run("a", "b"), run("b", "a")]))].map(({ branch, depth }) => [branch.run.id, depth])).toEqual([["a", 0], ["b", 0]]);
});
