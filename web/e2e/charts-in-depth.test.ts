import { readFile } from "node:fs/promises";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessFaults } from "./axe";
import { WatchedBrowser } from "./browser";
import { Server } from "./server";

// What a person does with charts of a project beyond looking at them: settings that stay, orders, distributions, exact points, tables and artifacts.
const hostile = '<img src=x onerror="alert(1)"> "q" \u202eabc 🚀 手';
const patience = { timeout: 45_000 };
let server: Server;
let browser: WatchedBrowser;
let runs: string[];

const shows = (locator: Locator, text: string | RegExp) => locator.filter({ hasText: text }).first().waitFor({ state: "visible", ...patience });
const chart = (path: string) => browser.page.locator(`section[aria-label="${path}"]`).first();
const search = () => new URL(browser.page.url()).searchParams;
const open = async (query: string, wait = "main .u-over") => {
  await browser.page.goto(`${server.address}/lab/depth/compare${query}`);
  await browser.page.locator(wait).first().waitFor(patience);
};
const more = async () => browser.page.getByRole("button", { name: "More settings" }).click();

beforeAll(async () => {
  server = await Server.start();
  browser = await WatchedBrowser.open(server.address);
  browser.page.setDefaultTimeout(45_000);
  const project = await server.createProject("lab", "depth", "DEP");
  runs = [];
  for (let i = 0; i < 3; i++) {
    const run = await server.createRun(project, `d${i}`, i === 2 ? hostile : `seed ${i}`);
    runs.push(run);
    // Ten thousand points with one outlier, so that a bucket holds several and the extremes are known.
    const loss = Array.from({ length: 10_000 }, (_, step) => (step === 5_000 && i === 0 ? 1_000 : 1 + i + ((step * 7919) % 101) / 1_000));
    await server.appendFloats(run, "train/loss", loss);
    await server.appendFloats(run, "val/gap", [1, 2, 3 + 50 * i]);
    await server.appendFloats(run, "val/same", [1, Number.NaN, Number.POSITIVE_INFINITY, 1]);
    await server.appendHistograms(run, "weights", 12);
    await server.assign(run, "parameters/config", "string", `seed: ${i}\ndepth: 4\nmode: ${i === 2 ? "test" : "train"}\n`);
    await server.assign(run, "parameters/lr", "float", 10 ** -(i + 1));
    // The same version under two names.
    await server.assign(run, i === 2 ? "data/copy" : "data/version", "artifact", `${i === 0 ? "a" : "b"}`.repeat(64));
    await server.putFile(run, "tables/scores", "csv", `class,f1\ncat,0.9\ndog,0.${5 + i}\n"${i === 2 ? "=owl, big" : "owl"}",1\n`);
  }
  await browser.page.goto(server.signInLink);
  await shows(browser.page.getByRole("heading", { level: 1 }), "Projects");
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

describe("The charts of a project", () => {
  it("show the first runs of the table without being told which, in few requests, and hide one by its eye", async () => {
    const asked: string[] = [];
    browser.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await open("");
    await shows(browser.page.getByRole("heading", { level: 1 }), "The first 3 runs of the table");
    await shows(chart("val/gap").getByRole("button", { name: /^Lines of/ }), "3");
    // One for the runs, one for their metrics, none for any run alone.
    expect(asked.filter((path) => path.endsWith("/runs/query"))).toHaveLength(1);
    expect(asked.filter((path) => path.endsWith("/attributes/search"))).toHaveLength(1);
    expect(asked.filter((path) => /\/runs\/[^/]+\/attributes/.test(path))).toEqual([]);
    const list = browser.page.getByRole("complementary", { name: "Compared runs" });
    await list.getByRole("button", { name: "Hide seed 1" }).click();
    await expect.poll(() => search().getAll("hide"), patience).toEqual(["DEP-2"]);
    await shows(chart("val/gap").getByRole("button", { name: /^Lines of/ }), "2");
    expect(await browser.page.locator("img[src=x]").count()).toBe(0);
    await browser.picture("charts-of-project");
  });

  it("stand in the order of how far runs lie apart", async () => {
    await open("");
    await browser.page.getByRole("button", { name: "Order of charts" }).click();
    await browser.page.getByRole("menuitemradio", { name: "By difference between runs" }).click();
    await shows(browser.page.getByRole("heading", { level: 2 }), "Greatest difference between runs first");
    await expect.poll(() => browser.page.locator("section section h3").first().textContent(), patience).toBe("val/gap");
  });

  it("are smoothed and set on another scale by a key", async () => {
    await open("?q=train");
    await browser.page.keyboard.press("s");
    await expect.poll(() => search().get("smooth"), patience).toBe("60");
    await browser.page.keyboard.press("l");
    await expect.poll(() => search().get("y"), patience).toBe("log");
    await browser.page.keyboard.press("s");
    await expect.poll(() => search().get("smooth"), patience).toBeNull();
  });

  it("leave outliers out by the percentiles of all points, and show them again on a press", async () => {
    await open("?q=train&outliers=cut");
    await shows(chart("train/loss").getByRole("button"), "1 outside");
    await chart("train/loss").locator(".u-over").hover({ position: { x: 200, y: 20 } });
    await browser.picture("outliers-cut");
    await chart("train/loss").getByRole("button", { name: "1 outside" }).click();
    await expect.poll(() => search().get("outliers"), patience).toBeNull();
  });

  it("count values that are not finite, and lead to the first one", async () => {
    await open("?q=val/same");
    await chart("val/same").getByRole("button", { name: "6 NaN/∞" }).click();
    await shows(chart("val/same").locator(".u-over"), /NaN|2 more|more line/);
  });

  it("carry a shape of their own for each line, in the plot, in legend and values, and in files", async () => {
    await open("?q=train");
    await browser.page.getByRole("button", { name: "More settings" }).click();
    await browser.page.getByRole("combobox", { name: "Markers" }).click();
    await browser.page.getByRole("option", { name: "One for every 5 points drawn" }).click();
    await expect.poll(() => search().get("marks"), patience).toBe("5");
    await browser.page.keyboard.press("Escape");
    await chart("train/loss").getByRole("button", { name: /^Lines of/ }).click();
    const shapes = () => browser.page.getByRole("list", { name: "Lines" }).locator("svg path").evaluateAll((paths) => paths.map((path) => path.getAttribute("d")));
    await expect.poll(async () => new Set(await shapes()).size, patience).toBe(3);
    await chart("train/loss").getByRole("button", { name: /^Lines of/ }).click();
    await chart("train/loss").locator(".u-over").hover({ position: { x: 150, y: 60 } });
    await expect.poll(() => browser.page.getByRole("presentation").locator("svg path").count(), patience).toBe(3);
    await browser.picture("markers");
  });

  it("say the exact logged point where the pointer rests, and compare kept values with a run", async () => {
    await open("?q=train");
    await chart("train/loss").locator(".u-over").hover({ position: { x: 150, y: 60 } });
    await chart("train/loss").getByRole("application").focus();
    await browser.page.keyboard.press("End");
    await browser.page.keyboard.press("ArrowLeft");
    await shows(browser.page.getByRole("presentation"), /Logged at \d/);
    await browser.page.keyboard.press("Enter");
    const frozen = browser.page.locator('section[aria-label^="Values at"]');
    await shows(frozen.getByRole("columnheader"), "Logged nearest");
    await frozen.getByRole("button", { name: "Compare with seed 0" }).click();
    await shows(frozen.getByRole("cell"), /^\+1/);
    await browser.picture("values-kept");
    await frozen.getByRole("button", { name: "Close values" }).click();
  });

  it("have lines that a formula computes, with faults said in place, and changed later", async () => {
    await open("?q=gap");
    await browser.page.getByRole("button", { name: "New chart" }).click();
    const field = browser.page.getByRole("combobox", { name: "Formula", exact: true });
    await field.fill("val/gap + mean(x)");
    await shows(browser.page.getByRole("dialog"), "Character 11: There is no function 'mean'");
    await field.fill("2 * val/ga");
    await browser.page.getByRole("option", { name: "val/gap" }).click();
    await field.press("Enter");
    await shows(browser.page.getByRole("dialog").getByRole("list", { name: "Formulas" }), "");
    await browser.page.getByRole("button", { name: "Make a chart of 1 metric" }).click();
    const made = chart("2 * val/gap");
    await made.locator(".u-over").waitFor(patience);
    expect(search().getAll("mix")).toEqual(["2 * val/gap~=2 * val/gap"]);
    // The last point is at step 2: 6 of the first run, 106 of the second.
    await made.getByRole("application").focus();
    await browser.page.keyboard.press("End");
    await shows(browser.page.getByRole("presentation"), /seed 1\s*106/);
    const [file] = await Promise.all([
      browser.page.waitForEvent("download", patience),
      (async () => {
        await made.hover();
        await made.getByRole("button", { name: "Download 2 * val/gap" }).click();
        await browser.page.getByRole("menuitem", { name: "All points (CSV)" }).click();
      })(),
    ]);
    expect(await readFile(await file.path(), "utf8")).toContain("DEP-2,2 * val/gap,2,");
    await browser.page.getByRole("button", { name: "New chart" }).click();
    await browser.page.getByRole("button", { name: "Change 2 * val/gap" }).click();
    await browser.page.getByRole("combobox", { name: "Formula 1" }).fill("diff(val/gap)");
    await browser.page.getByRole("textbox", { name: "Title" }).fill("Change of the gap");
    await browser.page.getByRole("button", { name: "Change the chart" }).click();
    await chart("Change of the gap").locator(".u-over").waitFor(patience);
    expect(search().getAll("mix")).toEqual(["Change of the gap~=diff(val/gap)"]);
    await browser.picture("formula");
  });

  it("stand along a formula", async () => {
    await open("?q=val/gap");
    await more();
    await browser.page.getByRole("combobox", { name: "X axis from a formula" }).fill("val/gap * 10");
    await browser.page.keyboard.press("Enter");
    await expect.poll(() => search().get("x"), patience).toBe("==val/gap * 10");
    await chart("val/gap").getByRole("application").focus();
    await browser.page.keyboard.press("End");
    await shows(browser.page.getByRole("presentation"), /val\/gap \* 10\s*1,?030/);
  });

  it("count time without the pauses of a run", async () => {
    await open("?x=relativeTime&q=train");
    await more();
    await browser.page.getByRole("combobox", { name: "Relative time counts" }).click();
    await browser.page.getByRole("option", { name: "From the first point, without pauses" }).click();
    await expect.poll(() => search().get("x"), patience).toBe("activeTime");
    await chart("train/loss").locator(".u-over").waitFor(patience);
  });

  it("show attributes of the runs in their legends", async () => {
    await open("?q=val/gap&legend=bottom&facts=parameters/lr");
    await shows(chart("val/gap").getByRole("list", { name: "Lines" }), /seed 0\s*0\.1/);
  });

  it("are shown minus those of one run, as values or per cent, on the page, in one chart and in files", async () => {
    await open("?q=val/gap");
    await more();
    await browser.page.getByRole("combobox", { name: "Lines show" }).click();
    await browser.page.getByRole("option", { name: "Difference to the baseline" }).click();
    await expect.poll(() => search().get("minus"), patience).toBe("value");
    await browser.page.getByRole("combobox", { name: "Baseline run" }).click();
    await browser.page.getByRole("option", { name: "seed 0" }).click();
    // The first Escape may be the list's; the page's settings have fields of the same names as the chart's.
    const isClosed = async () => {
      await browser.page.keyboard.press("Escape");
      return (await browser.page.getByRole("dialog").count()) === 0;
    };
    await expect.poll(isClosed, patience).toBe(true);
    await shows(browser.page.getByRole("button"), "Δ seed 0");
    await shows(chart("val/gap").locator("header"), "Δ seed 0");
    await chart("val/gap").getByRole("application").focus();
    await browser.page.keyboard.press("End");
    await shows(browser.page.getByRole("presentation"), /seed 1\s*50/);
    await chart("val/gap").hover();
    await chart("val/gap").getByRole("button", { name: "Settings of val/gap" }).focus();
    await browser.page.keyboard.press("Enter");
    const own = browser.page.getByRole("dialog").getByRole("combobox", { name: "Lines show" });
    await own.focus();
    await browser.page.keyboard.press("ArrowDown");
    await browser.page.getByRole("option", { name: "Difference in per cent" }).waitFor();
    const chosen = browser.page.locator("[role=option][data-combobox-selected]");
    for (let i = 0; i < 4 && (await chosen.allTextContents())[0] !== "Difference in per cent"; i++) await browser.page.keyboard.press("ArrowDown");
    await browser.page.keyboard.press("Enter");
    await expect.poll(() => search().getAll("set"), patience).toEqual(["minus:percent~val/gap"]);
    await browser.page.keyboard.press("Escape");
    const [file] = await Promise.all([
      browser.page.waitForEvent("download", patience),
      (async () => {
        await chart("val/gap").hover();
        await chart("val/gap").getByRole("button", { name: "Download val/gap" }).click();
        await browser.page.getByRole("menuitem", { name: "Figures as drawn (CSV)" }).click();
      })(),
    ]);
    const rows = (await readFile(await file.path(), "utf8")).trim().split("\r\n");
    expect(rows[0]).toMatch(/,difference,baseline$/);
    // 53 instead of 3.
    expect(rows.filter((row) => /^seed 1,2,2,1,1666\.6\d+,1666\.6\d+,1666\.6\d+,0,,percent,seed 0$/.test(row))).toHaveLength(1);
    await browser.picture("differences");
    await browser.page.getByRole("button", { name: /^Difference to seed 0/ }).click();
    await expect.poll(() => search().get("minus"), patience).toBeNull();
  });

  it("show distributions along the steps, as ridges, percentiles and one by one", async () => {
    await open("?q=weights", "main canvas");
    await browser.picture("histograms-percentiles");
    for (const view of ["Heat map", "Ridges", "One step"]) {
      await chart("weights").getByRole("combobox", { name: "How histograms are drawn" }).click();
      await browser.page.getByRole("option", { name: view }).click();
      await chart("weights").getByRole("img", { name: new RegExp(`Distribution of weights, ${view}`) }).waitFor(patience);
    }
    await chart("weights").getByRole("slider", { name: "Step" }).press("Home");
    await shows(chart("weights").locator("strong"), "0");
    expect(search().get("hist")).toBe("step");
  });

  it("leave out a run that has no such distribution, and show the others", async () => {
    const project = await server.createProject("lab", "bare", "BARE");
    const [other] = [await server.createRun(project, "with", "with weights"), await server.createRun(project, "bare", "bare")];
    await server.appendHistograms(other, "weights", 3);
    // A stranger's page: the browser's console names the answer that there is none.
    const page = await browser.stranger();
    await page.goto(`${server.address}/sign-in`);
    await page.getByRole("textbox").first().fill(server.token);
    await page.keyboard.press("Enter");
    await page.waitForURL(`${server.address}/`);
    for (const view of ["bands", "heat"]) {
      await page.goto(`${server.address}/lab/bare/compare?runs=BARE-2&runs=BARE-1&hist=${view}`);
      const panel = page.locator('section[aria-label="weights"]');
      await panel.getByRole("img", { name: /^Distribution of weights/ }).waitFor(patience);
      expect(await panel.getByRole("alert").count()).toBe(0);
    }
    await page.context().close();
  });

  it("are read aloud by the arrow keys: run, step and value of one line, then of the next", async () => {
    await open("?q=val/gap");
    const drawing = chart("val/gap").getByRole("application");
    await drawing.focus();
    await browser.page.keyboard.press("Home");
    const said = drawing.locator("[aria-live]");
    const first = await said.textContent();
    expect(first).toMatch(/^.+: 0, 1, 1 point$/);
    await browser.page.keyboard.press("End");
    const last = (await said.textContent()) ?? "";
    expect(last).toMatch(/: 2, (3|53|103), 1 point$/);
    await browser.page.keyboard.press("ArrowDown");
    await expect.poll(() => said.textContent(), patience).not.toBe(last);
    expect(await said.textContent()).toMatch(/: 2, (3|53|103), 1 point$/);
    await browser.page.keyboard.press("ArrowLeft");
    await expect.poll(() => said.textContent(), patience).toMatch(/: 1, 2, 1 point$/);
  });

  it("have a link each, which opens the chart in full size", async () => {
    await browser.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await open("?y=log&q=val");
    await chart("val/gap").hover();
    await chart("val/gap").getByRole("button", { name: "Copy link: val/gap" }).click();
    const copied = () => browser.page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(copied, patience).toContain("chart=val%2Fgap");
    const link = await copied();
    await browser.page.goto(`${server.address}/lab/depth/runs`);
    await browser.page.goto(link);
    await browser.page.getByRole("dialog").locator(".u-over").waitFor(patience);
    await shows(browser.page.getByRole("dialog"), "val/gap");
    expect(search().get("y")).toBe("log");
  });

  it("come to paper whole and in light colours, wherever they stand on the page", async () => {
    await browser.page.setViewportSize({ width: 900, height: 240 });
    await browser.page.emulateMedia({ colorScheme: "dark" });
    await open("?cols=2");
    await browser.page.emulateMedia({ media: "print", colorScheme: "dark" });
    for (const path of ["train/loss", "val/gap", "val/same"]) await chart(path).locator(".u-over").waitFor({ state: "attached", ...patience });
    await chart("weights").getByRole("img").waitFor({ state: "attached", ...patience });
    expect(await browser.page.locator("html").getAttribute("data-mantine-color-scheme")).toBe("light");
    expect(await browser.page.getByRole("toolbar").isVisible()).toBe(false);
    const cut = await browser.page.locator("main section[data-chart]").evaluateAll((charts) =>
      charts.flatMap((one) => {
        const right = one.getBoundingClientRect().right;
        const widest = Math.max(...[...one.querySelectorAll("canvas")].map((canvas) => canvas.getBoundingClientRect().right));
        return widest > right + 1 || right > 900 ? [`${one.getAttribute("data-chart")}: ${widest} of ${right}`] : [];
      }),
    );
    expect(cut).toEqual([]);
    expect(await browser.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(900);
    await browser.page.emulateMedia({ media: "screen", colorScheme: "light" });
    await browser.page.setViewportSize({ width: 1440, height: 900 });
  });

  it("keep stars and settings on the server, for this person and the next visit", async () => {
    await open("?y=log&smooth=30");
    await chart("val/gap").hover();
    await chart("val/gap").getByRole("button", { name: "Star val/gap" }).click();
    await shows(browser.page.getByRole("heading", { level: 2 }), "Starred");
    await more();
    await browser.page.getByRole("button", { name: "Save for me" }).click();
    await shows(browser.page.getByRole("status"), "look like this for you");
    await browser.page.evaluate(() => localStorage.clear());
    await open("");
    await expect.poll(() => [search().get("y"), search().get("smooth")], patience).toEqual(["log", "30"]);
    await shows(browser.page.getByRole("heading", { level: 2 }), "Starred");
    await more();
    await browser.page.getByRole("button", { name: "Forget mine" }).click();
    await chart("val/gap").hover();
    await chart("val/gap").getByRole("button", { name: "Star val/gap" }).click();
    await browser.page.getByRole("heading", { level: 2, name: "Starred" }).waitFor({ state: "detached", ...patience });
  });

  it("are saved all together, drawings and figures", async () => {
    await open("?q=val");
    const [file] = await Promise.all([browser.page.waitForEvent("download", patience), browser.page.getByRole("button", { name: "Download 2 charts (ZIP)" }).click()]);
    const zip = await readFile(await file.path());
    expect(zip.subarray(0, 4)).toEqual(Buffer.from("PK\u0003\u0004", "latin1"));
    for (const name of ["val_gap.svg", "val_gap.csv", "val_same.svg", "val_same.csv"]) expect(zip.includes(name)).toBe(true);
    // A name stands in a drawing as text, and in figures as it is, in quotes.
    expect(zip.includes("&lt;img src=x")).toBe(true);
    expect(zip.toString("utf8").match(/.<img src=x/g)?.every((place) => place.startsWith('"'))).toBe(true);
  });

  it("break no rule of access", async () => {
    await open("");
    expect(await accessFaults(browser.page)).toEqual([]);
  });
});

describe("A comparison", () => {
  it("shows three texts line by line", async () => {
    await open("?view=text&path=parameters/config&also=DEP-1", "main mark");
    await shows(browser.page.getByRole("region", { name: "Text" }), "mode: test");
    await shows(browser.page.getByRole("status"), "2 lines differ");
    expect(await accessFaults(browser.page)).toEqual([]);
    await browser.picture("compare-three-texts");
  });

  it("joins tables by a key and marks the cells that differ", async () => {
    await open("?view=tables&ref=DEP-1", "main [role=table]");
    await shows(browser.page.getByRole("row"), /dog.*0\.5.*0\.\d\+0\.\d/);
    await shows(browser.page.getByRole("status"), "of 4 rows differ");
    expect(await accessFaults(browser.page)).toEqual([]);
    await browser.picture("compare-tables");
  });

  it("says which runs have the same version of an artifact", async () => {
    await open("?view=artifacts&path=data/version&ref=DEP-1&with=DEP-2", "main code");
    await shows(browser.page.getByRole("region", { name: "seed 1" }), hostile);
    await shows(browser.page.getByRole("region", { name: "seed 0" }), "No other run of the project has this version.");
    await shows(browser.page.locator("main"), "was never sent");
    expect(await accessFaults(browser.page)).toEqual([]);
    await browser.picture("compare-artifacts");
  });

  it("moves an axis of parallel coordinates by its name, and draws lines of equal value", async () => {
    await open("?view=parallel&axes=parameters/lr&axes=val/gap", "main [role=img] path");
    const name = browser.page.locator("main bdi").filter({ hasText: /^lr$/ });
    const [from, to] = [await name.boundingBox(), await browser.page.locator("main bdi").filter({ hasText: /^gap$/ }).boundingBox()];
    await browser.page.mouse.move((from?.x ?? 0) + 4, (from?.y ?? 0) + 6);
    await browser.page.mouse.down();
    await browser.page.mouse.move((to?.x ?? 0) - 40, (from?.y ?? 0) + 6, { steps: 5 });
    await browser.page.mouse.move((to?.x ?? 0) + 4, (from?.y ?? 0) + 6);
    await browser.page.mouse.up();
    await expect.poll(() => search().getAll("axes"), patience).toEqual(["val/gap", "parameters/lr"]);
    await open("?view=scatter&across=parameters/lr&up=val/gap&contour=train/loss", "main [role=application] circle");
    await browser.page.locator("main [role=application] svg g path").first().waitFor({ state: "attached", ...patience });
    await browser.picture("contours");
  });

  it("draws its runs on one axis alone, and offers a second one", async () => {
    await open("?view=parallel&axes=parameters/lr", "main p + button");
    const strokes = await browser.page.locator("main [role=img] path").evaluateAll((paths) => paths.map((path) => path.getBoundingClientRect().width));
    expect(strokes).toHaveLength(3);
    expect(Math.min(...strokes)).toBeGreaterThan(30);
    await shows(browser.page.locator("main p"), "a second one is needed");
    const fields = await Promise.all(["Axes", "Colour"].map((name) => browser.page.getByRole("combobox", { name }).or(browser.page.getByLabel(name)).first().evaluate((field) => field.closest(".mantine-Input-wrapper")?.getBoundingClientRect().top)));
    expect(fields[0]).toBe(fields[1]);
    await browser.page.locator("main p + button").click();
    await expect.poll(() => search().getAll("axes").length, patience).toBe(2);
  });

  it("has room for two runs on a phone, and for their names beside values that are kept", async () => {
    await browser.page.setViewportSize({ width: 390, height: 844 });
    await open("?view=table&list=off", "main [role=cell]");
    const second = await browser.page.getByRole("columnheader").nth(2).boundingBox();
    expect((second?.x ?? 0) + (second?.width ?? 0)).toBeLessThanOrEqual(390);
    await open("?view=lineage", "main nav");
    const tab = browser.page.getByRole("link", { name: "Lineage" });
    await expect.poll(async () => ((await tab.boundingBox())?.x ?? 999) + ((await tab.boundingBox())?.width ?? 0), patience).toBeLessThan(390);
    await open("?q=train&list=off&smooth=60&facts=parameters/lr&facts=val/gap");
    await chart("train/loss").locator(".u-over").click({ position: { x: 120, y: 60 } });
    const name = await browser.page.locator('section[aria-label^="Values at"] th[scope=row]').first().boundingBox();
    expect(name?.width).toBeGreaterThan(90);
    await browser.page.getByRole("button", { name: "Close values" }).click();
    await browser.page.getByRole("button", { name: "More settings" }).click();
    const settings = await browser.page.getByRole("dialog").boundingBox();
    expect((settings?.y ?? 0) + (settings?.height ?? 0)).toBeLessThanOrEqual(844);
    await browser.page.keyboard.press("Escape");
    await browser.page.setViewportSize({ width: 1440, height: 900 });
  });

  it("is kept under a name as a view of the project, which opens its charts beside the table", async () => {
    await open("?y=log&q=gap");
    await browser.page.getByRole("button", { name: "Save page" }).click();
    const form = browser.page.getByRole("dialog");
    await form.getByRole("textbox", { name: "Name" }).fill("Gaps");
    await form.getByText("These 3 runs").click();
    await form.getByRole("button", { name: "Save page" }).click();
    await form.getByRole("link", { name: "Open it" }).click();
    await browser.page.locator("section .u-over").first().waitFor(patience);
    expect([search().get("tab"), search().get("ch.y"), search().getAll("show").toSorted()]).toEqual(["charts", "log", ["DEP-1", "DEP-2", "DEP-3"]]);
    await shows(browser.page.getByRole("button"), /^Gaps$/);
  });

  it("says what a lineage would be where no run was forked", async () => {
    await open("?view=lineage", "main nav");
    await shows(browser.page.locator("main"), "None of these runs was forked from another");
  });

  it("has other views that break no rule of access either", async () => {
    for (const [view, wait] of [["table", "main [role=table]"], ["parallel", "main [role=img] path"], ["scatter", "main [role=application] circle"]] as const) {
      await open(`?view=${view}`, wait);
      expect(await accessFaults(browser.page)).toEqual([]);
    }
  });

  it("was never shown an error, and no other host was asked for anything", () => {
    expect(browser.complaints).toEqual([]);
  });
});
