import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";

// Takes pictures of pages, to be looked at: node scripts/pictures.mjs <base address> <folder> <name>=<path> …
// Each page is taken light and dark, at 1440 and 390 pixels. LANG_CODE chooses the language, ONLY a part ("dark-1440").
const [base, folder, ...pages] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
for (const theme of ["light", "dark"]) {
  for (const width of [1440, 390]) {
    if (process.env.ONLY && process.env.ONLY !== `${theme}-${width}`) continue;
    const context = await browser.newContext({
      viewport: { width, height: width === 390 ? 844 : 900 },
      colorScheme: theme,
      locale: process.env.LANG_CODE ?? "en",
      storageState: process.env.STORAGE || undefined,
    });
    const page = await context.newPage();
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) console.log(`${theme}-${width} ${message.type()}: ${message.text()}`);
    });
    page.on("pageerror", (error) => console.log(`${theme}-${width} page error: ${error.message}`));
    for (const entry of pages) {
      const at = entry.indexOf("=");
      const [path, ...clicks] = entry.slice(at + 1).split("!");
      await page.goto(base + path);
      await page.waitForTimeout(900);
      for (const selector of clicks) {
        await page.click(selector, { timeout: 3000 }).catch((error) => console.log(`${entry}: ${error.message.split("\n")[0]}`));
        await page.waitForTimeout(400);
      }
      await page.screenshot({ path: `${folder}/${entry.slice(0, at)}-${theme}-${width}.png` });
    }
    await context.close();
  }
}
await browser.close();
