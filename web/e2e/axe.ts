import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  id: string;
  impact: string | null;
  help: string;
  nodes: { html: string }[];
}

/** Without `rules`: all of them. What breaks a rule of WCAG 2.2 AA on the page, serious or critical, one line each. */
export async function accessFaults(page: Page, rules?: readonly string[]): Promise<string[]> {
  // As the debugger may: the page's content security policy allows no foreign scripts, and is not loosened for this.
  await page.evaluate(source);
  const violations = await page.evaluate(async (only) => {
    const { axe } = window as unknown as { axe: { run: (context: Document, options: object) => Promise<{ violations: Violation[] }> } };
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    return (await axe.run(document, { runOnly: only === undefined ? { type: "tag", values: tags } : { type: "rule", values: only } })).violations;
  }, rules);
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 200)).slice(0, 3).join(" | ")}`);
}
