import { expect, it } from "vitest";
import { curlFor, pythonFor } from "./code";

const line = (shortId: string, metric: string) => ({ id: "", key: "", name: "", metric, style: { color: 0, dash: 0 }, run: { id: `id-${shortId}`, shortId, name: shortId, style: { color: 0, dash: 0 } } });

it("Code that reads a chart's points names each run and metric once, and no name escapes from its quotes", () => {
  const python = pythonFor([line("T-1", "loss"), line("T-2", 'a"] + exit() #\n手')], 'lab/"x"', "http://h");
  expect(python).toContain('runs = Filter.eq(Attribute("sys/id", type="string"), "T-1") | Filter.eq(Attribute("sys/id", type="string"), "T-2")');
  expect(python).toContain(String.raw`attributes=["loss", "a\"] + exit() #\n\u624b"]`);
  expect(python.split("\n")).toHaveLength(6);
  expect(curlFor([line("T-1", "it's")], "http://h")).toContain(String.raw`"path":"it'\''s"`);
});

it("Code for formulas asks the server, which computes them", () => {
  const python = pythonFor([line("T-1", "=val/loss - `a\"b`")], "lab/x", "http://h");
  expect(python).toContain(String.raw`{\"runId\":\"id-T-1\",\"formula\":\"val/loss - ${"`"}a\\\"b${"`"}\"}`);
  expect(curlFor([line("T-1", "=a - b")], "http://h")).toContain('"formula":"a - b"');
});
