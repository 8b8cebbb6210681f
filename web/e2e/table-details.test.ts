import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WatchedBrowser } from "./browser";
import { greyPng } from "./images";
import { Server } from "./server";

// Details of the table and of the run page that take a pointer or a key. Real server, real browser.
let server: Server;
let browser: WatchedBrowser;
let project: string;
const runs: string[] = [];

const row = (id: string) => browser.page.locator(`[role=row][data-run="${id}"]`).last();
const dotColor = (id: string) => row(id).locator("[class*=dot]").first().evaluate((dot) => getComputedStyle(dot).backgroundColor);
const copied = () => browser.page.evaluate(() => navigator.clipboard.readText());
const red = "rgb(204, 0, 17)";

beforeAll(async () => {
  server = await Server.start();
  browser = await WatchedBrowser.open(server.address);
  browser.page.setDefaultTimeout(40_000);
  project = await server.createProject("lab", "details", "DET");
  for (let i = 0; i < 3; i++) {
    const run = await server.createRun(project, `run-${i}`, `run ${i}`);
    runs.push(run);
    await server.assign(run, "parameters/lr", "float", 10 ** -i);
    await server.assign(run, "sys/experiment/is_head", "bool", i === 2);
    await server.appendFloats(run, "flat", Array.from({ length: 20 }, () => i));
    for (let step = 0; step < 3; step++) await server.appendImage(run, "images/sample", step, greyPng(16, 16, 40 * step));
  }
  await server.addToSet(runs[0] ?? "", "sys/group_tags", ["ablation"]);
  await server.styleTag(project, "ablation", "#cc0011");
  await browser.page.goto(server.signInLink);
  await browser.page.getByRole("heading", { level: 1 }).waitFor();
  await browser.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

describe("Parts of a run page have links", () => {
  it("a row of the attribute tree, for the pointer and for the keyboard", async () => {
    await browser.page.goto(`${server.address}/lab/details/runs/DET-2/attributes`);
    const item = browser.page.getByRole("treeitem", { name: /^lr/ });
    const link = item.getByRole("button", { name: "Copy link: parameters/lr" });
    await item.waitFor();
    expect(await link.isVisible()).toBe(false);
    await item.hover();
    await link.click();
    await expect.poll(copied).toBe(`${server.address}/lab/details/runs/DET-2/attributes?path=parameters/lr`);
    // The link is a button of its own: the row was not chosen by it.
    expect(browser.page.url()).toBe(`${server.address}/lab/details/runs/DET-2/attributes`);
    const flat = browser.page.getByRole("treeitem", { name: /^flat/ });
    await flat.focus();
    await browser.page.keyboard.press("Tab");
    await browser.page.keyboard.press("Enter");
    await expect.poll(copied).toBe(`${server.address}/lab/details/runs/DET-2/attributes?path=flat`);
    await browser.page.goto(await copied());
    await browser.page.getByRole("treeitem", { name: /^flat/, selected: true }).waitFor();
  });

  it("a chart", async () => {
    await browser.page.goto(`${server.address}/lab/details/runs/DET-2/charts`);
    const chart = browser.page.locator("section[aria-label='flat']");
    await chart.locator(".u-over").waitFor();
    await chart.hover();
    await chart.getByRole("button", { name: "Copy link: flat" }).click();
    await expect.poll(copied).toContain("/lab/details/runs/DET-2/charts");
    await browser.page.goto("about:blank");
    const link = await (async () => {
      await browser.page.goto(`${server.address}/lab/details/runs`);
      return copied();
    })();
    await browser.page.goto(link);
    await browser.page.locator("section[aria-label='flat'] .u-over").waitFor();
    expect(browser.page.url()).toBe(link);
  });

  it("an image at its step", async () => {
    await browser.page.goto(`${server.address}/lab/details/runs/DET-2/images`);
    await browser.page.getByText("3 / 3", { exact: true }).waitFor();
    await browser.page.getByRole("button", { name: "Previous", exact: false }).first().click();
    await browser.page.getByText("2 / 3", { exact: true }).waitFor();
    await browser.page.getByRole("button", { name: "Copy link: images/sample" }).click();
    await expect.poll(copied).toContain("at=");
    const link = await copied();
    await browser.page.goto(`${server.address}/lab/details/runs`);
    await browser.page.goto(link);
    await browser.page.getByText("2 / 3", { exact: true }).waitFor();
  });
});

describe("A person at the table", () => {
  it("takes the colour of a group tag off its runs, for herself and for good", async () => {
    await browser.page.goto(`${server.address}/lab/details/runs?c=sys/id~p&c=sys/group_tags`);
    const tag = row("DET-1").getByText("ablation");
    await tag.waitFor();
    await expect.poll(() => dotColor("DET-1")).toBe(red);
    await tag.click({ button: "right" });
    const matches = browser.page.getByRole("menuitemcheckbox", { name: "Gives its runs a colour" });
    expect(await matches.getAttribute("aria-checked")).toBe("true");
    const saved = browser.page.waitForResponse((response) => response.url().includes("/me/preferences") && response.request().method() === "PUT");
    await matches.click();
    await expect.poll(() => dotColor("DET-1")).not.toBe(red);
    await saved;
    await browser.page.reload();
    await tag.waitFor();
    await expect.poll(() => dotColor("DET-1")).not.toBe(red);
    await tag.click({ button: "right" });
    await matches.click();
    await expect.poll(() => dotColor("DET-1")).toBe(red);
    await browser.page.keyboard.press("Escape");
  });

  it("is told by every menu which of its items are checks and choices, and which of them hold", async () => {
    const { page } = browser;
    const close = async () => {
      await page.keyboard.press("Escape");
      await page.getByRole("menu").waitFor({ state: "detached" });
    };
    const items = (role: "menuitemradio" | "menuitemcheckbox" | "menuitem", checked?: boolean) => page.getByRole(role, { checked }).allTextContents();
    await page.goto(`${server.address}/lab/details/runs?c=sys/id~p&c=max(flat)&c=parameters/lr~e&d=tall&show=top:20`);
    await row("DET-1").waitFor();
    await page.getByRole("button", { name: "More for this table" }).click();
    await page.getByRole("menu").waitFor();
    expect(await items("menuitemradio")).toEqual(["Compact", "Normal", "Tall"]);
    expect(await items("menuitemradio", true)).toEqual(["Tall"]);
    expect(await items("menuitemcheckbox", false)).toEqual(["Suggest columns that differ"]);
    // A choice closes its menu and can be made by key.
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("menu").waitFor({ state: "detached" });
    expect(new URL(page.url()).searchParams.get("d")).toBe("compact");
    await page.getByRole("button", { name: "All runs" }).click();
    await page.getByRole("menu").waitFor();
    expect(await items("menuitemradio", true)).toEqual(["All runs"]);
    await close();
    await page.getByRole("button", { name: /are shown in charts/ }).first().click();
    await page.getByRole("menu").waitFor();
    expect(await items("menuitemradio", true)).toEqual(["The first 20"]);
    await close();
    await page.getByRole("button", { name: "Created", exact: true }).click();
    await page.getByRole("menu").waitFor();
    expect((await items("menuitemradio", false)).length).toBeGreaterThan(3);
    await close();
    await page.getByRole("columnheader", { name: /flat/ }).click({ button: "right" });
    await page.getByRole("menu").waitFor();
    expect(await items("menuitemradio", true)).toHaveLength(3);
    // Choices that are tried out one after the other leave the menu open.
    await page.getByRole("menuitemradio", { name: "Scientific" }).click();
    await page.getByRole("menuitemradio", { name: "Scientific", checked: true }).waitFor();
    await close();
    await page.getByRole("columnheader", { name: /lr/ }).click({ button: "right" });
    await page.getByRole("menuitemcheckbox", { checked: true }).waitFor();
    await close();
  });

  it("sees only the heads of experiments by a chip", async () => {
    await browser.page.goto(`${server.address}/lab/details/runs`);
    await row("DET-1").waitFor();
    await browser.page.getByRole("button", { name: "Experiments", exact: true }).click();
    await row("DET-1").waitFor({ state: "detached" });
    await browser.page.getByText("1 of 3 runs").waitFor();
    expect(await row("DET-3").count()).toBe(1);
    await browser.page.getByRole("button", { name: "Experiments", exact: true }).click();
    await row("DET-1").waitFor();
  });

  it("points at a line, and the row of its run stands out", async () => {
    await browser.page.goto(`${server.address}/lab/details/runs?tab=charts`);
    const over = browser.page.locator("section[aria-label='flat'] .u-over");
    await over.waitFor();
    // The lines lie at 0, 1 and 2: the highest is that of the last run.
    const box = (await over.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const pointedAt = async (share: number) => {
      // The line need not lie at the very place: it is looked for from there towards the middle.
      await browser.page.mouse.move(box.x + box.width * (0.4 + 0.2 * Math.random()), box.y + box.height * (share + (0.5 - share) * 0.3 * Math.random()));
      return browser.page.locator("[role=row][data-focus]").evaluateAll((rows) => rows.map((each) => (each as HTMLElement).dataset.run));
    };
    await expect.poll(() => pointedAt(0.02), { timeout: 20_000 }).toEqual(["DET-3"]);
    await expect.poll(() => pointedAt(0.98), { timeout: 20_000 }).toEqual(["DET-1"]);
  });

  it("stops a run and reads that it is stopping until its client is gone", async () => {
    const hangUp = await server.listen(project, runs[1] ?? "");
    await server.heartbeat(runs[1] ?? "");
    // As the client does, so that the run is running however long the page takes.
    const alive = setInterval(() => void server.heartbeat(runs[1] ?? ""), 5_000);
    await browser.page.goto(`${server.address}/lab/details/runs`);
    await row("DET-2").getByText("Running", { exact: true }).waitFor();
    await browser.page.getByRole("checkbox", { name: "Select DET-2" }).click();
    await browser.page.getByRole("button", { name: "More for the selected runs" }).click();
    await browser.page.getByRole("menuitem", { name: "Stop", exact: true }).click();
    await row("DET-2").getByText("Stopping", { exact: true }).waitFor();
    await browser.page.goto(`${server.address}/lab/details/runs/DET-2`);
    await browser.page.getByText("Stopping", { exact: true }).first().waitFor();
    clearInterval(alive);
    hangUp();
    await server.heartbeat(runs[1] ?? "", true);
    await browser.page.getByText("Stopping", { exact: true }).first().waitFor({ state: "detached" });
  });

  it("reads of a run in the trash that it is there, and brings it back", async () => {
    // Of a run that still runs it would be asked first.
    await server.heartbeat(runs[0] ?? "", true);
    await browser.page.goto(`${server.address}/lab/details/runs?sel=DET-1`);
    await browser.page.getByRole("region", { name: "Selected runs" }).getByText("Choose one more to compare").waitFor();
    await browser.page.getByRole("region", { name: "Selected runs" }).getByRole("button", { name: "Trash" }).click();
    await row("DET-1").waitFor({ state: "detached" });
    await browser.page.goto(`${server.address}/lab/details/runs/DET-1/attributes`);
    const note = browser.page.getByRole("note").filter({ hasText: "This run is in the trash · admin" });
    await note.getByRole("button", { name: "Restore" }).click();
    await note.waitFor({ state: "detached" });
    await browser.page.goto(`${server.address}/lab/details/runs`);
    await row("DET-1").waitFor();
  });

  it("acts on checked runs that no row on screen shows", async () => {
    await browser.page.goto(`${server.address}/lab/details/runs?sel=DET-1&sel=DET-99&q=2`);
    await row("DET-3").waitFor();
    const bar = browser.page.getByRole("region", { name: "Selected runs" });
    // DET-99 is none.
    await bar.getByText("1 selected").waitFor();
    await bar.getByRole("button", { name: "Tag" }).click();
    await browser.page.getByLabel("Find or create a tag").fill("unseen");
    await browser.page.keyboard.press("Enter");
    await browser.page.getByText("Tags of 1 run changed").first().waitFor();
    await browser.page.keyboard.press("Escape");
    await browser.page.goto(`${server.address}/lab/details/runs`);
    await row("DET-1").getByText("unseen").waitFor();
  });

  it("is not offered to compare one run", async () => {
    await browser.page.goto(`${server.address}/lab/details/runs?show=DET-1`);
    await row("DET-1").waitFor();
    expect(await browser.page.getByRole("button", { name: "Compare 1" }).getAttribute("aria-disabled")).toBe("true");
    expect(await browser.page.getByRole("link", { name: /^Compare \d/ }).count()).toBe(0);
    await browser.page.getByRole("button", { name: "Show DET-2 in charts" }).click();
    await browser.page.getByRole("link", { name: "Compare 2" }).waitFor();
  });

  it("never makes the page complain", () => {
    expect(browser.complaints).toEqual([]);
  });
});

describe("Runs of one experiment", () => {
  it("which have its name in common, are told apart by their ids wherever they are compared or picked", async () => {
    const { page } = browser;
    const twins = await server.createProject("lab", "twins", "TWN");
    for (let i = 0; i < 3; i++) {
      const run = await server.createRun(twins, `twin-${i}`, "twin");
      await server.appendFloats(run, "loss", [3, 2, i]);
      await server.heartbeat(run, true);
    }
    await page.goto(`${server.address}/lab/twins/compare?runs=TWN-1&runs=TWN-2&view=table`);
    for (const id of ["TWN-1", "TWN-2"]) await page.getByRole("columnheader", { name: `twin (${id})` }).waitFor();
    await page.getByRole("complementary", { name: "Compared runs" }).getByText("twin (TWN-2)").waitFor();
    await page.getByRole("button", { name: "Add run" }).click();
    await page.getByRole("option", { name: "twin TWN-3" }).waitFor();
    await page.keyboard.press("Escape");
    await page.goto(`${server.address}/lab/twins/runs?tab=charts`);
    await page.locator("section[aria-label='loss'] .u-over").waitFor();
    await page.getByRole("button", { name: /^Lines of loss/ }).click();
    for (const id of ["TWN-1", "TWN-2", "TWN-3"]) await page.getByText(`twin (${id})`).first().waitFor();
    await page.keyboard.press("Escape");
  });
});

describe("A table that is wider than the window", () => {
  it("keeps check box, eye and id in sight when it is scrolled across, by wheel and from the first pixel", async () => {
    await browser.page.goto(`${server.address}/lab/details/runs?c=*${Array.from({ length: 12 }, (_, i) => `&c=parameters/none-${i}`).join("")}`);
    const id = row("DET-2").getByRole("link", { name: "DET-2" });
    await id.waitFor();
    const before = await id.boundingBox();
    const name = row("DET-2").getByText("run 1");
    const nameBefore = await name.boundingBox();
    await browser.page.mouse.move((before?.x ?? 0) + 400, (before?.y ?? 0) + 5);
    await browser.page.mouse.wheel(60, 0);
    await expect.poll(async () => (await name.boundingBox())?.x).toBe((nameBefore?.x ?? 0) - 60);
    expect(await id.boundingBox()).toEqual(before);
    await browser.page.mouse.wheel(-60, 0);
    await expect.poll(async () => (await name.boundingBox())?.x).toBe(nameBefore?.x);
    expect(await id.boundingBox()).toEqual(before);
  });
});

describe("While the server is away", () => {
  it("the page says so, and what was asked of it comes by itself once it is back", async () => {
    const { page } = browser;
    // A visitor whose browser has not the code of charts yet.
    const visitor = await browser.stranger();
    await visitor.goto(`${server.address}/sign-in`);
    await visitor.getByRole("textbox").first().fill(server.token);
    await visitor.keyboard.press("Enter");
    await visitor.waitForURL(`${server.address}/`);
    await visitor.goto(`${server.address}/lab/details/runs`);
    await page.goto(`${server.address}/lab/details/runs`);
    for (const each of [page, visitor]) {
      await each.locator('[role=row][data-run="DET-1"]').last().waitFor();
      await each.getByText("Live", { exact: true }).waitFor();
    }
    await server.halt();
    await page.getByText("Paused", { exact: true }).waitFor();
    await page.getByLabel("Filter runs").fill("run 2");
    await page.getByRole("alert").getByText("The server does not answer.").waitFor();
    await visitor.locator("label").filter({ hasText: /^Charts$/ }).click();
    await visitor.getByRole("status", { name: "Loading" }).getByText("The server does not answer.").waitFor();
    await server.resume();
    await row("DET-3").waitFor();
    await row("DET-1").waitFor({ state: "detached" });
    await visitor.locator("section[aria-label='flat'] .u-over").waitFor();
    await visitor.context().close();
  });
});

describe("A table that rushes by", () => {
  it("shows ids until it slows down, then whole rows, and the keyboard goes anywhere in it", async () => {
    const many = await server.createProject("lab", "many", "MANY");
    for (let i = 0; i < 400; i += 20) await Promise.all(Array.from({ length: 20 }, (_, k) => server.createRun(many, `many-${i + k}`, `many ${i + k}`)));
    await browser.page.goto(`${server.address}/lab/many/runs`);
    await row("MANY-400").waitFor();
    const passing = await browser.page.evaluate(
      () =>
        new Promise<number>((done) => {
          const scroller = document.querySelector("[role=table]")?.parentElement as HTMLElement;
          let [frames, seen] = [0, 0];
          const step = () => {
            scroller.scrollTop += 150;
            seen += [...document.querySelectorAll("[role=row][aria-busy=true]")].filter(({ textContent }) => /^MANY-\d+$/.test(textContent ?? "")).length;
            if (++frames < 40) requestAnimationFrame(step);
            else done(seen);
          };
          requestAnimationFrame(step);
        }),
    );
    expect(passing).toBeGreaterThan(0);
    await expect.poll(() => browser.page.locator("[role=row][aria-busy=true]").count()).toBe(0);
    await browser.page.locator("[role=row][data-run]").last().getByRole("link").focus();
    for (let i = 0; i < 30; i++) await browser.page.keyboard.press("PageUp");
    await expect.poll(() => browser.page.evaluate(() => document.activeElement?.closest<HTMLElement>("[data-run]")?.dataset.run)).toBe("MANY-400");
  });
});
