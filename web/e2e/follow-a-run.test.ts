import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WatchedBrowser } from "./browser";
import { greyPng } from "./images";
import { Server } from "./server";

// One person's way through the product, from the sign-in link to a comparison, with the real server and a real browser.
const hostile = '<img src=x onerror="alert(1)"> 手写 "quotes"';
let server: Server;
let browser: WatchedBrowser;
let project: string;
let first: string;
let second: string;

const lossAt = (step: number, floor: number) => floor + Math.exp(-step / 40);
/** As the app writes a value. */
const shown = (value: number) => String(Number(value.toPrecision(6)));
const curve = (count: number, floor: number) => Array.from({ length: count }, (_, step) => lossAt(step, floor));

// Long enough for a machine that is busy with other tests.
const patience = { timeout: 20_000 };

/** Waits until the locator shows the text. */
async function shows(locator: Locator, text: string | RegExp): Promise<void> {
  await locator.filter({ hasText: text }).first().waitFor({ state: "visible", ...patience });
}

const chart = (path: string) => browser.page.locator(`section[aria-label="${path}"]`);
const search = () => new URL(browser.page.url()).searchParams;

beforeAll(async () => {
  server = await Server.start();
  browser = await WatchedBrowser.open(server.address);
  project = await server.createProject("lab", "digits", "DIG");
  first = await server.createRun(project, "first", "baseline");
  await server.heartbeat(first);
  await server.appendFloats(first, "train/loss", curve(200, 0.1));
  await server.appendFloats(first, "val/loss", [...curve(20, 0.2), Number.NaN, Number.POSITIVE_INFINITY]);
  await server.assign(first, "parameters/lr", "float", 0.001);
  await server.assign(first, "parameters/optimizer", "string", "adam");
  await server.appendLines(first, "monitoring/stdout", Array.from({ length: 500 }, (_, i) => `epoch ${i}`));
  await server.appendImage(first, "val/misclassified", 1, greyPng(8, 8, 120));
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

describe("A person who follows a run", () => {
  it("signs in by the link that the server printed", async () => {
    await browser.page.goto(server.signInLink);
    await shows(browser.page.getByRole("heading", { level: 1 }), "Projects");
    await browser.picture("projects");
  });

  it("is protected by a strict policy", () => {
    expect(browser.policy).toContain("default-src 'self'");
    expect(browser.policy).not.toContain("unsafe");
  });

  it("sees the run in the table, and one that begins now without reloading", async () => {
    await browser.page.goto(`${server.address}/lab/digits/runs`);
    await shows(browser.page.getByRole("table").or(browser.page.getByRole("grid")), "baseline");
    second = await server.createRun(project, "second", hostile);
    await server.appendFloats(second, "train/loss", curve(200, 0.3));
    await server.assign(second, "parameters/lr", "float", 0.01);
    await server.assign(second, "parameters/optimizer", "string", "adam");
    await shows(browser.page.getByRole("table").or(browser.page.getByRole("grid")), hostile);
    await browser.picture("runs");
  });

  it("opens it and sees its charts", async () => {
    await browser.page.getByText("baseline").first().click();
    await browser.page.waitForURL("**/runs/DIG-1/charts");
    await shows(chart("train/loss"), shown(lossAt(199, 0.1)));
    await shows(chart("val/loss"), "2 NaN/∞");
    await shows(browser.page.getByRole("heading", { level: 1 }), "baseline");
    await shows(browser.page.locator("main"), "Running");
    await browser.picture("charts");
  });

  it("watches a point and a new metric arrive without reloading", async () => {
    await browser.page.evaluate(() => document.documentElement.setAttribute("data-same-page", "yes"));
    await server.appendFloats(first, "train/loss", [0.0625], 200);
    await shows(chart("train/loss"), "0.0625");
    await server.appendFloats(first, "train/accuracy", [0.5, 0.75]);
    await shows(chart("train/accuracy"), "0.75");
    expect(await browser.page.getAttribute("html", "data-same-page")).toBe("yes");
  });

  it("reads values off a chart by pointer and by keyboard", async () => {
    const plot = chart("train/loss").locator(".u-over");
    await plot.hover({ position: { x: 100, y: 60 } });
    await shows(browser.page.locator("body"), /Step\s*\d+/);
    await browser.page.mouse.move(2, 2);
    const application = chart("train/loss").getByRole("application");
    await application.focus();
    await browser.page.keyboard.press("End");
    await shows(application, "baseline: 200, 0.0625, 1 point");
    await browser.page.keyboard.press("Escape");
  });

  it("zooms, and the address brings the same view back", async () => {
    const box = await chart("train/loss").locator(".u-over").boundingBox();
    if (!box) throw new Error("The chart is not on screen.");
    await browser.page.mouse.move(box.x + box.width * 0.25, box.y + 50);
    await browser.page.mouse.down();
    await browser.page.mouse.move(box.x + box.width * 0.4, box.y + 52, { steps: 4 });
    await browser.page.mouse.move(box.x + box.width * 0.5, box.y + 54, { steps: 4 });
    await browser.page.mouse.up();
    await expect.poll(() => search().get("range"), patience).toMatch(/^\d+(\.\d+)?~\d+(\.\d+)?$/);
    const [from, to] = (search().get("range") ?? "").split("~").map(Number);
    expect(from).toBeGreaterThan(40);
    expect(from).toBeLessThan(60);
    expect(to).toBeGreaterThan(90);
    expect(to).toBeLessThan(110);
    const zoomed = browser.page.url();
    await browser.page.reload();
    await shows(browser.page.getByRole("toolbar"), "Reset zoom");
    expect(browser.page.url()).toBe(zoomed);
    await chart("train/loss").locator(".u-over").dblclick();
    await expect.poll(() => search().has("range"), patience).toBe(false);
  });

  it("opens one chart in full size, as a picture and as a table", async () => {
    await chart("train/loss").hover();
    await chart("train/loss").getByRole("button", { name: "Show train/loss in full size" }).click();
    const dialog = browser.page.getByRole("dialog");
    await shows(dialog.getByRole("row"), /baseline.*0\.0625/);
    await browser.picture("full-size");
    await dialog.getByText("Table", { exact: true }).click();
    await shows(dialog.getByRole("row"), /^200/);
    await expect.poll(() => [search().get("chart"), search().get("as")], patience).toEqual(["train/loss", "table"]);
    await browser.page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });

  it("follows the console, and new lines come to it", async () => {
    await browser.page.getByRole("link", { name: "Logs" }).click();
    const log = browser.page.getByRole("log");
    await shows(log, "epoch 499");
    await server.appendLines(first, "monitoring/stdout", ["\u001b[31mnow\u001b[0m red", "the very last line"]);
    await shows(log, "the very last line");
    await shows(log, "now red");
    await shows(browser.page.locator("main"), "502 lines");
    await browser.picture("logs");
    await browser.page.goto(`${server.address}/lab/digits/runs/DIG-1/logs?line=10`);
    await shows(log, "epoch 9");
    expect(await log.getByText("the very last line").count()).toBe(0);
  });

  it("walks the tree of attributes and links to one of them", async () => {
    await browser.page.getByRole("link", { name: "Attributes" }).click();
    await browser.page.getByRole("treeitem", { name: "optimizer" }).click();
    await expect.poll(() => search().get("path"), patience).toBe("parameters/optimizer");
    await shows(browser.page.getByRole("article"), "adam");
    await browser.picture("attributes");
    await browser.page.reload();
    await shows(browser.page.getByRole("article"), "adam");
  });

  it("sees parameters and images", async () => {
    await browser.page.getByRole("link", { name: "Parameters" }).click();
    await shows(browser.page.getByRole("row"), /parameters\/lr.*0\.001/);
    await browser.picture("parameters");
    await browser.page.getByRole("link", { name: "Images" }).click();
    const image = browser.page.getByRole("img", { name: "val/misclassified" });
    await expect.poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth), patience).toBe(8);
    await server.appendImage(first, "val/misclassified", 2, greyPng(8, 8, 200));
    await shows(browser.page.locator("main"), "2 / 2");
    await browser.picture("images");
  });

  it("sees the run end", async () => {
    await server.heartbeat(first, true);
    await shows(browser.page.locator("main"), "Inactive");
  });

  it("overlays two runs, hides one, and the address brings it back", async () => {
    await browser.page.goto(`${server.address}/lab/digits/compare?runs=DIG-1,DIG-2`);
    await shows(browser.page.getByRole("list", { name: "Compared runs" }), hostile);
    await chart("train/loss").locator(".u-over").hover({ position: { x: 150, y: 60 } });
    await shows(browser.page.locator("body > div"), /Step.*baseline/s);
    await browser.picture("compare");
    await browser.page.getByRole("button", { name: "Hide baseline" }).click();
    await expect.poll(() => search().getAll("hide"), patience).toEqual(["DIG-1"]);
    await shows(chart("train/loss"), shown(lossAt(199, 0.3)));
    await browser.page.reload();
    await shows(chart("train/loss"), shown(lossAt(199, 0.3)));
  });

  it("sees only the differences side by side", async () => {
    await browser.page.getByText("Side by side").click();
    const rows = browser.page.getByRole("row");
    await shows(rows, /parameters\/lr.*0\.001.*0\.01/);
    expect(await rows.filter({ hasText: "parameters/optimizer" }).count()).toBe(0);
    await browser.picture("side-by-side");
    await browser.page.getByRole("switch", { name: "Differences only" }).click();
    await shows(rows, "parameters/optimizer");
  });

  it("reads the pages in Chinese and Korean, in the dark and in the light", async () => {
    await browser.page.goto(`${server.address}/lab/digits/runs/DIG-1/charts`);
    for (const [language, word] of [["简体中文", "图表"], ["한국어", "차트"], ["English", "Charts"]] as const) {
      await browser.page.getByRole("banner").locator("button:has(svg.lucide-settings-2)").click();
      await browser.page.getByRole("radio", { name: language }).click();
      await browser.page.keyboard.press("Escape");
      await shows(browser.page.getByRole("link"), word);
      if (language !== "English") await browser.picture(`charts-${language}`);
    }
    const background = () => browser.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await browser.page.emulateMedia({ colorScheme: "dark" });
    await expect.poll(background, patience).not.toBe(light);
    await browser.page.emulateMedia({ colorScheme: "light" });
    await expect.poll(background, patience).toBe(light);
  });

  it("was never shown an error, and no other host was asked for anything", () => {
    expect(browser.complaints).toEqual([]);
  });
});
