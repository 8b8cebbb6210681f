import { describe, expect, it } from "vitest";
import { readOldLink } from "./old-links";

const lab = { workspace: "lab", project: "digits" };

describe("A link of an old Neptune", () => {
  it.each([
    ["https://app.neptune.ai/o/lab/org/digits/e/DIG-12/charts", { ...lab, run: "DIG-12", tab: "charts" }],
    ["https://ui.neptune.ai/lab/digits/e/DIG-12/logs", { ...lab, run: "DIG-12", tab: "logs" }],
    ["https://ui.neptune.ai/lab/digits/e/DIG-12/source-code?path=.&file=a.py", { ...lab, run: "DIG-12", tab: "attributes" }],
    ["https://app.neptune.ai/o/lab/org/digits/e/DIG-1/all?path=metrics%2F&attribute=loss", { ...lab, run: "DIG-1", tab: "attributes" }],
    ["https://scale.neptune.ai/o/lab/org/digits/runs/details?viewId=standard-view&detailsTab=charts&shortId=DIG-7&type=run", { ...lab, run: "DIG-7", tab: "charts" }],
    ["https://scale.neptune.ai/o/lab/org/digits/runs/table?viewId=standard-view&dash=charts", lab],
    ["https://app.neptune.ai/lab/digits/experiments?viewId=x&split=tbl&dash=charts", lab],
    ["/o/lab/org/digits/compare?shortId=%5B%22DIG-1%22%2C%22DIG-3%22%5D&viewId=a", { ...lab, compare: ["DIG-1", "DIG-3"] }],
    ["https://scale.neptune.ai/lab/digits/-/run/?customId=my%20run", { ...lab, customId: "my run" }],
    ["https://app.neptune.ai/o/%E5%AE%9E%E9%AA%8C/org/digits/", { workspace: "实验", project: "digits" }],
  ])("%s", (link, expected) => expect(readOldLink(link)).toEqual(expected));

  it.each(["", "hello", "DIG-12", "/lab/digits/runs?q=a", "/lab", "https://example.org/%E0%A4%A"])("is not %s", (text) => {
    expect(readOldLink(text)).toBeUndefined();
  });
});
