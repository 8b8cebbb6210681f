const columns = "?c=*&c=parameters/optimizer&c=parameters/lr&c=parameters/batch_size&c=train/loss&c=val/loss&c=max(val/accuracy)";
const firstRow = "[role=row][data-run]";
const repeats = 5;

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const longest = (page) => page.evaluate(() => Math.max(0, ...window.longTasks));

async function openTable(page, base, project) {
  await page.goto(base + project.path + columns);
  await page.locator(firstRow).nth(10).waitFor();
}

/** A steady wheel of so many pixels a frame for three seconds: frames a second and the longest task. */
const scrollTable = (name, pxPerFrame) => ({
  name,
  unit: "frames/s",
  async measure({ page, base, project }) {
    await openTable(page, base, project);
    const found = await page.evaluate(
      (pxPerFrame) =>
        new Promise((done) => {
          const scroller = document.querySelector("[role=table]").parentElement;
          const began = performance.now();
          let frames = 0;
          const step = (now) => {
            frames++;
            scroller.scrollTop += pxPerFrame;
            if (now - began < 3000) requestAnimationFrame(step);
            else done({ fps: (frames * 1000) / (now - began), frames });
          };
          requestAnimationFrame(step);
        }),
      pxPerFrame,
    );
    return { "": found.fps, frames: found.frames, "longest task": await longest(page) };
  },
});

export const tableScenarios = [
  {
    // A server runs for weeks: the first answers after its start, whose code is compiled on the way, are not what people wait for.
    async measure({ page, base, project }) {
      for (let i = 0; i < 5; i++) {
        await openTable(page, base, project);
        await page.locator(firstRow).nth(i).click({ position: { x: 600, y: 10 } });
        await page.locator("section[aria-label] .u-over").first().waitFor();
      }
    },
  },
  {
    // From the start of the navigation, with nothing in the browser's cache the first time; a table page is on screen.
    name: "first paint",
    unit: "ms",
    async measure({ page, base, project }) {
      const times = [];
      for (let i = 0; i < repeats; i++) {
        await page.goto("about:blank");
        await page.goto(base + project.path + columns);
        // The time is taken in the frame that has the rows, not when the driver hears of it.
        const seen = await page.waitForFunction((row) => document.querySelectorAll(row).length > 10 && performance.now(), firstRow, { polling: "raf" });
        times.push(await seen.jsonValue());
      }
      return { "": median(times), "longest task": await longest(page) };
    },
  },
  {
    // From the last key to the new count.
    name: "filter answer",
    unit: "ms",
    async measure({ page, base, project, runs }) {
      await openTable(page, base, project);
      const field = page.getByLabel("Filter runs");
      const times = [];
      for (let i = 0; i < repeats; i++) {
        const before = await page.locator("[role=status]").first().textContent();
        await field.fill("");
        await page.getByText(`${runs.toLocaleString("en")} runs`, { exact: true }).first().waitFor();
        const text = `run-${(i * 37) % runs}`;
        await field.focus();
        await page.evaluate(() => {
          window.answered = undefined;
          const status = [...document.querySelectorAll("[role=status]")].find(({ textContent }) => /runs/.test(textContent));
          const old = status.textContent;
          const observer = new MutationObserver(() => {
            if (status.textContent === old || status.textContent === "") return;
            window.answered = performance.now();
            observer.disconnect();
          });
          observer.observe(status, { subtree: true, childList: true, characterData: true });
        });
        await page.keyboard.insertText(text);
        const began = await page.evaluate(() => performance.now());
        await page.waitForFunction(() => window.answered !== undefined);
        times.push((await page.evaluate(() => window.answered)) - began);
        if (before === null) throw new Error("The table shows no count.");
      }
      return median(times);
    },
  },
  {
    name: "sort answer",
    unit: "ms",
    async measure({ page, base, project }) {
      await openTable(page, base, project);
      const times = [];
      for (let i = 0; i < repeats; i++) {
        const first = await page.locator(firstRow).first().getAttribute("data-run");
        await page.getByRole("button", { name: "Sort by parameters/lr" }).click();
        const seen = await page.waitForFunction(([row, id]) => document.querySelector(row)?.dataset.run !== id && document.querySelectorAll(row).length > 10 && performance.now() - window.clickedAt, [firstRow, first], { polling: "raf" });
        times.push(await seen.jsonValue());
      }
      return median(times);
    },
  },
  // Fast, a row a frame, and so fast that rows are whole only when it slows down.
  scrollTable("scroll", 30),
  scrollTable("rush past", 90),
  {
    // From the click on a row to the first chart of the run with its line.
    name: "open a run",
    unit: "ms",
    async measure({ page, base, project }) {
      const times = [];
      for (let i = 0; i < 3; i++) {
        await openTable(page, base, project);
        await page.locator(firstRow).nth(i + 1).click({ position: { x: 600, y: 10 } });
        const seen = await page.waitForFunction(() => document.querySelector("section[aria-label] .u-over") && performance.now() - window.clickedAt, undefined, { polling: "raf" });
        times.push(await seen.jsonValue());
      }
      return median(times);
    },
  },
  {
    // From the start of the navigation to the charts of twenty runs that are in sight beside the table: six, or as many as there are.
    name: "charts of 20 runs",
    unit: "ms",
    async measure({ page, base, project, collect }) {
      const times = [];
      for (let i = 0; i < 3; i++) {
        await page.goto("about:blank");
        await page.goto(`${base}${project.path}?tab=charts&show=top:20`);
        const seen = await page.waitForFunction(
          (inSight) => document.querySelectorAll("section[aria-label] .u-over").length >= inSight && document.querySelector("[data-loading]") === null && performance.now(),
          Math.min(6, project.charts),
          { polling: "raf" },
        );
        times.push(await seen.jsonValue());
      }
      return { "": median(times), "longest task": await longest(page), "memory (MB)": (await collect()) / 1e6 };
    },
  },
];
