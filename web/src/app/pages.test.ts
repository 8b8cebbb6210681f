import { expect, test } from "vitest";
import { pagesAt } from "./pages";

test.each([
  ["/", "", ["projects"]],
  ["/sign-in", "?to=/", ["signIn"]],
  ["/lab/vision", "", ["runs"]],
  ["/lab/vision/runs", "?tab=charts&show=top:20", ["runs", "runsCharts"]],
  ["/lab/vision/runs/", "?c=tab", ["runs"]],
  ["/lab/vision/runs/VIS-1", "", ["run", "runCharts"]],
  ["/lab/vision/runs/VIS-1/logs", "", ["run", "runLogs"]],
  ["/lab/vision/runs/VIS-1/unknown", "", ["run"]],
  ["/lab/vision/compare", "?runs=VIS-1", ["compare"]],
  ["/o/lab/org/vision/e/VIS-1/charts", "", []],
  ["/s/abcdefghij", "", []],
  ["/lab/vision/e/VIS-1/charts", "", []],
])("the pages of %s%s", (pathname, search, pages) => expect(pagesAt(pathname, search)).toEqual(pages));
