// What the web app costs in the real browser: ./bench web [--runs 100,10000,100000] [--only table] [--json]
// Starts the real server on a fresh folder, fills one project per size over the API, and measures each scenario in Chromium.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";
import { fillProject } from "./data.mjs";
import { chartScenarios, fillCharts } from "./charts.mjs";
import { tableScenarios } from "./table.mjs";

// To add scenarios: an array of { name, unit, measure({ page, base, project, runs }) -> number or { part: number } }, and its line here.
const scenarios = { table: tableScenarios, charts: chartScenarios };
// These have data of their own, whatever the size of the table: they are measured once.
const sizeless = new Set(["charts"]);

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? otherwise : process.argv[at + 1];
};
const sizes = option("runs", "100,10000,100000").split(",").map(Number);
const only = option("only", Object.keys(scenarios).join(",")).split(",");
const asJson = process.argv.includes("--json");
const library = process.env.NEREID_SERVER_DLL ?? resolve(import.meta.dirname, "../../artifacts/run/program/Nereid.Server.dll");
if (!existsSync(library)) throw new Error("The server is not built: ./run --help builds it.");

const unitOf = (part, unit) => (part === "longest task" || part === "main thread" ? "ms" : part === "requests" || part === "charts at once" ? "" : /\(ms\)/.test(part) ? "ms" : unit);

const folder = mkdtempSync(join(tmpdir(), "nereid-web-bench-"));
const server = spawn("dotnet", [library, "--port", process.env.NEREID_BENCH_PORT ?? "0", "--data", join(folder, "data"), "--no-sample"], { stdio: ["ignore", "pipe", "pipe"] });
let browser;
try {
  const said = await new Promise((done, fail) => {
    let text = "";
    const hear = (part) => {
      text += part;
      if (text.includes("Ctrl-C")) done(text);
    };
    server.stdout.on("data", hear);
    server.stderr.on("data", hear);
    server.once("exit", (code) => fail(new Error(`The server ended with code ${code}:\n${text}`)));
  });
  const link = /(http:\S+\/sign-in\?ticket=\S+)/.exec(said)[1];
  const token = /NEPTUNE_API_TOKEN=(\S+)/.exec(said)[1];
  const base = new URL(link).origin;
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
  const signedIn = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const first = await signedIn.newPage();
  await first.goto(link);
  await first.waitForURL(`${base}/`);
  const storageState = await signedIn.storageState();
  await signedIn.close();

  const post = async (path, body) => {
    const response = await fetch(base + path, { method: "POST", headers: { authorization: `Bearer ${token}`, "content-type": "application/json" }, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const run = async (kind, about, size) => {
    for (const { name, unit, measure } of scenarios[kind]) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, storageState });
      const page = await context.newPage();
      page.setDefaultTimeout(120_000);
      await page.addInitScript(() => {
        window.longTasks = [];
        new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask", buffered: true });
      });
      const debuggee = await context.newCDPSession(page);
      await debuggee.send("Performance.enable", { timeDomain: "threadTicks" });
      /** Bytes of live objects, after what nobody refers to was collected. */
      const collect = async () => {
        await debuggee.send("HeapProfiler.collectGarbage");
        return (await debuggee.send("Runtime.getHeapUsage")).usedSize;
      };
      const found = await measure({ page, base, post, collect, ...about });
      const { metrics } = await debuggee.send("Performance.getMetrics");
      const cpu = metrics.find((metric) => metric.name === "TaskDuration").value * 1000;
      // CPU time of the page's main thread for the whole scenario: unlike the clock it bears a busy machine.
      const parts = { ...(typeof found === "number" ? { "": found } : found), "main thread": cpu };
      for (const [part, value] of Object.entries(parts)) {
        const row = { name: `web/${kind}/${name}${part && `/${part}`}${size}`, value: Math.round(value * 10) / 10, unit: unitOf(part, unit) };
        console.log(asJson ? JSON.stringify(row) : `${row.name.padEnd(56)} ${String(row.value).padStart(9)} ${row.unit}`);
      }
      await context.close();
    }
  };
  for (const kind of only.filter((one) => sizeless.has(one))) {
    const began = performance.now();
    const charts = await fillCharts(post);
    if (!asJson) console.log(`\n${kind}, filled in ${((performance.now() - began) / 1000).toFixed(0)} s`);
    await run(kind, { charts }, "");
  }
  const sized = only.filter((kind) => !sizeless.has(kind));
  for (const runs of sized.length > 0 ? sizes : []) {
    const began = performance.now();
    const project = await fillProject(base, token, `p${runs}`, runs);
    if (!asJson) console.log(`\n${runs} runs, filled in ${((performance.now() - began) / 1000).toFixed(0)} s`);
    for (const kind of sized) await run(kind, { project, runs }, `/${runs}`);
  }
} finally {
  await browser?.close();
  const ended = new Promise((done) => server.once("exit", done));
  server.kill("SIGTERM");
  await ended;
  rmSync(folder, { recursive: true, force: true });
}
