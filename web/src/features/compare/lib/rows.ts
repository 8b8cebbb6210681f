import { type Attribute, type AttributeMatch, type AttributeType, toNumber } from "@/api/types";
import { attributeText, isParameter } from "@/lib/attribute-text";
import type { Aggregate } from "./address";

/** One attribute of all compared runs; its values are looked up when it is on screen. */
export interface CompareRow {
  readonly path: string;
  readonly types: readonly AttributeType[];
  /** As far as it is known: what is not asked for yet may differ. */
  readonly differs: boolean;
}

/** What each run has at each path, in the order of the runs; null where it has none, nothing where it is not known yet. */
export type ValuesByRun = readonly ReadonlyMap<string, Attribute | null>[];

export const sectionNames = ["parameters", "metrics", "source", "system", "other"] as const;
export type SectionName = (typeof sectionNames)[number];

export interface CompareSection {
  readonly name: SectionName;
  readonly rows: readonly CompareRow[];
}

const inOrder = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
// What is different for every run and means nothing for a comparison.
const perRun = new Set(["sys/id", "sys/custom_run_id", "sys/creation_time", "sys/modification_time", "sys/ping_time", "sys/name"]);

function sectionOf(path: string, type: AttributeType): SectionName {
  if (path.startsWith("sys/")) return "system";
  // What the run was made from: commit, source files, packages.
  if (type === "gitRef" || /(^|\/)(source_code|git|requirements|packages|pip|conda)(\/|$)/i.test(path)) return "source";
  if (isParameter({ path, type })) return "parameters";
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

function textOf(cell: Attribute | null, aggregate: Aggregate): string | undefined {
  if (cell === null) return undefined;
  return `${cell.type} ${cell.type === "floatSeries" ? String(numberOf(cell, aggregate)) : attributeText(cell)}`;
}

// Of these the server says in which of them runs differ; whether others do is known when their values are.
const plainTypes = new Set<AttributeType>(["int", "float", "bool", "string", "datetime", "stringSet", "artifact", "gitRef"]);

/**
 * The attributes of all runs side by side, in sections; series stand for one of their figures.
 * @param differing paths of plain values in which runs differ; undefined when not all of them are known
 */
export function compareRuns(matches: readonly AttributeMatch[], values: ValuesByRun, differing: ReadonlySet<string> | undefined, aggregate: Aggregate = "last"): CompareSection[] {
  const sections = new Map<SectionName, CompareRow[]>(sectionNames.map((name) => [name, []]));
  const byPath = new Map<string, AttributeMatch[]>();
  for (const match of matches) {
    if (perRun.has(match.path)) continue;
    const known = byPath.get(match.path);
    if (known) known.push(match);
    else byPath.set(match.path, [match]);
  }
  for (const [path, found] of byPath) {
    const [first] = found;
    if (!first) continue;
    const types = found.map(({ type }) => type);
    const having = found.reduce((sum, { runs }) => sum + Number(runs), 0);
    const isKnown = values.length > 0 && values.every((run) => run.has(path));
    const differs = isKnown
      ? new Set(values.map((run) => textOf(run.get(path) ?? null, aggregate))).size > 1
      : having < values.length || types.length > 1 || !plainTypes.has(first.type) || path.startsWith("sys/") || differing === undefined || differing.has(path);
    sections.get(sectionOf(path, first.type))?.push({ path, types, differs });
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
    for (const [namespace, members] of [...namespaces].toSorted(([a], [b]) => inOrder.compare(a, b))) {
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
