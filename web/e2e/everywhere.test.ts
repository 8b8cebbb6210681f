import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessFaults } from "./axe";
import { WatchedBrowser } from "./browser";
import { greyPng } from "./images";
import { Server } from "./server";

// What holds on every page: in reach of everybody, light and dark, nothing from outside, no name harms, it fits a phone, settings follow.
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

/** What can be pressed but stands beyond the edge, and neither the page nor a part of it can be scrolled to it; and how far the page itself would scroll sideways. */
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const root = document.documentElement;
    const main = document.querySelector("main");
    // What holds the whole page scrolls down and never across; its parts may.
    const whole = [root, ...(main ? [main] : [])];
    const found = whole.filter((one) => one.scrollWidth > one.clientWidth).map((one) => `${one.tagName}: ${one.scrollWidth} of ${one.clientWidth} pixels`);
    for (const control of document.querySelectorAll<HTMLElement>("main button, main input, main a, header button, header a, [role=region] button")) {
      const box = control.getBoundingClientRect();
      if (box.width === 0 || box.height === 0 || !control.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      if (box.left >= -1 && box.right <= root.clientWidth + 1) continue;
      let around = control.parentElement;
      while (around && !(!whole.includes(around) && /auto|scroll/.test(getComputedStyle(around).overflowX) && around.scrollWidth > around.clientWidth)) around = around.parentElement;
      if (!around) found.push(`${control.getAttribute("aria-label") ?? control.textContent.slice(0, 60)}: ${Math.round(box.left)} to ${Math.round(box.right)}`);
    }
    return found;
  });

const compared = "runs=WIDE-1&runs=WIDE-2&runs=WIDE-3";
const pages: readonly (readonly [string, string])[] = [
  ["projects", "/"],
  ["tokens", "/api-tokens"],
  ["no runs", "/lab/empty/runs"],
  ["table", "/lab/wide/runs?c=*&c=sys/group_tags&c=val/accuracy~mcurve&c=parameters/lr~mbar&c=parameters/optimizer~e"],
  ["groups", "/lab/wide/runs?g=parameters/optimizer&c=*&c=val/accuracy"],
  ["selection and baseline", "/lab/wide/runs?sel=WIDE-1&sel=WIDE-2&pin=WIDE-2&base=WIDE-2&c=*&c=val/accuracy"],
  ["trash", "/lab/wide/runs?in=trash"],
  ["selection", "/lab/wide/runs?sel=WIDE-1&sel=WIDE-2"],
  ["nothing found", "/lab/wide/runs?q=nothing-has-this"],
  ["charts beside the table", "/lab/wide/runs?tab=charts"],
  ["run: charts", "/lab/wide/runs/WIDE-2/charts"],
  ["run: attributes", "/lab/wide/runs/WIDE-2/attributes"],
  ["run: parameters", "/lab/wide/runs/WIDE-2/parameters"],
  ["run: logs", "/lab/wide/runs/WIDE-2/logs"],
  ["run: images", "/lab/wide/runs/WIDE-2/images"],
  ["compare: charts", `/lab/wide/compare?${compared}`],
  ["compare: side by side", `/lab/wide/compare?${compared}&view=table`],
  ["compare: parallel", `/lab/wide/compare?${compared}&view=parallel`],
  ["compare: scatter", `/lab/wide/compare?${compared}&view=scatter`],
  ["no such page", "/lab/wide/runs/WIDE-99/charts"],
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
    // A phone; and 320 pixels, which is what a screen of 1280 leaves at 400 per cent.
    for (const [width, height] of [[390, 844], [320, 640]] as const) {
      await page.setViewportSize({ width, height });
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      expect(await cutOff(page), `out of reach at ${width} pixels`).toEqual([]);
      if (width === 390) expect(await accessFaults(page), "on a phone").toEqual([]);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    expect(await page.locator("img[src=x]").count()).toBe(0);
    expect((await page.title()).length).toBeLessThan(300);
    expect(await page.title()).not.toContain("\u202E");
  });

  it("comes with a strict policy, and the first one with less than 400 kB of compressed scripts", async () => {
    expect(browser.policy).toMatch(/default-src 'none'|default-src 'self'/);
    expect(browser.policy).not.toMatch(/unsafe-inline|unsafe-eval|script-src[^;]*\*/);
    const page = await browser.stranger();
    await page.goto(at("/sign-in"));
    await page.getByRole("textbox").first().fill(server.token);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Projects" }).waitFor();
    await page.goto(at("/lab/wide/runs"));
    await page.getByRole("row").nth(2).waitFor();
    await page.waitForLoadState("networkidle");
    const sizes = await page.evaluate(() =>
      (performance.getEntriesByType("resource") as PerformanceResourceTiming[]).filter(({ name }) => new URL(name).pathname.endsWith(".js")).map(({ encodedBodySize, decodedBodySize }) => [encodedBodySize, decodedBodySize] as const),
    );
    const [sent, whole] = [sizes.reduce((sum, [bytes]) => sum + bytes, 0), sizes.reduce((sum, [, bytes]) => sum + bytes, 0)];
    expect(whole).toBeGreaterThan(2 * sent);
    expect(sent).toBeGreaterThan(50_000);
    expect(sent).toBeLessThan(400_000);
    await page.context().close();
  });
});

/** Texts whose first letter, of a script that runs from right to left, lies outside a box that cuts it. */
const cutAtTheirBeginning = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const [text, parent] = [node.textContent ?? "", node.parentElement];
      const from = text.search(/\p{L}/u);
      if (from < 0 || !/[\u0590-\u08ff]/.test(text.charAt(from)) || !parent?.checkVisibility()) continue;
      // The rail that is put away stands beside the page.
      if (parent.getBoundingClientRect().right <= 0) continue;
      const range = document.createRange();
      range.setStart(node, from);
      range.setEnd(node, from + 1);
      const letter = range.getBoundingClientRect();
      const middle = letter.left + letter.width / 2;
      for (let around: HTMLElement | null = parent; around; around = around.parentElement) {
        const { display, overflowX } = getComputedStyle(around);
        if (display === "inline" || overflowX === "visible") continue;
        // What can be scrolled to is not cut.
        if (overflowX === "auto" || overflowX === "scroll") break;
        const box = around.getBoundingClientRect();
        if (middle < box.left - 1 || middle > box.right + 1) {
          found.push(`${around.tagName}.${around.className}: ${text.slice(0, 40)}`);
          break;
        }
      }
    }
    return found;
  });

describe("Names that run from right to left", () => {
  it("are seen from their beginning on every page, wherever they are cut", async () => {
    const { page } = browser;
    const hebrew = "זיהוי ספרות בכתב יד עם קצב למידה קוסינוס והחלקת תוויות, ניסיון שני לאחר תיקון דליפת הנתונים";
    const arabic = "التعرف على الأرقام المكتوبة بخط اليد مع معدل تعلم جيب التمام resnet50 lr=0.001 وتنعيم التسميات";
    const project = await server.createProject("lab", "מימין לשמאל שם ארוך של פרויקט אחד", "RTL");
    for (const [i, name] of [hebrew, arabic].entries()) {
      const run = await server.createRun(project, `${name.slice(0, 60)} ${i}`, name);
      await server.assign(run, "parameters/text", "string", name);
      await server.assign(run, "sys/tags", "stringSet", [name.slice(0, 40)]);
      await server.assign(run, "sys/group_tags", "stringSet", [name.slice(0, 40)]);
      for (const metric of [`${name}`, `מדדים/${hebrew}`]) await server.appendFloats(run, metric, [3, 2, 1]);
      await server.appendHistograms(run, `weights/${hebrew}`, 2);
      await server.appendImage(run, `images/${hebrew}`, 1, greyPng(8, 8, 90));
      await server.putFile(run, `tables/${hebrew}`, "csv", `${hebrew},f1\n${arabic},0.9\n`);
      await server.heartbeat(run, true);
    }
    const base = `/lab/${encodeURIComponent("מימין לשמאל שם ארוך של פרויקט אחד")}`;
    const where = encodeURIComponent(`\`sys/name\` = "${hebrew}"`);
    const both = "runs=RTL-1&runs=RTL-2";
    const all = [
      "/",
      `${base}/runs?c=*&c=parameters/text&c=sys/group_tags&color=sys/name`,
      `${base}/runs?where=${where}`,
      `${base}/runs?tab=charts`,
      `${base}/runs/RTL-1/charts`,
      `${base}/runs/RTL-1/attributes`,
      ...["", "&minus=value&legend=bottom", "&view=table&rows=all", "&view=tables", "&view=scatter"].map((view) => `${base}/compare?${both}${view}`),
    ];
    const onPhone = [`${base}/runs`, `${base}/runs/RTL-1/attributes`];
    for (const [width, paths] of [[1440, all], [390, onPhone]] as const) {
      await page.setViewportSize({ width, height: 900 });
      for (const path of paths) {
        await page.goto(at(path));
        await settled();
        await page.getByText(/[\u0590-\u08ff]/).first().waitFor({ state: "attached" });
        expect(await cutAtTheirBeginning(page), `${path} at ${width} pixels`).toEqual([]);
      }
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(at(`${base}/runs`));
    await page.getByRole("table").waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").last().fill("RTL-");
    await page.getByRole("option", { name: /RTL-1/ }).first().waitFor();
    expect(await cutAtTheirBeginning(page), "palette").toEqual([]);
    await page.keyboard.press("Escape");
  });
});

describe("Paper", () => {
  /** The page as it lies on paper of this width, until what is returned is called. */
  const print = async (width: number) => {
    const { page } = browser;
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width, height: 1000 });
    return async () => {
      await page.emulateMedia({ media: null });
      await page.setViewportSize({ width: 1440, height: 900 });
    };
  };
  const seen = (names: readonly string[]) => Promise.all(names.map((name) => browser.page.getByRole("button", { name }).first().isVisible()));

  it("has the table with all loaded rows and the columns that fit, and says what is left out", async () => {
    const { page } = browser;
    const added = Array.from({ length: 8 }, (_, i) => `&c=none/${i}`).join("");
    await page.goto(at(`/lab/wide/runs?c=*${added}&c=parameters/lr&q=run-`));
    await page.locator("[role=row][data-run]").nth(3).waitFor();
    const back = await print(700);
    const table = page.locator("table");
    await table.waitFor();
    expect(await table.locator("tbody tr").count()).toBe(4);
    const heads = async () => (await table.locator("thead th").allTextContents()).filter((_, i) => i >= 0);
    const shown = await table.locator("thead th:visible").count();
    await page.getByText("Rows 1 to 4 of 4.").waitFor();
    const note = page.getByText(new RegExp(`^${14 + 1 - shown} columns do not fit and are left out: .*parameters/lr`));
    await note.filter({ visible: true }).waitFor();
    expect((await heads()).slice(0, 2)).toEqual(["ID", "Name"]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(700);
    expect(await seen(["Columns", "More for this table", "Filter", "Share"])).toEqual([false, false, false, false]);
    await page.setViewportSize({ width: 1000, height: 700 });
    expect(await table.locator("thead th:visible").count()).toBeGreaterThan(shown);
    await back();
    await table.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "More for this table" }).waitFor();
    // The browser's own way to paper, which tells of it only by an event.
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    expect(await table.count()).toBe(1);
    await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
    await table.waitFor({ state: "detached" });
  });

  it("has every attribute of a run, and charts without their tools", async () => {
    const { page } = browser;
    await page.goto(at("/lab/wide/runs/WIDE-3/attributes"));
    await page.getByRole("tree").waitFor();
    const count = Number.parseInt((await page.getByText(/^\d+ attributes$/).textContent()) ?? "", 10);
    let back = await print(700);
    await page.locator("table").waitFor();
    expect(await page.locator("table tr").count()).toBe(count);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(700);
    await back();
    await page.goto(at(`/lab/wide/compare?${compared}`));
    await page.locator("[data-chart] canvas").first().waitFor();
    back = await print(700);
    expect(await page.getByLabel("Filter charts").isVisible()).toBe(false);
    expect(await page.locator("[data-chart] canvas").first().isVisible()).toBe(true);
    await back();
  });
});

describe("A log on paper", () => {
  it("has the lines that are loaded, and counts those that are left out", async () => {
    const { page } = browser;
    const project = await server.createProject("lab", "paper", "PAP");
    const run = await server.createRun(project, "p", "writer");
    const count = 5_000;
    await server.appendLines(run, "logs/out", Array.from({ length: count }, (_, i) => `line number ${i + 1}`));
    await server.heartbeat(run, true);
    await page.goto(at("/lab/paper/runs/PAP-1/logs?line=2500"));
    await page.getByText("line number 2500", { exact: true }).waitFor();
    await page.emulateMedia({ media: "print" });
    const paper = page.locator("main ol li");
    await paper.filter({ hasText: "line number 2500" }).first().waitFor();
    const numbers = (await paper.allTextContents()).map((text) => Number(/line number (\d+)/.exec(text)?.[1]));
    const [first = 0, last = 0] = [numbers[0], numbers.at(-1)];
    // Without a gap, and nothing goes without being counted.
    expect(numbers).toEqual(Array.from({ length: last - first + 1 }, (_, i) => first + i));
    await page.getByText(`${(first - 1).toLocaleString("en")} earlier lines are left out.`).waitFor();
    await page.getByText(`${(count - last).toLocaleString("en")} later lines are left out.`).waitFor();
    expect(await page.getByRole("log").isVisible()).toBe(false);
    await page.emulateMedia({ media: null });
    await page.getByRole("log").getByText("line number 2500", { exact: true }).waitFor();
  });
});

describe("A file of a run", () => {
  it("is read beside the tree, as far as it can be at a glance; of an artifact the files are listed", async () => {
    const { page } = browser;
    const project = await server.createProject("lab", "files", "FIL");
    const run = await server.createRun(project, "f", "with files");
    await server.putFile(run, "source_code/train", "py", "def train():\n    return '<b>手写</b>'\n");
    await server.putFile(run, "tables/long", "csv", "x".repeat(150_000));
    await server.assign(run, "data/unlisted", "artifact", "b".repeat(64));
    const artifact = await server.putArtifact("lab/files", [{ path: "images/手写.tar", hash: "c".repeat(40), size: 2_048 }]);
    await server.assign(run, "data/listed", "artifact", artifact);
    await server.heartbeat(run, true);
    const open = (path: string) => page.goto(at(`/lab/files/runs/FIL-1/attributes?path=${path}`));
    await open("source_code/train");
    await page.locator("pre").filter({ hasText: "return '<b>手写</b>'" }).waitFor();
    await open("tables/long");
    await page.getByText("Only the beginning is shown; 50 kB more are left out.").waitFor();
    expect(await page.locator("pre").first().textContent()).toHaveLength(100_000);
    await open("data/unlisted");
    await page.getByText("Which files this version consists of was never sent.").waitFor();
    await open("data/listed");
    await page.getByRole("row", { name: "images/手写.tar 2.0 kB" }).waitFor();
    await page.getByText("1 file, 2.0 kB").waitFor();
    expect(await accessFaults(page)).toEqual([]);
  });
});

describe("A person's settings", () => {
  it("follow them to another browser: colours, language and size of text", async () => {
    const { page } = browser;
    await page.goto(at("/lab/wide/runs"));
    await page.getByRole("button", { name: "Appearance" }).click();
    await page.getByRole("radio", { name: /Without red and green/ }).click();
    await page.locator("label").filter({ hasText: /^Large$/ }).click();
    await page.getByRole("radio", { name: "简体中文" }).click();
    await page.getByRole("navigation", { name: "主导航" }).waitFor();
    await browser.picture("chinese");
    const other = await browser.stranger();
    await other.goto(at("/sign-in"));
    await other.getByRole("textbox").first().fill(server.token);
    await other.keyboard.press("Enter");
    await other.waitForURL(at("/"));
    await other.locator("html[lang=zh-CN][data-palette=redGreen][data-text=large]").waitFor();
    await other.context().close();
    // Back to what the other tests know.
    await page.getByRole("radio", { name: "English" }).click();
    await page.getByRole("radio", { name: "Standard" }).click();
    await page.locator("label").filter({ hasText: /^Normal$/ }).click();
    await page.keyboard.press("Escape");
  });

  it("fold the rail, and help answers without a network", async () => {
    const { page } = browser;
    await page.getByRole("button", { name: "Fold navigation" }).click();
    await page.getByRole("button", { name: "Unfold navigation" }).click();
    await page.getByRole("button", { name: "Help" }).click();
    await page.getByLabel("Search the help").fill("how far its run");
    await page.getByRole("article").getByText("how far its run is from it").waitFor();
    await browser.picture("help");
    await page.keyboard.press("Escape");
  });
});

describe("A viewer", () => {
  it("sees every control that changes something grey, with the reason", async () => {
    const { page } = browser;
    // Rights are the server's business and tested there; here the page is told that the person may only look.
    await page.route("**/api/v1/projects/lookup*", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...((await answer.json()) as object), role: "viewer" } });
    });
    await page.goto(at("/lab/wide/runs?sel=WIDE-1"));
    const bar = page.getByRole("region", { name: "Selected runs" });
    for (const name of ["Tag", "Trash"]) {
      const button = bar.getByRole("button", { name, exact: true });
      await button.waitFor();
      expect(await button.isDisabled()).toBe(true);
      expect(await button.getAttribute("title")).toMatch(/contributor/);
    }
    await page.locator('[role=row][data-run="WIDE-1"]').click({ button: "right", position: { x: 500, y: 8 } });
    for (const name of ["Rename", "Edit tags", "Move to the trash"]) expect(await page.getByRole("menuitem", { name }).isDisabled()).toBe(true);
    expect(await page.getByRole("menuitem", { name: "Pin to the top" }).isDisabled()).toBe(false);
    await browser.picture("viewer");
    await page.keyboard.press("Escape");
    await page.unroute("**/api/v1/projects/lookup*");
  });
});

it("No page ever complained", () => {
  // One page is of a run that does not exist, and says so.
  expect(browser.complaints.filter((complaint) => !complaint.includes("404") && !complaint.includes("There is no such run"))).toEqual([]);
});
