import { readFile } from "node:fs/promises";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WatchedBrowser } from "./browser";
import { greyPng } from "./images";
import { Server } from "./server";

// What a person does with charts of several runs, with the real server and a real browser.
const hostile = '<img src=x onerror="alert(1)"> "q" \u202eabc 🚀 手';
const steps = 400;
let server: Server;
let browser: WatchedBrowser;
let runs: string[];

const loss = (run: number) => Array.from({ length: steps }, (_, step) => 0.1 * (run + 1) + Math.exp(-step / 40));
const patience = { timeout: 20_000 };
const shows = (locator: Locator, text: string | RegExp) => locator.filter({ hasText: text }).first().waitFor({ state: "visible", ...patience });
const chart = (path: string) => browser.page.locator(`section[aria-label="${path}"]`);
const search = () => new URL(browser.page.url()).searchParams;
const open = async (query: string) => {
  await browser.page.goto(`${server.address}/lab/sweep/compare?runs=SWP-1,SWP-2,SWP-3,SWP-4${query}`);
  await browser.page.locator("main :is(.u-over, [role=table], [role=application], [role=region], figure)").first().waitFor(patience);
};

beforeAll(async () => {
  server = await Server.start();
  browser = await WatchedBrowser.open(server.address);
  const project = await server.createProject("lab", "sweep", "SWP");
  runs = [];
  for (let i = 0; i < 4; i++) {
    const run = await server.createRun(project, `r${i}`, i === 3 ? hostile : `seed ${i}`);
    runs.push(run);
    await server.appendFloats(run, "train/loss", loss(i));
    await server.appendFloats(run, "train/tokens", Array.from({ length: steps }, (_, step) => step * 100));
    await server.appendFloats(run, "val/loss", [3, Number.NaN, 2, 0, 1 + i]);
    await server.assign(run, "parameters/optimizer", "string", i % 2 === 0 ? "adam" : "sgd");
    await server.assign(run, "parameters/lr", "float", 10 ** -(i + 1));
    await server.assign(run, "parameters/config", "string", `lr: ${10 ** -(i + 1)}\ndepth: 4\n`);
    await server.appendImage(run, "val/image", 1, greyPng(8, 8, 60 + i * 40));
  }
  await browser.page.goto(server.signInLink);
  await shows(browser.page.getByRole("heading", { level: 1 }), "Projects");
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

describe("Charts of several runs", () => {
  it("show all runs in one chart, and what a name holds is only text", async () => {
    await open("");
    await chart("train/loss").locator(".u-over").hover({ position: { x: 120, y: 60 } });
    await shows(browser.page.getByRole("presentation"), hostile);
    expect(await browser.page.locator("img[src=x]").count()).toBe(0);
    await browser.picture("charts-of-runs");
  });

  it("keep values in place on a click, and show those of other charts at the same step", async () => {
    await chart("train/loss").locator(".u-over").click({ position: { x: 120, y: 60 } });
    const frozen = browser.page.locator('section[aria-label^="Values at"]');
    await shows(frozen, "seed 0");
    await server.appendFloats(runs[0] ?? "", "train/loss", [0.05], steps);
    await browser.page.mouse.move(700, 5);
    await shows(frozen, "seed 0");
    await frozen.getByRole("button", { name: "Close values" }).click();
    await frozen.waitFor({ state: "detached", ...patience });
  });

  it("hide a line by its legend, and show it alone by a double click", async () => {
    await open("&legend=bottom");
    const legend = chart("train/loss").getByRole("list", { name: "Lines" });
    await legend.getByRole("button", { name: "seed 1" }).click();
    await expect.poll(() => search().getAll("off"), patience).toEqual(["SWP-2"]);
    await legend.getByRole("button", { name: "seed 2" }).dblclick();
    await expect.poll(() => search().getAll("off").toSorted(), patience).toEqual(["SWP-1", "SWP-2", "SWP-4"]);
  });

  it("close the legend by Escape, also where its button has the focus", async () => {
    await open("");
    const button = chart("train/loss").getByRole("button", { name: /^Lines of train\/loss/ });
    const lines = browser.page.getByRole("list", { name: "Lines" });
    await button.click();
    await lines.waitFor();
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
    await button.press("Escape");
    await lines.waitFor({ state: "detached" });
    await button.press("Enter");
    await lines.waitFor();
  });

  it("have tools of other names than the chart beside them, also where the last part of their paths is the same", async () => {
    await open("&q=loss&range=0~100");
    const toolsOf = async (path: string) => {
      await chart(path).hover();
      await chart(path).getByRole("button", { name: /^Download/ }).waitFor(patience);
      return chart(path).locator("button[aria-label]").evaluateAll((buttons) => buttons.map((button) => button.getAttribute("aria-label") ?? ""));
    };
    const [train, val] = [await toolsOf("train/loss"), await toolsOf("val/loss")];
    expect(train.length).toBeGreaterThan(4);
    expect(train.filter((name) => val.includes(name))).toEqual([]);
  });

  it("have settings of their own, with a mark and for all to see in the address", async () => {
    await open("");
    await chart("train/loss").hover();
    await chart("train/loss").getByRole("button", { name: "Settings of train/loss" }).click();
    await browser.page.getByLabel("Title", { exact: true }).fill("Training");
    await browser.page.keyboard.press("Enter");
    await expect.poll(() => search().getAll("set"), patience).toEqual(["title:Training~train/loss"]);
    await browser.page.keyboard.press("Escape");
    await browser.page.reload();
    await shows(chart("train/loss").getByRole("heading"), "Training");
    expect(await chart("train/loss").getByRole("button", { name: /which differ from the page/ }).count()).toBe(1);
  });

  it("stand first when they have a star, also next time", async () => {
    await open("");
    await chart("val/loss").hover();
    await chart("val/loss").getByRole("button", { name: "Star val/loss" }).click();
    await shows(browser.page.getByRole("heading", { level: 2 }), "Starred");
    await open("&only=starred");
    await shows(browser.page.getByRole("heading", { level: 2 }), "Starred");
    expect(await chart("train/loss").count()).toBe(0);
  });

  it("combine metrics that match an expression", async () => {
    await open("");
    await browser.page.getByRole("button", { name: "New chart" }).click();
    await browser.page.getByRole("textbox", { name: "Metrics" }).fill("/loss$/");
    await browser.page.getByRole("button", { name: "Make a chart of 2 metrics" }).click();
    await shows(browser.page.getByRole("heading", { level: 2 }), "Combined");
    expect(search().getAll("mix")).toEqual(["/loss$/~/loss$/"]);
  });

  it("stand along another metric, smoothed by the server over all points", async () => {
    await open("&x=%3Dtrain/tokens&smooth=90&q=train/loss");
    await chart("train/loss").locator(".u-over").hover({ position: { x: 120, y: 60 } });
    await shows(browser.page.getByRole("presentation"), "train/tokens");
    await chart("train/loss").getByRole("application").focus();
    await browser.page.keyboard.press("End");
    await shows(browser.page.getByRole("presentation"), "Not smoothed");
  });

  it("put runs together in groups, with how many there are", async () => {
    await open("&q=train/loss&by=parameters/optimizer&members=on");
    await chart("train/loss").locator(".u-over").hover({ position: { x: 120, y: 60 } });
    await shows(browser.page.getByRole("presentation"), "optimizer = adam (n=2)");
    // The mean of both runs at their last step, which no smoothing touches.
    await chart("train/loss").getByRole("application").focus();
    await browser.page.keyboard.press("End");
    await browser.picture("charts-groups");
  });

  it("are saved as a drawing and as figures", async () => {
    await open("&q=val/loss&y=log&only=starred");
    await shows(chart("val/loss"), /≤ 0/);
    await chart("val/loss").hover();
    const save = async (item: string) => {
      await chart("val/loss").getByRole("button", { name: /^Download/ }).click();
      const [file] = await Promise.all([browser.page.waitForEvent("download", patience), browser.page.getByRole("menuitem", { name: item }).click()]);
      return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
    };
    const drawing = await save("Drawing (SVG)");
    expect(drawing.name).toBe("val_loss.svg");
    expect(drawing.text).toContain("&lt;img src=x");
    const points = await save("All points (CSV)");
    expect(points.text.split("\r\n")[0]).toBe("run,attribute,step,time,value");
    expect(points.text).toContain("SWP-1,val/loss,1,");
    expect(points.text.trim().split("\r\n")).toHaveLength(1 + 4 * 5);
  });

  it("open in full size, where a strip moves the part in view by keys", async () => {
    await open("&chart=train/loss");
    const dialog = browser.page.getByRole("dialog");
    await dialog.getByRole("slider", { name: "Start of the part in view" }).focus();
    for (let i = 0; i < 3; i++) await browser.page.keyboard.press("ArrowRight");
    await expect.poll(() => search().get("range"), patience).toMatch(/^\d/);
    await browser.picture("full-size-of-runs");
  });
});

describe("A comparison", () => {
  it("says how far values lie from the reference, which can be another run", async () => {
    await open("&view=table");
    const row = browser.page.getByRole("row").filter({ hasText: "parameters/lr" });
    await shows(row, /0\.1.*0\.01.*90%/);
    await browser.page.getByRole("button", { name: "Column of seed 1" }).click();
    await browser.page.getByRole("menuitem", { name: "Compare the others with this run" }).click();
    await expect.poll(() => search().get("ref"), patience).toBe("SWP-2");
    await browser.picture("side-by-side-of-runs");
  });

  it("shows two texts line by line", async () => {
    await open("&view=text&path=parameters/config");
    await shows(browser.page.getByRole("region", { name: "Text" }), "depth: 4");
    await shows(browser.page.getByRole("status"), "1 line differs");
    await browser.picture("compare-text");
  });

  it("shows images at the same step, and what differs between two", async () => {
    await open("&view=images");
    await expect.poll(() => browser.page.getByRole("img", { name: /val\/image/ }).count(), patience).toBe(4);
    await browser.page.getByText("Difference", { exact: true }).click();
    await shows(browser.page.getByRole("status"), /100% of pixels differ/);
    await browser.picture("compare-images");
  });

  it("keeps only the runs that are brushed in parallel coordinates", async () => {
    await open("&view=parallel&axes=parameters/lr&axes=parameters/optimizer&brush=0.005~0.2~parameters/lr");
    await shows(browser.page.getByRole("status"), "2 of 4 runs inside");
    await browser.picture("compare-parallel");
    await browser.page.getByRole("button", { name: "Keep only these" }).click();
    await expect.poll(() => search().getAll("runs"), patience).toEqual(["SWP-1", "SWP-2"]);
  });

  it("places runs by two values, with the front of two goals", async () => {
    await open("&view=scatter&across=parameters/lr&up=train/loss&pareto=minmin&xlog=log");
    await shows(browser.page.getByRole("status"), /on the front/);
    await browser.page.getByRole("application").focus();
    await browser.page.keyboard.press("ArrowRight");
    await shows(browser.page.getByRole("application"), "parameters/lr");
    await browser.picture("compare-scatter");
  });

  it("was never shown an error, and no other host was asked for anything", () => {
    expect(browser.complaints).toEqual([]);
  });
});
