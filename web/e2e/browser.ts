import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

const pictures = process.env.NEREID_SHOTS ?? join(tmpdir(), "nereid-shots");

/** A browser that writes down whatever a good page never does. */
export class WatchedBrowser {
  /** Console errors and warnings, uncaught errors, dialogs, refusals of the content security policy, requests to other hosts. */
  readonly complaints: string[] = [];
  /** The policy that the page itself came with. */
  policy: string | undefined;
  readonly #browser: Browser;
  readonly #context: BrowserContext;
  readonly page: Page;

  private constructor(browser: Browser, context: BrowserContext, page: Page) {
    this.#browser = browser;
    this.#context = context;
    this.page = page;
  }

  static async open(address: string): Promise<WatchedBrowser> {
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    });
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en", colorScheme: "light" });
    const page = await context.newPage();
    const watched = new WatchedBrowser(browser, context, page);
    const complain = (kind: string, text: string) => watched.complaints.push(`${kind}: ${text}`);
    page.on("console", (message) => {
      // What the policy refuses is an error on the console too.
      if (message.type() === "error" || message.type() === "warning") complain(`console ${message.type()}`, message.text());
    });
    page.on("pageerror", (error) => complain("uncaught", error.message));
    page.on("dialog", (dialog) => {
      complain("dialog", dialog.message());
      void dialog.dismiss();
    });
    page.on("request", (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol !== "data:" && protocol !== "blob:" && origin !== address) complain("other host", request.url());
    });
    page.on("response", (response) => {
      if (response.request().isNavigationRequest()) watched.policy = response.headers()["content-security-policy"];
    });
    return watched;
  }

  /** Takes a picture of the page for people to look at: light and dark, wide and narrow. */
  async picture(name: string): Promise<void> {
    mkdirSync(pictures, { recursive: true });
    for (const width of [1440, 390]) {
      await this.page.setViewportSize({ width, height: width === 1440 ? 900 : 844 });
      for (const colorScheme of ["light", "dark"] as const) {
        await this.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        // Two frames: one to lay out, one to draw.
        await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        await this.page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`) });
      }
    }
    await this.page.setViewportSize({ width: 1440, height: 900 });
    await this.page.emulateMedia({ colorScheme: "light", reducedMotion: "no-preference" });
  }

  /** Another browser profile: nothing is shared but the server. */
  async stranger(): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en", colorScheme: "light" });
    return context.newPage();
  }

  async close(): Promise<void> {
    await this.#context.close();
    await this.#browser.close();
  }
}
