import { pathFilter } from "./sections";

/** What one chart shows: a metric, or several metrics together. */
export interface ChartSpec {
  /** Stands for the chart in addresses: the path of its metric, or the text of its mix. */
  readonly id: string;
  /** What stands above it when it has no title of its own. */
  readonly name: string;
  readonly metrics: readonly string[];
  /** Chosen by hand or by a pattern, not one of the charts that every metric has. */
  readonly isMix: boolean;
}

export const chartOfMetric = (path: string): ChartSpec => ({ id: path, name: path, metrics: [path], isMix: false });

const mark = "~";
const escape = (text: string) => text.replace(/[%~]/g, (one) => (one === "%" ? "%25" : "%7E"));
const unescape = (text: string) => text.replace(/%(25|7E)/g, (_, code) => (code === "25" ? "%" : "~"));

/** What is in a chart of several metrics: their paths, or a regular expression between slashes that new metrics join by themselves. */
export interface Mix {
  readonly name: string;
  readonly paths: readonly string[];
  readonly pattern: string | undefined;
}

/** `name~path~path` or `name~/pattern/`. */
export function writeMix({ name, paths, pattern }: Mix): string {
  return [name, ...(pattern === undefined ? paths : [`/${pattern}/`])].map(escape).join(mark);
}

/** Undefined for a text that is no mix. */
export function readMix(text: string): Mix | undefined {
  const [name, ...paths] = text.split(mark).map(unescape);
  if (name === undefined || name === "" || paths.length === 0 || paths.includes("")) return undefined;
  const pattern = paths.length === 1 ? /^\/(.+)\/$/s.exec(paths[0] ?? "")?.[1] : undefined;
  return { name, paths: pattern === undefined ? paths : [], pattern };
}

/** More metrics than this in one chart would be one line per pixel. */
export const mostMetrics = 200;

/** The chart of a mix, with the metrics that are there. */
export function chartOfMix(text: string, paths: readonly string[]): ChartSpec | undefined {
  const mix = readMix(text);
  if (!mix) return undefined;
  const known = new Set(paths);
  const accepts = mix.pattern === undefined ? undefined : pathFilter(`/${mix.pattern}/`);
  const metrics = accepts ? (accepts.isBroken ? [] : paths.filter(accepts.accepts)) : mix.paths.filter((path) => known.has(path));
  return { id: mark + text, name: mix.name, metrics: metrics.slice(0, mostMetrics), isMix: true };
}
