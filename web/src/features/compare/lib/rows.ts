import { type Attribute, toNumber } from "@/api/types";
import { attributeText, isParameter } from "@/lib/attribute-text";
import type { Aggregate } from "./address";

/** One attribute of all compared runs. */
export interface CompareRow {
  readonly path: string;
  /** One for each run, in their order; null where a run has none. */
  readonly cells: readonly (Attribute | null)[];
  readonly differs: boolean;
}

export const sectionNames = ["parameters", "metrics", "source", "system", "other"] as const;
export type SectionName = (typeof sectionNames)[number];

export interface CompareSection {
  readonly name: SectionName;
  readonly rows: readonly CompareRow[];
}

const byPath = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
// What is different for every run and means nothing for a comparison.
const perRun = new Set(["sys/id", "sys/custom_run_id", "sys/creation_time", "sys/modification_time", "sys/ping_time", "sys/name"]);

function sectionOf(attribute: Attribute): SectionName {
  const { path, type } = attribute;
  if (path.startsWith("sys/")) return "system";
  // What the run was made from: commit, source files, packages.
  if (type === "gitRef" || /(^|\/)(source_code|git|requirements|packages|pip|conda)(\/|$)/i.test(path)) return "source";
  if (isParameter(attribute)) return "parameters";
  return type === "floatSeries" ? "metrics" : "other";
}

/** The number that stands for an attribute in comparisons; undefined when there is none. */
export function numberOf(attribute: Attribute | null, aggregate: Aggregate): number | undefined {
  if (attribute === null || attribute.value === null) return undefined;
  switch (attribute.type) {
    case "int":
    case "float":
      return toNumber(attribute.value);
    case "bool":
      return Number(attribute.value);
    case "floatSeries": {
      const { value: last, first, min, max, mean, variance } = attribute;
      const figure = { last, first, min, max, mean, std: variance }[aggregate];
      if (figure === null) return undefined;
      return aggregate === "std" ? Math.sqrt(toNumber(figure)) : toNumber(figure);
    }
    default:
      return undefined;
  }
}

function textOf(cell: Attribute, aggregate: Aggregate): string {
  return cell.type === "floatSeries" ? String(numberOf(cell, aggregate)) : attributeText(cell);
}

/** The attributes of all runs side by side, in sections; series stand for one of their figures. */
export function compareRuns(runs: readonly (readonly Attribute[])[], aggregate: Aggregate = "last"): CompareSection[] {
  const byRun = runs.map((attributes) => new Map(attributes.map((attribute) => [attribute.path, attribute])));
  const paths = new Set(byRun.flatMap((attributes) => [...attributes.keys()]));
  const sections = new Map<SectionName, CompareRow[]>(sectionNames.map((name) => [name, []]));
  for (const path of [...paths].toSorted(byPath.compare)) {
    if (perRun.has(path)) continue;
    const cells = byRun.map((attributes) => attributes.get(path) ?? null);
    const first = cells.find((cell) => cell !== null);
    if (!first) continue;
    const texts = new Set(cells.map((cell) => (cell === null ? undefined : `${cell.type} ${textOf(cell, aggregate)}`)));
    sections.get(sectionOf(first))?.push({ path, cells, differs: texts.size > 1 });
  }
  return sectionNames.map((name) => ({ name, rows: sections.get(name) ?? [] }));
}

/** Only rows that differ (unless all are wanted) and whose path is accepted; without sections that are empty then. */
export function filterSections(sections: readonly CompareSection[], all: boolean, accepts: (path: string) => boolean): CompareSection[] {
  return sections
    .map(({ name, rows }) => ({ name, rows: rows.filter(({ path, differs }) => (all || differs) && accepts(path)) }))
    .filter(({ rows }) => rows.length > 0);
}

/** A line of the table on screen: a section, a namespace inside it, or an attribute. */
export type TableLine =
  | { readonly kind: "section"; readonly key: string; readonly name: SectionName; readonly count: number; readonly isShut: boolean }
  | { readonly kind: "namespace"; readonly key: string; readonly name: string; readonly count: number; readonly isShut: boolean }
  | { readonly kind: "row"; readonly key: string; readonly row: CompareRow; readonly label: string };

const namespaceOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** The table's lines in order, without what is folded away. */
export function toLines(sections: readonly CompareSection[], shut: ReadonlySet<string>): TableLine[] {
  const lines: TableLine[] = [];
  for (const { name, rows } of sections) {
    const isShut = shut.has(name);
    lines.push({ kind: "section", key: name, name, count: rows.length, isShut });
    if (isShut) continue;
    const namespaces = new Map<string, CompareRow[]>();
    for (const row of rows) {
      const namespace = namespaceOf(row.path);
      const members = namespaces.get(namespace);
      if (members) members.push(row);
      else namespaces.set(namespace, [row]);
    }
    for (const [namespace, members] of [...namespaces].toSorted(([a], [b]) => byPath.compare(a, b))) {
      const key = `${name}:${namespace}`;
      const hasHead = namespaces.size > 1 && namespace !== "";
      const isClosed = hasHead && shut.has(key);
      if (hasHead) lines.push({ kind: "namespace", key, name: namespace, count: members.length, isShut: isClosed });
      if (isClosed) continue;
      for (const row of members) lines.push({ kind: "row", key: row.path, row, label: hasHead ? row.path.slice(namespace.length + 1) : row.path });
    }
  }
  return lines;
}

/** How far a number lies from the reference's: absolute, and in parts of the reference's size. */
export interface Change {
  readonly by: number;
  /** Undefined from zero. */
  readonly share: number | undefined;
}

export function changeOf(value: number | undefined, reference: number | undefined): Change | undefined {
  if (value === undefined || reference === undefined || !Number.isFinite(value) || !Number.isFinite(reference) || value === reference) return undefined;
  return { by: value - reference, share: reference === 0 ? undefined : (value - reference) / Math.abs(reference) };
}

/** The places of the least and the greatest finite number of a row; undefined when all are the same or fewer than two are there. */
export function extremesOf(numbers: readonly (number | undefined)[]): { least: number; greatest: number } | undefined {
  const finite = numbers.filter((value) => value !== undefined && Number.isFinite(value));
  if (finite.length < 2) return undefined;
  const [least, greatest] = [Math.min(...(finite as number[])), Math.max(...(finite as number[]))];
  return least < greatest ? { least, greatest } : undefined;
}
