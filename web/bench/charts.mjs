const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const start = 1_700_000_000_000_000;
const floats = (path, values, first = 0) => ({
  op: "appendFloats",
  path,
  steps: values.map((_, i) => first + i),
  unixMicros: values.map((_, i) => start + (first + i) * 1_000_000),
  values,
});
const curve = (run, points) => Array.from({ length: points }, (_, i) => 0.2 + (run % 97) / 200 + Math.exp((-i * 6) / points) + 0.02 * Math.sin(i * (1 + (run % 13))));

const lineRuns = 1000;
const linePoints = 400;
const comparedRuns = 400;
const manyMetrics = 2000;
const updates = 600;

/** Once for all sizes: a project with a thousand runs of a few metrics, and one with a run of two thousand metrics. */
export async function fillCharts(post) {
  const lines = await post("/api/v1/projects", { workspace: "bench", name: "lines", visibility: "private" });
  const runs = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (next < lineRuns) {
        const i = next++;
        const { run } = await post(`/api/v1/projects/${lines.id}/runs`, { name: `run-${i}` });
        runs[i] = run;
        await post(`/api/v1/runs/${run.id}/operations`, { operations: ["train/loss", "val/loss", "val/accuracy"].map((path) => floats(path, curve(i, linePoints))) });
      }
    }),
  );
  const wide = await post("/api/v1/projects", { workspace: "bench", name: "wide", visibility: "private" });
  const { run } = await post(`/api/v1/projects/${wide.id}/runs`, { name: "wide" });
  const metrics = Array.from({ length: manyMetrics }, (_, i) => floats(`layer-${String(i % 40).padStart(2, "0")}/norm-${i}`, curve(i, 60)));
  for (let at = 0; at < metrics.length; at += 500) await post(`/api/v1/runs/${run.id}/operations`, { operations: metrics.slice(at, at + 500) });
  const live = await post("/api/v1/projects", { workspace: "bench", name: "live", visibility: "private" });
  return { shortIds: runs.map(({ shortId }) => shortId), wideRun: run.shortId, live };
}

const named = (ids) => ids.map((id) => `runs=${encodeURIComponent(id)}`).join("&");
const charted = "section[aria-label] .u-over";

/** Frames a second and the longest frame while something is done, in the page's own clock. */
const watchFrames = (page) =>
  page.evaluate(() => {
    window.frames_ = [];
    let last = performance.now();
    const step = (now) => {
      window.frames_.push(now - last);
      last = now;
      window.watching_ = requestAnimationFrame(step);
    };
    window.watching_ = requestAnimationFrame(step);
  });
const framesOf = (page) =>
  page.evaluate(() => {
    cancelAnimationFrame(window.watching_);
    const frames = window.frames_.slice(1);
    const sum = frames.reduce((a, b) => a + b, 0);
    return { fps: (frames.length * 1000) / sum, worst: frames.toSorted((a, b) => a - b)[Math.floor(frames.length * 0.99)] ?? 0 };
  });

/** How long the page is busy with one thing that was done to it: from the event to the end of its handlers, without waiting for a frame. */
const busyWith = (page, box, kind, steps) =>
  page.evaluate(
    async ([{ x, y, width, height }, kind, steps]) => {
      const over = document.elementFromPoint(x + width / 2, y + height / 2);
      const times = [];
      for (let i = 0; i < steps; i++) {
        const place = { clientX: x + 20 + ((i * 37) % (width - 40)), clientY: y + 10 + ((i * 23) % (height - 20)) };
        await new Promise(requestAnimationFrame);
        const began = performance.now();
        if (kind === "wheel") over.dispatchEvent(new WheelEvent("wheel", { ...place, deltaY: i % 2 === 0 ? -40 : 40, ctrlKey: true, bubbles: true, cancelable: true }));
        else over.dispatchEvent(new PointerEvent("pointermove", { ...place, bubbles: true, pointerType: "mouse", shiftKey: kind === "pan" }));
        times.push(performance.now() - began);
      }
      return times;
    },
    [box, kind, steps],
  );

async function openLines(page, base, count, ids) {
  await page.goto(`${base}/bench/lines/compare?show=top:${count}&q=train/loss&cols=1&size=large${ids ? `&${named(ids)}` : ""}`);
  await page.locator(charted).first().waitFor();
  await page.waitForFunction(() => !document.querySelector("[data-loading]") && !document.querySelector("[aria-busy=true]"));
  await page.waitForTimeout(1500);
  return page.locator(charted).first().boundingBox();
}

const ofLines = (what, kind) => ({
  name: `${what} 1,000 lines`,
  unit: "ms",
  async measure({ page, base }) {
    const box = await openLines(page, base, lineRuns);
    await busyWith(page, box, kind, 10);
    const times = await busyWith(page, box, kind, 80);
    return { "": median(times), p95: times.toSorted((a, b) => a - b)[75] };
  },
});

/** All sections open, a steady wheel of so many pixels a frame. */
const scrollCharts = (name, pxPerFrame) => ({
  name,
  unit: "frames/s",
  async measure({ page, base, charts }) {
    await page.goto(`${base}/bench/wide/runs/${charts.wideRun}/charts`);
    await page.getByRole("button", { name: "Open all" }).click();
    await page.locator(charted).first().waitFor();
    await page.waitForTimeout(1500);
    const began = await page.locator(charted).count();
    await watchFrames(page);
    await page.evaluate(
      (pxPerFrame) =>
        new Promise((done) => {
          let scroller = document.querySelector("section[aria-label]");
          while (scroller && !(scroller.scrollHeight > scroller.clientHeight + 10 && /auto|scroll/.test(getComputedStyle(scroller).overflowY))) scroller = scroller.parentElement;
          const until = performance.now() + 4000;
          const step = (now) => {
            (scroller ?? document.scrollingElement).scrollTop += pxPerFrame;
            if (now < until) requestAnimationFrame(step);
            else done();
          };
          requestAnimationFrame(step);
        }),
      pxPerFrame,
    );
    const { fps, worst } = await framesOf(page);
    return { "": fps, "worst frame (ms)": worst, "charts at once": Math.max(began, await page.locator(charted).count()) };
  },
});

export const chartScenarios = [
  {
    // From the start of the navigation to the first chart with lines, of 400 runs named in the address, and how many requests that takes.
    name: "compare 400 runs",
    unit: "ms",
    async measure({ page, base, charts }) {
      let requests = 0;
      page.on("request", (request) => request.url().includes("/api/") && requests++);
      const times = [];
      for (let i = 0; i < 3; i++) {
        await page.goto("about:blank");
        requests = 0;
        await page.goto(`${base}/bench/lines/compare?${named(charts.shortIds.slice(0, comparedRuns))}`);
        await page.locator(charted).first().waitFor();
        times.push(await page.evaluate(() => performance.now()));
      }
      await page.waitForTimeout(1500);
      return { "": median(times), requests };
    },
  },
  ofLines("hover", "hover"),
  ofLines("zoom", "wheel"),
  {
    // The pointer moves over the chart for three seconds.
    name: "1,000 lines",
    unit: "frames/s",
    async measure({ page, base }) {
      const box = await openLines(page, base, lineRuns);
      await watchFrames(page);
      const until = Date.now() + 3000;
      for (let i = 0; Date.now() < until; i++) await page.mouse.move(box.x + 20 + ((i * 13) % (box.width - 40)), box.y + 20 + ((i * 7) % (box.height - 40)));
      const { fps, worst } = await framesOf(page);
      return { "": fps, "worst frame (ms)": worst };
    },
  },
  {
    name: "pan 1,000 lines",
    unit: "frames/s",
    async measure({ page, base }) {
      const box = await openLines(page, base, lineRuns);
      const middle = box.y + box.height / 2;
      await page.keyboard.down("Shift");
      await page.mouse.move(box.x + box.width / 2, middle);
      await page.mouse.down();
      await watchFrames(page);
      const until = Date.now() + 2000;
      for (let i = 0; Date.now() < until; i++) await page.mouse.move(box.x + box.width / 2 + 150 * Math.sin(i / 15), middle);
      const { fps, worst } = await framesOf(page);
      await page.mouse.up();
      await page.keyboard.up("Shift");
      return { "": fps, "worst frame (ms)": worst };
    },
  },
  // Slowly enough to look at the charts, which are all made and drawn; and so fast that they are only when it slows down.
  scrollCharts("scroll 2,000 charts", 15),
  scrollCharts("rush past 2,000 charts", 60),
  {
    // An hour of a run that logs every six seconds, in as little time as the page can follow: memory after each quarter, garbage collected.
    name: "live updates memory",
    unit: "MB",
    async measure({ page, base, charts, post, collect }) {
      const { run } = await post(`/api/v1/projects/${charts.live.id}/runs`, { name: "live" });
      const paths = Array.from({ length: 12 }, (_, i) => `train/metric-${i}`);
      const add = (first, count) => post(`/api/v1/runs/${run.id}/operations`, { operations: paths.map((path, m) => floats(path, curve(m, count), first)) });
      await add(0, 200);
      await page.goto(`${base}/bench/live/runs/${run.shortId}/charts`);
      await page.locator(charted).nth(5).waitFor();
      const parts = {};
      for (let i = 0; i < updates; i++) {
        await add(200 + i * 10, 10);
        if (i % (updates / 4) === updates / 4 - 1 || i === 20) {
          await page.waitForTimeout(1500);
          parts[i === 20 ? "at first" : `after ${i + 1} updates`] = (await collect()) / 1e6;
        }
      }
      return parts;
    },
  },
];
