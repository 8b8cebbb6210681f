import { expect, it } from "vitest";
import { rowsOf, treesOf } from "./lineage";

const run = (id: string, parent?: string, step = 0) => ({ id, fork: parent === undefined ? null : { parent, step } });

it("Runs stand below those they were forked from, by fork step", () => {
  const trees = treesOf([run("c", "a", 20), run("d", "b", 15), run("a"), run("b", "a", 10), run("lonely", "gone", 3)]);
  expect([...rowsOf(trees)].map(({ branch, goesOn }) => [branch?.run.id, branch?.step, goesOn])).toEqual([
    ["a", undefined, []],
    ["b", 10, [true]],
    // The line from a to c passes by.
    ["d", 15, [true, false]],
    ["c", 20, [false]],
    ["lonely", 3, []],
  ]);
});

it("A circle of forks shows each run once", () => {
  expect([...rowsOf(treesOf([run("a", "b"), run("b", "a")]))].map(({ branch, goesOn }) => [branch?.run.id, goesOn])).toEqual([["a", []], ["b", []]]);
});

it("Forks that are not listed are counted below those that are, and the line leads down to the count", () => {
  const trees = treesOf([run("a"), run("b", "a", 10), run("c", "b", 15)]);
  const total = new Map([["a", 4], ["b", 1], ["c", 2]]);
  expect([...rowsOf(trees, ({ id }) => total.get(id))].map(({ branch, more, goesOn }) => [branch?.run.id ?? `${more?.count} of ${more?.of.id}`, goesOn])).toEqual([
    ["a", []],
    ["b", [true]],
    ["c", [true, false]],
    ["2 of c", [true, false, false]],
    ["3 of a", [false]],
  ]);
});
