// What the web app costs in the real browser: ./bench web [--runs 100x2000,10000x2000,100000x20] [--only table] [--json]
// Starts the real server on a folder with one project per size (runs x attributes of a run), and measures each scenario in Chromium.
import { chromium } from "playwright-core";
import { chartScenarios, fillCharts } from "./charts.mjs";
import { filledFolder, startServer } from "./server.mjs";
import { tableScenarios } from "./table.mjs";

// To add scenarios: an array of { name, unit, measure({ page, base, project, runs }) -> number or { part: number } }, and its line here. One without a name is not reported.
const scenarios = { table: tableScenarios, charts: chartScenarios };
// These have data of their own, whatever the size of the table: they are measured once.
const sizeless = new Set(["charts"]);

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? otherwise : process.argv[at + 1];
};
const sizes = option("runs", "100x2000,10000x2000,100000x20")
  .split(",")
  .map((size) => size.split("x").map(Number));
const only = option("only", Object.keys(scenarios).join(",")).split(",");
const scenarioOnly = option("scenario", undefined);
const asJson = process.argv.includes("--json");
const unitless = new Set(["requests", "charts at once", "frames"]);
const unitOf = (part, unit) => {
  if (unitless.has(part)) return "";
  const own = /\((\S+)\)$/.exec(part)?.[1];
  return own ?? (part === "longest task" || part === "main thread" || part === "server" ? "ms" : unit);
};
const say = (text) => asJson || console.log(text);

// Who drives the browser is told which code made each request. V8 finds that out by compiling the file again (100 ms at the start of the app), unless it kept the places of the
// code from the first: nobody else's browser pays for either.
const flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--js-flags=--no-enable-lazy-source-positions"];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });

async function signIn({ base, link }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.waitForURL(`${base}/`);
  const storageState = await context.storageState();
  await context.close();
  return storageState;
}

async function measureScenario(kind, { name, unit, measure }, storageState, about, size) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, storageState });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  await page.addInitScript(() => {
    window.longTasks = [];
    // When the page hears of a click: the driver takes a while to find out where to click.
    addEventListener("click", () => (window.clickedAt = performance.now()), { capture: true });
    new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask", buffered: true });
  });
  const debuggee = await context.newCDPSession(page);
  await debuggee.send("Performance.enable", { timeDomain: "threadTicks" });
  /** Bytes of live objects, after what nobody refers to was collected. */
  const collect = async () => {
    await debuggee.send("HeapProfiler.collectGarbage");
    return (await debuggee.send("Runtime.getHeapUsage")).usedSize;
  };
  const before = about.cpu();
  const found = await measure({ page, collect, ...about });
  const after = about.cpu();
  if (name === undefined) {
    await context.close();
    return;
  }
  const { metrics } = await debuggee.send("Performance.getMetrics");
  const cpu = metrics.find((metric) => metric.name === "TaskDuration").value * 1000;
  // CPU time for the whole scenario, of the page's main thread and of the server: unlike the clock it bears a busy machine.
  const parts = { ...(typeof found === "number" ? { "": found } : found), "main thread": cpu, ...(after !== undefined && { server: after - before }) };
  for (const [part, value] of Object.entries(parts)) {
    const row = { name: `web/${kind}/${name}${part && `/${part}`}${size}`, value: Math.round(value * 10) / 10, unit: unitOf(part, unit) };
    console.log(asJson ? JSON.stringify(row) : `${row.name.padEnd(56)} ${String(row.value).padStart(9)} ${row.unit}`);
  }
  await context.close();
  // Until the browser has cleared away the page, which would take from the next one.
  await new Promise((done) => setTimeout(done, 2000));
}

async function measureAll(kind, server, about, size) {
  const storageState = await signIn(server);
  for (const scenario of scenarios[kind])
    if (scenarioOnly === undefined || scenario.name === undefined || scenario.name === scenarioOnly) await measureScenario(kind, scenario, storageState, { base: server.base, post: server.post, cpu: server.cpu, ...about }, size);
}

/** Does something with a server that is stopped afterwards, whatever happens. */
async function withServer(folder, use) {
  const server = await startServer(folder);
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}

try {
  for (const kind of only.filter((one) => sizeless.has(one)))
    await withServer(undefined, async (server) => {
      const began = performance.now();
      const charts = await fillCharts(server.post);
      say(`\n${kind}, filled in ${((performance.now() - began) / 1000).toFixed(0)} s`);
      await measureAll(kind, server, { charts }, "");
    });
  const sized = only.filter((kind) => !sizeless.has(kind));
  for (const [runs, attributes] of sized.length > 0 ? sizes : []) {
    const began = performance.now();
    const folder = filledFolder(runs, attributes);
    say(`\n${runs} runs x ${attributes} attributes, filled in ${((performance.now() - began) / 1000).toFixed(0)} s`);
    await withServer(folder, async (server) => {
      // As many series as the filler gives to a run.
      const project = { path: "/bench/table/runs", charts: Math.min(20, Math.floor(attributes / 4)) };
      for (const kind of sized) await measureAll(kind, server, { project, runs }, `/${runs}x${attributes}`);
    });
  }
} finally {
  await browser.close();
}
