import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessFaults } from "./axe";
import { WatchedBrowser } from "./browser";
import { Server } from "./server";

// What others do is told to whom it concerns, at once and for good; and a run that was moved is found where it was.
let server: Server;
let browser: WatchedBrowser;
let vera: Page;
let project: string;

const shots = process.env.NEREID_SHOTS;

async function ask(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${server.address}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${server.token}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  const text = await response.text();
  return (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
}

/** A change to many runs, to its end. */
async function change(body: object): Promise<void> {
  let job = await ask("POST", `/projects/${project}/runs/bulk`, body);
  for (let look = 0; job.state === "running" && look < 600; look++) {
    await new Promise((done) => setTimeout(done, 100));
    job = await ask("GET", `/projects/${project}/runs/bulk/${String(job.id)}`);
  }
  expect(job).toMatchObject({ state: "done", changed: 1 });
}

beforeAll(async () => {
  process.env.NEREID_PURGE_TRASH = "30d";
  server = await Server.start();
  browser = await WatchedBrowser.open(server.address);
  project = await server.createProject("lab", "digits", "DIG");
  const { id } = (await ask("POST", "/users", { username: "vera" })) as { id: string };
  const { token } = (await ask("POST", `/users/${id}/tokens`, { name: "browser" })) as { token: string };
  vera = browser.page;
  vera.setDefaultTimeout(60_000);
  await vera.goto(`${server.address}/sign-in`);
  await vera.getByLabel("API token").fill(token);
  await vera.getByRole("button", { name: "Sign in" }).click();
  await vera.getByRole("button", { name: "Notices, 0 new" }).waitFor();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

describe("Notices", () => {
  it("rings without a reload when somebody gives a role, and says who", async () => {
    await ask("PUT", `/projects/${project}/members`, { username: "vera", role: "contributor" });
    await vera.getByRole("button", { name: "Notices, 1 new" }).click();
    const tray = vera.getByRole("dialog", { name: "Notices" });
    await tray.getByText("admin made you contributor of lab/digits.").waitFor();
    expect(await accessFaults(vera)).toEqual([]);
    if (shots) await browser.picture("notices");
  });

  it("keeps what was read over a reload, until it is cleared", async () => {
    await vera.getByRole("button", { name: "Mark as read" }).click();
    await vera.getByRole("button", { name: "Notices, 0 new" }).waitFor();
    await vera.reload();
    await vera.getByRole("button", { name: "Notices, 0 new" }).click();
    await vera.getByRole("link", { name: "admin made you contributor of lab/digits." }).waitFor();
    await vera.getByRole("button", { name: "Clear" }).click();
    await vera.getByText("Nothing yet:").waitFor();
    await vera.keyboard.press("Escape");
    await vera.getByText("Nothing yet:").waitFor({ state: "detached" });
  });

  it("lets a person opt out of news of runs, which the server heeds", async () => {
    await vera.getByRole("button", { name: "Notices, 0 new" }).click();
    const saved = vera.waitForResponse((response) => response.request().method() === "PUT" && response.url().endsWith("/me/preferences") && response.request().postData()?.includes("notices.runs") === true);
    await vera.getByLabel("Tell me of my runs that fail or stop answering").uncheck();
    expect((await saved).request().postDataJSON()).toEqual({ name: "notices.runs", value: "off" });
    await vera.keyboard.press("Escape");
  });

  it("tells who asked for a long change to many runs when it has ended", async () => {
    const many = await server.createProject("lab", "many", "MANY");
    await ask("PUT", `/projects/${many}/members`, { username: "vera", role: "contributor" });
    // What takes a quarter of a second is long to the server: as many runs as this machine needs for that.
    let count = 0;
    let isLong = false;
    for (let wanted = 300; !isLong && wanted <= 4_800; wanted *= 2) {
      const next = async () => {
        while (count < wanted) await server.createRun(many, `many-${++count}`, `run ${count}`);
      };
      await Promise.all(Array.from({ length: 8 }, next));
      isLong = await vera.evaluate(
        async ([id, tag]) => {
          const asked = await fetch(`/api/v1/projects/${id}/runs/bulk`, {
            method: "POST",
            headers: { "content-type": "application/json", "x-nereid-request": "1" },
            body: JSON.stringify({ kind: "tags", add: [tag], runs: { query: "" } }),
          });
          const job = (await asked.json()) as { state: string };
          if (!asked.ok) throw new Error(JSON.stringify(job));
          return job.state === "running";
        },
        [many, `tag-${wanted}`] as const,
      );
    }
    expect(isLong, "a change that takes a quarter of a second").toBe(true);
    await vera.getByRole("button", { name: /^Notices, [1-9]/ }).click();
    await vera.getByRole("dialog", { name: "Notices" }).getByText(`lab/many: tags, ${count.toLocaleString("en")} runs changed.`).waitFor();
    await vera.keyboard.press("Escape");
  });

  it("shows what comes in by itself, once the person wants it and while nobody looks at the app", async () => {
    // The browser's own pop-ups are outside of any page: in their place stands one that writes down what it was given.
    await vera.addInitScript(() => {
      const shown: { title: string; body?: string; tag?: string }[] = [];
      class Recorded extends EventTarget {
        static permission: NotificationPermission = "default";
        static requestPermission() {
          Recorded.permission = "granted";
          return Promise.resolve(Recorded.permission);
        }
        constructor(title: string, { body, tag }: NotificationOptions = {}) {
          super();
          shown.push({ title, body, tag });
        }
        close() {}
      }
      Object.assign(window, { Notification: Recorded, shownNotices: shown, isOutOfSight: false });
      Object.defineProperty(document, "hidden", { get: () => (window as unknown as { isOutOfSight: boolean }).isOutOfSight });
    });
    const shown = () => vera.evaluate(() => (window as unknown as { shownNotices: { title: string; body?: string }[] }).shownNotices.map(({ title, body }) => `${title}: ${body}`));
    const look = (isAway: boolean) => vera.evaluate((away) => Object.assign(window, { isOutOfSight: away }), isAway);
    await vera.reload();
    await vera.getByRole("button", { name: /^Notices/ }).click();
    const wish = vera.getByLabel("Show on this device");
    const saved = vera.waitForResponse((response) => response.request().method() === "PUT" && response.request().postData()?.includes("notices.desktop") === true);
    await wish.check();
    await saved;
    expect(await wish.isChecked()).toBe(true);
    const tray = vera.getByRole("dialog", { name: "Notices" });
    const told = async (name: string, key: string, role: string) => {
      const place = await server.createProject("lab", name, key);
      await ask("PUT", `/projects/${place}/members`, { username: "vera", role });
      await tray.getByText(`admin made you ${role} of lab/${name}.`).waitFor();
    };
    // Who looks at the app reads it there.
    await told("seen", "SEEN", "viewer");
    expect(await shown()).toEqual([]);
    await look(true);
    await told("unseen", "UNS", "owner");
    await expect.poll(shown).toEqual(["Nereid: admin made you owner of lab/unseen."]);
    await look(false);
    await wish.uncheck();
    await look(true);
    await told("quiet", "QUI", "viewer");
    expect(await shown()).toHaveLength(1);
    await vera.keyboard.press("Escape");
  });

  it("leads the old address of a moved run to where it is now", async () => {
    const other = await server.createProject("lab", "letters", "LET");
    await ask("PUT", `/projects/${other}/members`, { username: "vera", role: "viewer" });
    const run = await server.createRun(project, "wanderer", "wanderer");
    await server.appendFloats(run, "train/loss", [3, 2, 1]);
    await server.heartbeat(run, true);
    await change({ kind: "move", runs: { ids: [run] }, target: other });
    await vera.goto(`${server.address}/lab/digits/runs/DIG-1/attributes`);
    await vera.waitForURL("**/lab/letters/runs/LET-1/attributes");
    await vera.getByText("wanderer").first().waitFor();
    expect(browser.complaints).toEqual([]);
  });

  it("says in the trash how many days are left where the server empties it", async () => {
    const run = await server.createRun(project, "doomed", "doomed");
    await change({ kind: "trash", runs: { ids: [run] } });
    await vera.goto(`${server.address}/lab/digits/runs?in=trash`);
    await vera.getByText("Runs stay here for 30 days, then they are deleted for good.").waitFor();
    await vera.getByText(/ago · 30 days left$/).first().waitFor();
    // The count is of the trash alone, in which the run that was moved left its old place too.
    await vera.getByText("2 runs", { exact: true }).waitFor();
    await vera.goto(`${server.address}/lab/digits/runs?in=trash&q=doom`);
    await vera.getByText("1 of 2 runs", { exact: true }).waitFor();
    if (shots) await browser.picture("trash-days");
    expect(browser.complaints).toEqual([]);
  });
});
