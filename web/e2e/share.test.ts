import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessFaults } from "./axe";
import { WatchedBrowser } from "./browser";
import { Server } from "./server";

// A link for anyone, from the dialog to the visitor without an account, and a snapshot that stays as it was.
let server: Server;
let browser: WatchedBrowser;
let project: string;
let visitor: Page;
let link = "";

const shots = process.env.NEREID_SHOTS;

async function openShare(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await page.getByRole("button", { name: "Copy link" }).waitFor();
}

/** What the server answered when the dialog made a link. */
async function copyLink(page: Page): Promise<string> {
  const answered = page.waitForResponse((response) => response.request().method() === "POST" && response.url().endsWith("/links"));
  await page.getByRole("button", { name: "Copy link" }).click();
  const { path } = (await (await answered).json()) as { path: string };
  return path;
}

beforeAll(async () => {
  server = await Server.start();
  browser = await WatchedBrowser.open(server.address);
  browser.page.setDefaultTimeout(60_000);
  project = await server.createProject("lab", "digits", "DIG");
  for (let i = 1; i <= 3; i++) {
    const run = await server.createRun(project, `run-${i}`, `model ${i}`);
    await server.appendFloats(run, "train/loss", Array.from({ length: 60 }, (_, step) => Math.exp(-step / (10 * i))));
    await server.heartbeat(run, true);
  }
  await browser.page.goto(server.signInLink);
  await browser.page.getByRole("heading", { level: 1 }).waitFor();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

describe("Sharing", () => {
  it("says plainly what a link for anyone lets others see, with the picture of the charts", async () => {
    const { page } = browser;
    await page.goto(`${server.address}/lab/digits/runs?tab=charts`);
    await page.locator("[data-chart] canvas").first().waitFor();
    await openShare(page);
    await page.getByText("Anyone with the link", { exact: true }).first().click();
    await page.getByText("Whoever has this link reads everything in lab/digits without an account").waitFor();
    await page.getByRole("dialog", { name: "Share" }).locator("figure img").waitFor();
    expect(await accessFaults(page)).toEqual([]);
    if (shots) await browser.picture("share-dialog");
    link = await copyLink(page);
    expect(link).toMatch(/^\/s\/[a-z2-9]{55}$/);
  });

  it("gives chat tools a card with that picture", async () => {
    const answer = await fetch(server.address + link);
    const text = await answer.text();
    const [, picture] = /<meta property="og:image" content="([^"]+)">/.exec(text) ?? [];
    expect(picture).toBe(`${server.address}${link}/card.png`);
    const png = await fetch(picture ?? "");
    expect(png.headers.get("content-type")).toBe("image/png");
    const view = new DataView(await png.arrayBuffer());
    expect([view.getUint32(16), view.getUint32(20)]).toEqual([1200, 630]);
  });

  it("opens the same page to a visitor without an account, who reads and changes nothing", async () => {
    visitor = await browser.stranger();
    visitor.setDefaultTimeout(60_000);
    const faults: string[] = [];
    visitor.on("response", (response) => {
      if (response.status() >= 400) faults.push(`${response.status()} ${response.request().method()} ${response.url()}`);
    });
    visitor.on("console", (message) => {
      if (message.type() === "error") faults.push(message.text());
    });
    await visitor.goto(server.address + link);
    await visitor.waitForURL("**/lab/digits/runs?tab=charts");
    await visitor.locator("[data-chart] canvas").first().waitFor();
    await visitor.getByText("You read this project by a link that works until").waitFor();
    expect(await visitor.getByRole("button", { name: "Share", exact: true }).count()).toBe(0);
    if (shots) await visitor.screenshot({ path: `${shots}/share-guest-1440.png` });
    await visitor.locator("[data-chart]").first().hover();
    await visitor.getByRole("button", { name: "Settings of train/loss" }).waitFor();
    expect(await visitor.getByRole("button", { name: /^Star/ }).count()).toBe(0);
    await visitor.getByRole("button", { name: "More settings" }).click();
    await visitor.getByText("Zoom all charts together").first().waitFor();
    expect(await visitor.getByRole("button", { name: /^Save/ }).count()).toBe(0);
    await visitor.keyboard.press("Escape");
    await visitor.goto(`${server.address}/lab/digits/runs`);
    await visitor.getByRole("button", { name: "All runs" }).click();
    await visitor.getByRole("menuitemradio", { name: "Trash" }).waitFor();
    expect(await visitor.getByRole("menuitemradio").allTextContents()).toEqual(["All runs", "Archive", "Trash"]);
    expect(await visitor.getByRole("menuitem").count()).toBe(0);
    await visitor.keyboard.press("Escape");
    await visitor.getByText("model 1").first().click({ button: "right" });
    await visitor.getByRole("menuitem", { name: "Open", exact: true }).waitFor();
    expect(await visitor.locator("[role=menuitem]:disabled").count()).toBe(0);
    expect(await visitor.getByRole("menuitem", { name: /Rename|tags|Colour|Color|trash/i }).count()).toBe(0);
    await visitor.keyboard.press("Escape");
    await visitor.goto(`${server.address}/lab/digits/runs/DIG-1/attributes`);
    await visitor.getByText("model 1").first().waitFor();
    expect(faults).toEqual([]);
    const write = await visitor.evaluate(async (id) => (await fetch(`/api/v1/projects/${id}/runs`, { method: "POST", headers: { "x-nereid-request": "1", "content-type": "application/json" }, body: "{}" })).status, project);
    expect(write).toBe(403);
    expect(await visitor.evaluate(() => document.cookie)).toBe("");
  });

  it("shuts the door the moment the link is ended", async () => {
    const { page } = browser;
    await page.getByRole("button", { name: `Revoke ${link.slice(3, 13)}` }).click();
    await page.getByRole("button", { name: `Revoke ${link.slice(3, 13)}` }).waitFor({ state: "detached" });
    await visitor.reload();
    await visitor.getByText("This link does not work any more.").waitFor();
    await visitor.goto(server.address + link);
    await visitor.getByText("This link does not work any more.").waitFor();
    if (shots) await visitor.screenshot({ path: `${shots}/share-ended.png` });
  });

  it("keeps a snapshot at the runs that were there, and says what it is", async () => {
    const { page } = browser;
    await page.goto(`${server.address}/lab/digits/runs`);
    await page.getByText("model 3").first().waitFor();
    await openShare(page);
    await page.getByLabel("Snapshot: these runs only").check();
    const path = await copyLink(page);
    await server.heartbeat(await server.createRun(project, "run-4", "newcomer"), true);
    await page.goto(server.address + path);
    await page.getByText(/Snapshot of .*: 3 runs\./).waitFor();
    await page.getByText("model 3").first().waitFor();
    expect(await page.getByText("newcomer").count()).toBe(0);
    if (shots) await browser.picture("share-snapshot");
    // It stays from page to page, by pointer and by key, and also while one of its runs is looked at.
    const isStill = async (where: RegExp) => {
      await page.waitForURL(where);
      expect(new URL(page.url()).searchParams.get("snap")).toBe(path.slice(3));
      await page.getByText(/Snapshot of .*: 3 runs\./).waitFor();
      expect(await page.getByText("newcomer").count()).toBe(0);
    };
    const rail = page.getByRole("navigation", { name: "Main navigation" });
    await rail.getByRole("link", { name: "Charts" }).click();
    await isStill(/tab=charts/);
    await page.getByText("model 3").first().waitFor();
    await rail.getByRole("link", { name: "Compare" }).click();
    await isStill(/\/compare/);
    await page.getByText("model 3").first().waitFor();
    await page.keyboard.press("4");
    await isStill(/view=table/);
    await page.keyboard.press("1");
    await isStill(/\/runs\?/);
    await page.locator("[role=row][data-run=DIG-2]").last().getByRole("link").first().click();
    await isStill(/\/runs\/DIG-2/);
    await rail.getByRole("link", { name: "Trash" }).click();
    await isStill(/in=trash/);
    await page.getByText("None of the snapshot’s runs is here.").waitFor();
    await rail.getByRole("link", { name: "Runs" }).click();
    await isStill(/\/runs\?/);
    await page.getByRole("checkbox", { name: "Select DIG-1" }).click();
    expect(await page.getByRole("region", { name: "Selected runs" }).getByRole("button", { name: "Tag" }).getAttribute("title")).toMatch(/A snapshot is for looking at/);
    // It is of this project alone.
    await server.createProject("lab", "elsewhere", "ELS");
    await page.goto(`${server.address}/lab/elsewhere/runs?snap=${path.slice(3)}`);
    await page.waitForURL(`${server.address}/lab/elsewhere/runs`);
    await page.goBack();
    await page.getByText("model 3").first().waitFor();
    await page.getByRole("link", { name: "Show what there is now" }).click();
    await page.getByText("newcomer").first().waitFor();
    expect(browser.complaints).toEqual([]);
  });
});
