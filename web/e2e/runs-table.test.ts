import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WatchedBrowser } from "./browser";
import { Server } from "./server";

// A person at the runs table: columns, order, queries, groups, tags, trash, views, links. Real server, real browser.
const hostile = '<img src=x onerror="alert(1)"> "q" \u202Ertl😀';
const long = "x".repeat(2000);
let server: Server;
let browser: WatchedBrowser;
let project: string;

const row = (id: string) => browser.page.locator(`[role=row][data-run="${id}"]`).last();
const search = () => new URL(browser.page.url()).searchParams;
const shows = (text: string | RegExp) => browser.page.getByText(text).first().waitFor();
const press = (name: string | RegExp) => browser.page.getByRole("button", { name, exact: typeof name === "string" }).first().click();
const choose = (name: string | RegExp) => browser.page.getByRole("menuitem", { name }).or(browser.page.getByRole("menuitemradio", { name })).or(browser.page.getByRole("menuitemcheckbox", { name })).first().click();
const order = () => browser.page.locator("[role=row][data-index]").evaluateAll((rows) => rows.map((each) => (each as HTMLElement).dataset.run));

beforeAll(async () => {
  server = await Server.start();
  browser = await WatchedBrowser.open(server.address);
  browser.page.setDefaultTimeout(40_000);
  project = await server.createProject("lab", "table", "TAB");
  const names = ["plain", hostile, "手写数字识别", long, "fifth", "sixth"];
  for (const [i, name] of names.entries()) {
    const run = await server.createRun(project, `run-${i}`, name);
    await server.assign(run, "parameters/optimizer", "string", i % 2 === 0 ? "adam" : "sgd");
    await server.assign(run, "parameters/lr", "float", 10 ** -i);
    await server.appendFloats(run, "val/accuracy", [0.1 * i, 0.9, i === 2 ? Number.NaN : 0.1 * i]);
    await server.appendFloats(run, "val/loss", [3, 1, 2]);
    await server.heartbeat(run, true);
  }
  await browser.page.goto(server.signInLink);
  await browser.page.getByRole("heading", { level: 1 }).waitFor();
  await browser.page.goto(`${server.address}/lab/table/runs`);
  await row("TAB-6").waitFor();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

describe("A person at the runs table", () => {
  it("adds a column, shows the greatest value of its series, and sorts by it", async () => {
    await press(/^Columns/);
    await browser.page.getByLabel("Find an attribute").fill("accur");
    await press("Add column val/accuracy");
    await browser.page.keyboard.press("Escape");
    await browser.page.getByRole("columnheader", { name: /accuracy/ }).click({ button: "right" });
    await choose(/^max/);
    await row("TAB-1").getByText("0.9", { exact: true }).waitFor();
    await browser.page.getByRole("columnheader", { name: /Name/ }).getByRole("button").first().click();
    await expect.poll(order).toEqual(["TAB-2", "TAB-5", "TAB-1", "TAB-6", "TAB-4", "TAB-3"]);
    expect(search().getAll("c")).toEqual(["*", "max(val/accuracy)"]);
    expect(search().get("sort")).toBe("sys/name");
    await browser.picture("runs-columns");
  });

  it("finds runs by a quick filter, by conditions and by the same query as text", async () => {
    await press("Query");
    await browser.page.locator("[data-nql] .cm-content").click();
    await browser.page.keyboard.type("optim", { delay: 20 });
    await browser.page.locator(".cm-tooltip-autocomplete li").getByText("parameters/optimizer").waitFor();
    // The list takes keys a moment after it appears, so that nothing is chosen by accident.
    await browser.page.waitForTimeout(200);
    await browser.page.keyboard.press("Enter");
    await browser.page.keyboard.insertText('= "adam" AND `parameters/lr` < ');
    await browser.page.keyboard.press("Escape");
    await shows(/Column \d+: found the end/);
    await browser.page.keyboard.insertText("0.5");
    await press("Apply");
    await shows("2 of 6 runs");
    // The chips stand in the place of the text once the editor is closed.
    await press("Query");
    await press(/^Remove the condition `parameters\/lr`/);
    await shows("3 of 6 runs");
    expect(search().get("where")).toBe('`parameters/optimizer`:string = "adam"');
    await browser.picture("runs-filter");
    await press("Clear all");
    await shows("6 runs");
  });

  it("tags many runs, takes it back, and moves to the trash and back", async () => {
    await browser.page.getByRole("checkbox", { name: "Select TAB-1" }).click();
    await browser.page.getByRole("checkbox", { name: "Select TAB-2" }).click();
    await shows("2 selected");
    await browser.page.getByRole("region", { name: "Selected runs" }).getByRole("button", { name: "Tag" }).click();
    await browser.page.getByLabel("Find or create a tag").fill("best");
    await browser.page.keyboard.press("Enter");
    await shows("Tags of 2 runs changed");
    await browser.page.keyboard.press("Escape");
    await row("TAB-1").getByText("best").waitFor();
    await browser.page.keyboard.press("Control+z");
    await row("TAB-1").getByText("best").waitFor({ state: "detached" });
    await browser.page.getByRole("region", { name: "Selected runs" }).getByRole("button", { name: "Trash" }).click();
    await shows("2 runs moved to the trash");
    await row("TAB-1").waitFor({ state: "detached" });
    await browser.page.getByRole("button", { name: "Undo" }).last().click();
    await row("TAB-1").waitFor();
  });

  it("groups by a parameter and sees mean and spread of each group", async () => {
    await browser.page.goto(`${server.address}/lab/table/runs?c=*&c=parameters/optimizer&c=val/accuracy&g=parameters/optimizer`);
    const group = browser.page.locator("[role=row][data-group]").filter({ hasText: "adam" });
    await group.waitFor();
    // TAB-1, TAB-3 and TAB-5: 0, NaN and 0.4. NaN is left out.
    await group.getByText("0.2 ± 0.28").waitFor();
    await group.getByRole("button", { name: /^adam/ }).click();
    await row("TAB-5").waitFor();
    await browser.picture("runs-groups");
  });

  it("edits a name in place", async () => {
    await browser.page.goto(`${server.address}/lab/table/runs`);
    await row("TAB-6").getByRole("link").focus();
    await browser.page.keyboard.press("F2");
    await browser.page.getByLabel("Name", { exact: true }).fill("renamed");
    await browser.page.keyboard.press("Enter");
    await row("TAB-6").getByText("renamed").waitFor();
  });

  it("pins a run, compares others with it, and closes an eye", async () => {
    await row("TAB-5").click({ button: "right", position: { x: 400, y: 8 } });
    await choose("Compare others with this");
    await shows("baseline");
    expect(search().get("base")).toBe("TAB-5");
    await browser.page.getByRole("button", { name: "Show TAB-6 in charts" }).click();
    expect(search().getAll("show")).not.toContain("TAB-6");
    expect(search().getAll("show")).toHaveLength(5);
  });

  it("saves a view, changes it, and comes back to it", async () => {
    await press("All runs");
    await choose("Save as a new view");
    await browser.page.getByLabel("Name", { exact: true }).fill("With baseline");
    await press("Save");
    await press(/^With baseline/);
    await browser.page.keyboard.press("Escape");
    await press("Mine");
    await press("Reset");
    await expect.poll(() => search().get("where")).toBeNull();
    expect(search().get("base")).toBe("TAB-5");
  });

  it("sends a short link that shows the same", async () => {
    await press("Share");
    await press("Copy link");
    const link = browser.page.getByRole("link", { name: /^\/s\// }).first();
    const short = await link.getAttribute("href");
    const before = browser.page.url();
    await browser.page.goto(server.address + (short ?? ""));
    await row("TAB-5").waitFor();
    expect(browser.page.url()).toBe(before);
  });

  it("jumps anywhere from the palette, also by an old link", async () => {
    await browser.page.keyboard.press("Control+k");
    const field = browser.page.getByRole("combobox", { name: "Find or do anything" });
    await field.fill("https://app.neptune.ai/o/lab/org/table/e/TAB-3/all");
    await browser.page.getByRole("option", { name: /old Neptune link/ }).waitFor();
    await browser.picture("palette");
    await browser.page.keyboard.press("Enter");
    await browser.page.waitForURL("**/lab/table/runs/TAB-3/attributes");
    await browser.page.goto(`${server.address}/o/lab/org/table/e/TAB-3/charts`);
    await browser.page.waitForURL("**/lab/table/runs/TAB-3/charts");
  });

  it("hears each letter in the palette, also before what it finds has come", async () => {
    const { page } = browser;
    await page.goto(`${server.address}/lab/table/runs`);
    await row("TAB-3").waitFor();
    // Its code was fetched by the test before: a browser without it.
    const other = await page.context().browser()?.newContext({ storageState: await page.context().storageState(), viewport: { width: 1440, height: 900 }, locale: "en" });
    const fresh = await other?.newPage();
    if (!fresh) throw new Error("no browser");
    let isFree = () => {};
    const free = new Promise<void>((done) => (isFree = done));
    const held = new Promise<void>((done) => {
      void fresh.route("**/assets/palette*.js", async (route) => {
        done();
        await free;
        await route.continue();
      });
    });
    await fresh.goto(`${server.address}/lab/table/runs`);
    await fresh.locator("[data-run]").first().waitFor();
    // The next key may follow at once: the field has the focus before anything else can happen.
    const focused = await fresh.evaluate(async () => {
      document.dispatchEvent(new KeyboardEvent("keydown", { key: "k", ctrlKey: true, bubbles: true }));
      for (let i = 0; i < 20; i++) await Promise.resolve();
      return document.activeElement?.getAttribute("role");
    });
    expect(focused).toBe("combobox");
    await held;
    await fresh.keyboard.type("tab-3");
    isFree();
    await fresh.getByRole("option", { name: /TAB-3/ }).first().waitFor();
    expect(await fresh.getByRole("combobox", { name: "Find or do anything" }).inputValue()).toBe("tab-3");
    await other?.close();
  });

  it("sees a median, and the accuracy where the loss is lowest", async () => {
    await browser.page.goto(`${server.address}/lab/table/runs?c=sys/id~p&c=val/loss&c=val/accuracy~a<val/loss`);
    await row("TAB-6").getByText("0.9", { exact: true }).waitFor();
    await browser.page.getByRole("columnheader", { name: /loss/ }).first().click({ button: "right" });
    await choose("median");
    await expect.poll(() => search().getAll("c")).toContain("val/loss~amedian");
    await row("TAB-6").getByText("2", { exact: true }).waitFor();
  });

  it("sorts by a median and by a formula, and has both in the file", async () => {
    await browser.page.goto(`${server.address}/lab/table/runs?c=sys/id~p&c=val/accuracy~amedian`);
    await row("TAB-1").getByText("0", { exact: true }).waitFor();
    // TAB-3 has 0.2, 0.9 and NaN, which is left out.
    await browser.page.getByRole("columnheader", { name: /accuracy/ }).getByRole("button").first().click();
    await expect.poll(order).toEqual(["TAB-1", "TAB-2", "TAB-4", "TAB-5", "TAB-6", "TAB-3"]);
    await press(/^Columns/);
    const formula = browser.page.getByRole("combobox", { name: "Formula" }).or(browser.page.getByRole("textbox", { name: "Formula" })).first();
    await formula.fill("val/loss - 10 * (val/accuracy");
    await shows(/Character \d+:/);
    await formula.fill("val/loss - 10 * val/accuracy");
    await formula.press("Enter");
    await expect.poll(() => search().getAll("c")).toContain("=val/loss - 10 * val/accuracy");
    await browser.picture("runs-formula");
    await browser.page.keyboard.press("Escape");
    await row("TAB-6").getByText("-3", { exact: true }).waitFor();
    const head = browser.page.getByRole("columnheader", { name: /val\/loss - 10/ });
    await head.click({ button: "right" });
    await choose("max");
    await row("TAB-6").getByText("-2", { exact: true }).waitFor();
    await head.getByRole("button").first().click();
    await expect.poll(() => search().getAll("sort")).toEqual(["max(=val/loss - 10 * val/accuracy)"]);
    // The greatest of 3 - i, 1 - 9, 2 - i: without the last for TAB-3.
    await expect.poll(order).toEqual(["TAB-6", "TAB-5", "TAB-4", "TAB-3", "TAB-2", "TAB-1"]);
    await press("More for this table");
    const [file] = await Promise.all([browser.page.waitForEvent("download"), choose("Download CSV")]);
    const lines = readFileSync(await file.path(), "utf8").trim().split("\r\n");
    expect(lines[0]).toContain("val/loss - 10 * val/accuracy");
    expect(lines.slice(1).map((line) => Math.round(Number(line.split(",").at(-1))) + 0)).toEqual([-2, -1, 0, 1, 2, 3]);
    expect(lines[1]).toBe("TAB-6,0.5,-2");
  });

  it("keeps a suggested column, and declines another", async () => {
    await browser.page.goto(`${server.address}/lab/table/runs?diff=on`);
    await press("Keep column parameters/optimizer");
    await expect.poll(() => search().getAll("c")).toContain("parameters/optimizer");
    await press("Do not suggest parameters/lr again");
    await browser.page.getByRole("columnheader", { name: /parameters\/lr/ }).waitFor({ state: "detached" });
  });

  it("edits a value in its cell, is told what is expected, and takes it back", async () => {
    await browser.page.goto(`${server.address}/lab/table/runs?c=sys/id~p&c=parameters/lr~e`);
    await row("TAB-1").hover();
    await row("TAB-1").getByRole("button", { name: "Edit parameters/lr of TAB-1" }).click();
    const field = browser.page.getByLabel("parameters/lr", { exact: true });
    await field.fill("fast");
    await shows("Expected a number, NaN or Infinity.");
    await field.fill("0.25");
    await browser.page.keyboard.press("Enter");
    await row("TAB-1").getByText("0.25", { exact: true }).waitFor();
    await browser.page.keyboard.press("Control+z");
    await row("TAB-1").getByText("1", { exact: true }).waitFor();
  });

  it("looks at charts beside the table: eyes rule them, and a row that is pointed at is marked", async () => {
    await row("TAB-1").getByRole("link").focus();
    await browser.page.keyboard.press("2");
    await browser.page.locator("section[aria-label='val/accuracy'] .u-over").waitFor();
    const lines = () => browser.page.getByRole("button", { name: /Lines of val\/accuracy|val\/accuracy.*line/i }).first().textContent();
    await expect.poll(lines).toBe("6");
    await browser.page.getByRole("button", { name: "Show TAB-6 in charts" }).click();
    await expect.poll(lines).toBe("5");
    await row("TAB-2").hover();
    await browser.page.locator('[role=row][data-run="TAB-2"][data-focus]').waitFor();
  });

  it("gives a run another colour by a key, and changes the key", async () => {
    await browser.page.goto(`${server.address}/lab/table/runs`);
    await row("TAB-1").getByRole("link").focus();
    await browser.page.keyboard.press("r");
    await shows("The run has a new look");
    await browser.page.keyboard.press("?");
    await press("Change the key of “Show or hide in charts”");
    await browser.page.keyboard.press("v");
    await browser.page.keyboard.press("Escape");
    await browser.page.getByRole("dialog").waitFor({ state: "detached" });
    await row("TAB-1").getByRole("link").focus();
    await browser.page.keyboard.press("e");
    expect(search().get("show")).toBeNull();
    await browser.page.keyboard.press("v");
    await expect.poll(() => search().getAll("show")).toHaveLength(5);
  });

  it("copies a run to another project, and has every point as a file", async () => {
    await server.createProject("lab", "other", "OTH");
    await browser.page.goto(`${server.address}/lab/table/runs?sel=TAB-2&c=*&c=val/loss`);
    await press("More for the selected runs");
    await choose("Copy or move to a project");
    await browser.page.getByRole("combobox", { name: "Project" }).click();
    await browser.page.getByRole("option", { name: "lab/other" }).click();
    await press("Copy");
    await shows("1 run copied");
    await press("More for the selected runs");
    const [file] = await Promise.all([browser.page.waitForEvent("download"), choose("Download series as CSV (ZIP)")]);
    expect(file.suggestedFilename()).toBe("TAB-series.zip");
    await browser.page.goto(`${server.address}/lab/other/runs?c=*&c=sys/copied_from`);
    await row("OTH-1").getByText("lab/table/TAB-2").waitFor();
  });

  it("sees in the trash who put a run there, and deletes it for good", async () => {
    await browser.page.goto(`${server.address}/lab/other/runs?sel=OTH-1`);
    await browser.page.getByRole("region", { name: "Selected runs" }).getByRole("button", { name: "Trash" }).click();
    await shows("1 run moved to the trash");
    await browser.page.goto(`${server.address}/lab/other/runs?in=trash`);
    await browser.page.getByRole("columnheader", { name: /Deleted by/ }).waitFor();
    await row("OTH-1").locator("[data-column='sys/trashed_by']").getByText("admin").waitFor();
    await press("Empty the trash");
    await browser.page.getByRole("dialog").getByRole("button", { name: "Delete for good" }).click();
    await shows("1 run deleted for good");
    await shows("The trash is empty.");
  });

  it("copies a link to one attribute", async () => {
    await browser.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await browser.page.goto(`${server.address}/lab/table/runs/TAB-3/attributes?path=parameters/lr`);
    await press("Copy link: parameters/lr");
    await expect.poll(() => browser.page.evaluate(() => navigator.clipboard.readText())).toBe(browser.page.url());
  });

  it("never makes the page complain", () => {
    expect(browser.complaints).toEqual([]);
  });
});
