import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessFaults } from "./axe";
import { WatchedBrowser } from "./browser";
import { greyPng } from "./images";
import { Server } from "./server";

// What holds on every page: in reach of everybody, light and dark, it fits a phone, and no name harms.
const hostile = '<img src=x onerror="alert(1)"> "q" \u202Ertl😀';
const long = "x".repeat(2000);
const names = ["plain", hostile, "手写数字识别", long];
let server: Server;
let browser: WatchedBrowser;

const at = (path: string) => server.address + path;
const settled = async () => {
  await browser.page.locator("main").first().waitFor();
  await browser.page.waitForLoadState("networkidle", { timeout: 10_000 }).catch(() => undefined);
};

beforeAll(async () => {
  server = await Server.start();
  browser = await WatchedBrowser.open(server.address);
  browser.page.setDefaultTimeout(100_000);
  const project = await server.createProject("lab", "wide", "WIDE");
  await server.createProject("lab", "empty", "NONE");
  for (const [i, name] of names.entries()) {
    const run = await server.createRun(project, `run-${i}`, name);
    await server.assign(run, "parameters/optimizer", "string", name.slice(0, 500));
    await server.assign(run, "parameters/lr", "float", 10 ** -i);
    await server.assign(run, `hostile/${hostile.replaceAll("/", "")}`, "string", hostile);
    await server.assign(run, "sys/tags", "stringSet", [name.slice(0, 100), "同一个标签"]);
    await server.assign(run, "sys/group_tags", "stringSet", [name.slice(0, 100)]);
    for (const metric of ["val/accuracy", hostile.replaceAll("/", ""), "m".repeat(900)]) await server.appendFloats(run, metric, [0.1 * i, 0.9, i === 2 ? Number.NaN : 0.1 * i]);
    await server.appendLines(run, "logs/out", [`line of ${name.slice(0, 80)}`, hostile]);
    await server.appendImage(run, "val/image", 1, greyPng(8, 8, 60 + i * 40));
    await server.heartbeat(run, true);
  }
  await browser.page.goto(server.signInLink);
  await browser.page.getByRole("heading", { level: 1 }).waitFor();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const pages: readonly (readonly [string, string])[] = [
  ["projects", "/"],
  ["tokens", "/api-tokens"],
  ["no runs", "/lab/empty/runs"],
  ["table", "/lab/wide/runs?c=*&c=sys/group_tags&c=val/accuracy~mcurve&c=parameters/lr~mbar&c=parameters/optimizer~e"],
];

describe("Every page", () => {
  it.each(pages)("%s: is in reach of everybody, light and dark, fits a phone, and takes names for text", async (_, path) => {
    const { page } = browser;
    await page.goto(at(path));
    await settled();
    const faults = await accessFaults(page);
    // Without motion: a colour on its way from light to dark is neither.
    await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
    faults.push(...(await accessFaults(page, ["color-contrast"])).map((fault) => `dark: ${fault}`));
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "no-preference" });
    expect(faults).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await page.setViewportSize({ width: 1440, height: 900 });
    expect(overflow, "pixels that stick out of a phone").toBeLessThanOrEqual(0);
    expect(await page.locator("img[src=x]").count()).toBe(0);
    expect((await page.title()).length).toBeLessThan(300);
    expect(await page.title()).not.toContain("\u202E");
  });
});
