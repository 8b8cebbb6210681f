import { expect, it } from "vitest";
import { codeOf } from "./code";
import type { ComparedRun } from "./compared-run";

const run = (shortId: string, project: string) => ({ id: `id-${shortId}`, shortId, text: shortId, name: shortId, style: { color: 0, dash: 0 }, head: { projectId: `p-${project}`, workspace: "lab", project } }) as ComparedRun;

it("Code for a comparison names the runs and attributes once, one call for each project, and no name escapes from its quotes", () => {
  const runs = [run("A-1", "a"), run("A-2", "a"), run("B-1", "b")];
  const query = codeOf("query", runs, ['x"] #'], "http://h");
  expect(query).toContain('runs=Filter.eq(Attribute("sys/id", type="string"), "A-1") | Filter.eq(Attribute("sys/id", type="string"), "A-2"),');
  expect(query).toContain(String.raw`"x\"] #",`);
  expect(query.split("nq.fetch_runs_table(")).toHaveLength(3);
  expect(codeOf("neptune", runs, ["a"], "http://h")).toContain(String.raw`query="${"`"}sys/id${"`"}:string = \"A-1\" OR ${"`"}sys/id${"`"}:string = \"A-2\""`);
  const curl = codeOf("curl", runs.slice(0, 1), ["it's"], "http://h");
  expect(curl).toContain("http://h/api/v1/projects/p-a/runs/query");
  expect(curl).toContain(String.raw`{"columns":["it'\''s"],"filter":{"only":["id-A-1"],"scope":"all"},"limit":1}`);
});
