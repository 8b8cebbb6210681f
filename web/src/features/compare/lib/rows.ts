import type { Attribute } from "@/api/types";
import { attributeText, isParameter } from "@/lib/attribute-text";

/** One attribute of all compared runs. */
export interface CompareRow {
  readonly path: string;
  /** One for each run, in their order; null where a run has none. */
  readonly cells: readonly (Attribute | null)[];
  readonly differs: boolean;
}

export interface CompareSection {
  readonly name: "parameters" | "metrics" | "other" | "system";
  readonly rows: readonly CompareRow[];
}

const byPath = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
// What is different for every run and means nothing for a comparison.
const perRun = new Set(["sys/id", "sys/custom_run_id", "sys/creation_time", "sys/modification_time", "sys/ping_time", "sys/name"]);

function sectionOf(attribute: Attribute): CompareSection["name"] {
  if (attribute.path.startsWith("sys/")) return "system";
  if (isParameter(attribute)) return "parameters";
  return attribute.type === "floatSeries" ? "metrics" : "other";
}

/** The attributes of all runs side by side, in sections; series stand for their last values. */
export function compareRuns(runs: readonly (readonly Attribute[])[]): CompareSection[] {
  const byRun = runs.map((attributes) => new Map(attributes.map((attribute) => [attribute.path, attribute])));
  const paths = new Set(byRun.flatMap((attributes) => [...attributes.keys()]));
  const sections: Record<CompareSection["name"], CompareRow[]> = { parameters: [], metrics: [], other: [], system: [] };
  for (const path of [...paths].toSorted(byPath.compare)) {
    if (perRun.has(path)) continue;
    const cells = byRun.map((attributes) => attributes.get(path) ?? null);
    const first = cells.find((cell) => cell !== null);
    if (!first) continue;
    const texts = new Set(cells.map((cell) => (cell === null ? undefined : `${cell.type} ${attributeText(cell)}`)));
    sections[sectionOf(first)].push({ path, cells, differs: texts.size > 1 });
  }
  return (["parameters", "metrics", "other", "system"] as const).map((name) => ({ name, rows: sections[name] }));
}

/** Only rows that differ (unless all are wanted) and whose path has all the words; without sections that are empty then. */
export function filterSections(sections: readonly CompareSection[], all: boolean, find: string | undefined): CompareSection[] {
  const words = (find ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  return sections
    .map(({ name, rows }) => ({
      name,
      rows: rows.filter(({ path, differs }) => (all || differs) && words.every((word) => path.toLowerCase().includes(word))),
    }))
    .filter(({ rows }) => rows.length > 0);
}
