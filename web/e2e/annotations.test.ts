import { readFile } from "node:fs/promises";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessFaults } from "./axe";
import { WatchedBrowser } from "./browser";
import { Server } from "./server";

// What people do with notes on charts: they pin them, colleagues see them come, change them and take them away; code logs events beside them.
const hostile = `<img src=x onerror="alert(1)"> \u202eabc 🚀 手 ${"long ".repeat(380)}`.slice(0, 2000).trim();
const patience = { timeout: 45_000 };
let server: Server;
let browser: WatchedBrowser;
let project: string;
let runs: string[];

interface Note {
  text: string;
  step: number | null;
  unixMicros: number | null;
  author: string;
}

async function ask(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${server.address}/api/v1${path}`, { method, body: body && JSON.stringify(body), headers: { authorization: `Bearer ${server.token}`, "content-type": "application/json" } });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? {} : ((await response.json()) as Record<string, unknown>);
}

/** Lines with the steps from 0 on, over the protocol of Neptune 1.x. */
async function appendAs1x(run: string, path: string, lines: readonly string[]): Promise<void> {
  const entries = lines.map((value, step) => ({ value, step, timestampMilliseconds: Date.now() }));
  const response = await fetch(`${server.address}/api/leaderboard/v1/attributes/operations?experimentId=${run}`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.token}`, "content-type": "application/json" },
    body: JSON.stringify([{ path, logStrings: { entries } }]),
  });
  expect([response.status, await response.json()]).toEqual([200, []]);
}

const notesOf = async (run = runs[0] ?? "") => (await ask("GET", `/runs/${run}/annotations`)).annotations as Note[];

/** Another browser, in which somebody has signed in. */
async function colleague(token: string): Promise<Page> {
  const page = await browser.stranger();
  page.setDefaultTimeout(45_000);
  await page.goto(`${server.address}/sign-in`);
  await page.getByLabel("API token").fill(token);
  await page.getByRole("button", { name: "Sign in" }).click();
  await shows(page.getByRole("heading", { level: 1, name: "Projects" }));
  return page;
}

const panel = (page: Page, path: string) => page.locator(`section[aria-label="${path}"]`).first();
const flags = (page: Page, path: string) => panel(page, path).locator("button[data-pins]");
const shows = (locator: Locator) => locator.first().waitFor({ state: "visible", ...patience });
const open = async (page: Page, query = "") => {
  await page.goto(`${server.address}/lab/notes/compare${query}`);
  await page.locator("main .u-over").first().waitFor(patience);
};
const toast = (text: string) => browser.page.getByRole("status").filter({ hasText: text });
/** Clicks into the middle of a chart, which keeps the values there in place. */
const freeze = async (path: string) => {
  const box = await panel(browser.page, path).locator(".u-over").boundingBox();
  if (!box) throw new Error("The chart is not on screen.");
  await browser.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await shows(browser.page.getByRole("button", { name: "Add a note here" }));
};
const count = (path: string, expected: number, page = browser.page) => expect.poll(() => flags(page, path).count(), patience).toBe(expected);

beforeAll(async () => {
  server = await Server.start();
  browser = await WatchedBrowser.open(server.address);
  browser.page.setDefaultTimeout(45_000);
  project = await server.createProject("lab", "notes", "NOT");
  runs = [];
  for (const name of ["steady", "wild"]) {
    const run = await server.createRun(project, name, name);
    runs.push(run);
    for (const path of ["train/loss", "train/acc"]) await server.appendFloats(run, path, Array.from({ length: 101 }, (_, step) => Math.sin(step / 15) + runs.length));
  }
  await browser.page.goto(server.signInLink);
  await shows(browser.page.getByRole("heading", { level: 1, name: "Projects" }));
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

describe("A note", () => {
  it("is pinned where values are kept in place, stands on all charts of the run, and comes to a colleague by itself", async () => {
    const other = await colleague(server.token);
    await open(other);
    await open(browser.page);
    await freeze("train/loss");
    await browser.page.getByRole("button", { name: "Add a note here" }).click();
    await browser.page.getByRole("combobox", { name: "Run" }).click();
    await browser.page.getByRole("option", { name: "steady" }).click();
    await browser.page.getByRole("textbox", { name: "Note" }).fill("lr dropped");
    await browser.page.keyboard.press("Control+Enter");
    await shows(toast("Note added"));

    for (const page of [browser.page, other]) for (const path of ["train/loss", "train/acc"]) await count(path, 1, page);
    const [made] = await notesOf();
    expect(made).toMatchObject({ text: "lr dropped", step: 50, author: "admin" });
    expect(made?.unixMicros).toBeGreaterThan(0);
    const flag = flags(browser.page, "train/acc");
    expect(await flag.getAttribute("aria-label")).toMatch(/^steady: lr dropped \(admin · step 50 · .+\)$/);
    const [plot, box] = [await panel(browser.page, "train/acc").locator(".u-over").boundingBox(), await flag.boundingBox()];
    // In the middle of the plot, within a pixel or two.
    expect(Math.abs((box?.x ?? 0) + 12 - ((plot?.x ?? 0) + (plot?.width ?? 0) / 2))).toBeLessThan(2);
    await browser.page.keyboard.press("Escape");
    await other.context().close();
  });

  it("is read on hover and by keyboard, changed, and changed back", async () => {
    await open(browser.page);
    const flag = flags(browser.page, "train/loss");
    await flag.hover();
    const tip = browser.page.locator("[class*=tip]").filter({ hasText: "lr dropped" });
    await shows(tip);
    await browser.page.mouse.move(5, 5);
    await tip.waitFor({ state: "detached" });
    await panel(browser.page, "train/loss").getByRole("application").focus();
    await browser.page.keyboard.press("Tab");
    await shows(tip);
    await browser.page.keyboard.press("Enter");
    await browser.page.getByRole("button", { name: "Change note: lr dropped" }).click();
    await browser.page.getByRole("textbox", { name: "Note" }).fill("lr halved");
    await browser.page.getByRole("button", { name: "Save", exact: true }).click();
    await shows(toast("Note changed"));
    await expect.poll(() => flag.getAttribute("aria-label"), patience).toContain("lr halved");
    expect(await accessFaults(browser.page)).toEqual([]);
    await browser.page.keyboard.press("Escape");
    await expect.poll(() => flag.evaluate((element) => element === document.activeElement), patience).toBe(true);
    await browser.page.keyboard.press("Control+z");
    await expect.poll(() => flag.getAttribute("aria-label"), patience).toContain("lr dropped");
  });

  it("is deleted, and is back as it was when that is undone", async () => {
    const [before] = await notesOf();
    await flags(browser.page, "train/loss").click();
    await browser.page.getByRole("button", { name: "Delete note: lr dropped" }).click();
    await shows(toast("Note deleted"));
    await count("train/loss", 0);
    await count("train/acc", 0);
    expect(await notesOf()).toEqual([]);
    await toast("Note deleted").getByRole("button", { name: "Undo" }).click();
    await count("train/loss", 1);
    expect(await notesOf()).toEqual([before]);
  });

  it("is written by keyboard alone, and shows whatever it says as text", async () => {
    await open(browser.page, "?notes=off");
    await count("train/loss", 0);
    await open(browser.page);
    await panel(browser.page, "train/acc").getByRole("application").focus();
    // The chart may still wait for its points; a note is written where values are shown.
    const values = browser.page.locator("[role=presentation]", { hasText: "steady" });
    const walk = async () => {
      await browser.page.keyboard.press("ArrowRight");
      return values.count();
    };
    await expect.poll(walk, patience).toBe(1);
    await browser.page.keyboard.press("n");
    await browser.page.getByRole("textbox", { name: "Note" }).fill(hostile);
    await browser.page.keyboard.press("Control+Enter");
    await shows(toast("Note added"));
    await count("train/acc", 2);
    await browser.page.keyboard.press("Escape");
    await browser.page.keyboard.press("Escape");
    await flags(browser.page, "train/acc").first().click();
    await shows(browser.page.getByText(hostile.slice(0, 25)));
    expect(await accessFaults(browser.page)).toEqual([]);
    await browser.picture("notes-panel");
    await browser.page.keyboard.press("Escape");
    expect(browser.complaints).toEqual([]);
  });
});

describe("Events that code logged", () => {
  it("stand beside notes, are put together where they are close, and nobody changes them", async () => {
    // As clients of Neptune 1.x log: run["events"].append("warm-up over", step=0).
    await appendAs1x(runs[1] ?? "", "events", ["warm-up over", "restarted"]);
    await server.appendLines(runs[1] ?? "", "events", Array.from({ length: 60 }, (_, i) => `checkpoint ${i}`));
    await open(browser.page);
    await expect.poll(() => flags(browser.page, "train/loss").count(), patience).toBeGreaterThan(4);
    const all = await flags(browser.page, "train/loss").evaluateAll((found) => found.map((flag) => Number(/^(\d+) notes/.exec(flag.getAttribute("aria-label") ?? "")?.[1] ?? 1)));
    expect(all.reduce((sum, one) => sum + one, 0)).toBe(64);
    await flags(browser.page, "train/loss").first().click();
    await shows(browser.page.getByText("warm-up over"));
    expect(await browser.page.getByRole("button", { name: /^(Change|Delete) note: warm-up/ }).count()).toBe(0);
    await browser.page.keyboard.press("Escape");
    await browser.picture("notes-many");
  });

  it("stand along time as well, and are counted along axes that say nothing of them", async () => {
    for (const axis of ["absoluteTime", "relativeTime"]) {
      await open(browser.page, `?x=${axis}`);
      await expect.poll(() => flags(browser.page, "train/loss").count(), patience).toBeGreaterThan(0);
    }
    await open(browser.page, "?x=activeTime");
    await shows(panel(browser.page, "train/loss").getByText("64 notes without a place"));
    await count("train/loss", 0);
  });

  it("are listed in the chart in full size, which goes to one, and stand in its drawing", async () => {
    await open(browser.page, "?chart=train/loss&range=0~20");
    await browser.page.getByRole("dialog").locator(".u-over").first().waitFor(patience);
    await browser.page.getByRole("dialog").getByRole("button", { name: "64 notes" }).click();
    await browser.page.getByRole("button", { name: "Show in the chart: checkpoint 58" }).click();
    await expect.poll(() => new URL(browser.page.url()).searchParams.get("range"), patience).toBe("50~70");
    await expect.poll(() => browser.page.evaluate(() => document.activeElement?.getAttribute("aria-label")), patience).toContain("checkpoint");
    expect(await accessFaults(browser.page)).toEqual([]);
    await browser.picture("notes-full");
    await browser.page.getByRole("dialog").getByRole("button", { name: "Download train/loss" }).click();
    const [download] = await Promise.all([browser.page.waitForEvent("download"), browser.page.getByRole("menuitem", { name: "Drawing (SVG)" }).click()]);
    expect(await readFile(await download.path(), "utf8")).toMatch(/stroke-dasharray="2 3"[^]*\b4 notes/);
  });
});

describe("A viewer", () => {
  it("reads notes, and is told why she writes none", async () => {
    const { id } = await ask("POST", "/users", { username: "vera" });
    const { token } = await ask("POST", `/users/${String(id)}/tokens`, { name: "browser" });
    await ask("PUT", `/projects/${project}/members`, { username: "vera", role: "viewer" });
    const viewer = await colleague(String(token));
    await open(viewer);
    await expect.poll(() => flags(viewer, "train/loss").count(), patience).toBeGreaterThan(0);
    const box = await panel(viewer, "train/loss").locator(".u-over").boundingBox();
    await viewer.mouse.click((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2);
    const add = viewer.getByRole("button", { name: "Add a note here" });
    await add.hover();
    await shows(viewer.getByText("Viewers of a project read its notes."));
    expect(await add.getAttribute("aria-disabled")).toBe("true");
    await add.click({ force: true });
    expect(await viewer.getByRole("textbox", { name: "Note" }).count()).toBe(0);
    await viewer.context().close();
  });
});
