/** How one chart differs from the others of its page, as texts that stand in an address. What is left out is as on the page. */
export interface ChartOverride {
  readonly title?: string;
  readonly xLabel?: string;
  readonly yLabel?: string;
  /** Written behind values. */
  readonly unit?: string;
  readonly x?: string;
  readonly xs?: string;
  readonly y?: string;
  readonly smooth?: string;
  readonly kind?: string;
  readonly outliers?: string;
  readonly band?: string;
  readonly shape?: string;
  readonly points?: string;
  /** Every so many points carry a marker; "off" for none. */
  readonly marks?: string;
  /** A kind of difference to the baseline run; "off" for values. */
  readonly minus?: string;
  readonly width?: string;
  /** The value at which a line is drawn across. */
  readonly base?: string;
}

const overrideKeys = [
  "title", "xLabel", "yLabel", "unit", "x", "xs", "y", "smooth", "kind", "outliers", "band", "shape", "points", "marks", "minus", "width", "base",
] as const satisfies readonly (keyof ChartOverride)[];

/** More would be no title any more, and addresses have an end. */
const longestText = 200;

const escape = (text: string) => text.replace(/[%;:~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
const unescape = (text: string) => text.replace(/%([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** `key:value;key:value~chart`. The chart comes last, and may itself hold any of the marks. */
export function writeOverride(chart: string, override: ChartOverride): string | undefined {
  const parts = overrideKeys.flatMap((key) => {
    const value = override[key];
    return value === undefined || value === "" ? [] : [`${key}:${escape(value.slice(0, longestText))}`];
  });
  return parts.length > 0 ? `${parts.join(";")}~${chart}` : undefined;
}

const chartOf = (entry: string) => entry.slice(entry.indexOf("~") + 1);

function parse(entry: string): ChartOverride {
  const known = new Set<string>(overrideKeys);
  const pairs = entry
    .slice(0, entry.indexOf("~"))
    .split(";")
    .map((part) => [part.slice(0, part.indexOf(":")), unescape(part.slice(part.indexOf(":") + 1)).slice(0, longestText)] as const)
    .filter(([key, value]) => known.has(key) && value !== "");
  return Object.fromEntries(pairs);
}

const none: ChartOverride = {};

export function findOverride(entries: readonly string[] | undefined, chart: string): ChartOverride {
  const entry = entries?.find((one) => one.includes("~") && chartOf(one) === chart);
  return entry === undefined ? none : parse(entry);
}

/** The list with the override of one chart replaced; an empty one is taken away. */
export function putOverride(entries: readonly string[] | undefined, chart: string, override: ChartOverride): string[] | undefined {
  const others = (entries ?? []).filter((one) => !one.includes("~") || chartOf(one) !== chart);
  const written = writeOverride(chart, override);
  const all = written === undefined ? others : [...others, written];
  return all.length > 0 ? all : undefined;
}

export function isDifferent(override: ChartOverride): boolean {
  return overrideKeys.some((key) => override[key] !== undefined);
}
