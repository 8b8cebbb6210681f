import { formulaOf, type Metric, metricOfPath } from "./metric";
import { pathFilter } from "./sections";

/** What one chart shows: a metric, or several metrics and formulas together. */
export interface ChartSpec {
  /** Stands for the chart in addresses: the path of its metric, or the text of its mix. */
  readonly id: string;
  /** What stands above it when it has no title of its own. */
  readonly name: string;
  readonly metrics: readonly Metric[];
  /** Chosen by hand or by a pattern, not one of the charts that every metric has. */
  readonly isMix: boolean;
}

export const chartOfMetric = (path: string): ChartSpec => ({ id: path, name: path, metrics: [metricOfPath(path)], isMix: false });

const mark = "~";
const escape = (text: string) => text.replace(/[%~]/g, (one) => (one === "%" ? "%25" : "%7E"));
const unescape = (text: string) => text.replace(/%(25|7E)/g, (_, code) => (code === "25" ? "%" : "~"));

/** What is in a chart of several metrics: series and formulas, or a regular expression between slashes that new metrics join by themselves. */
export interface Mix {
  readonly name: string;
  readonly metrics: readonly Metric[];
  readonly pattern: string | undefined;
}

/** `name~metric~metric` or `name~/pattern/`; formulas may stand behind both. */
export function writeMix({ name, metrics, pattern }: Mix): string {
  return [name, ...(pattern === undefined ? [] : [`/${pattern}/`]), ...metrics].map(escape).join(mark);
}

/** Undefined for a text that is no mix. */
export function readMix(text: string): Mix | undefined {
  const [name, ...metrics] = text.split(mark).map(unescape);
  if (name === undefined || name === "" || metrics.length === 0 || metrics.includes("")) return undefined;
  const [first = "", ...rest] = metrics;
  const pattern = rest.every((metric) => formulaOf(metric) !== undefined) ? /^\/(.+)\/$/s.exec(first)?.[1] : undefined;
  return { name, metrics: pattern === undefined ? metrics : rest, pattern };
}

/** More metrics than this in one chart would be one line per pixel. */
export const mostMetrics = 200;

/** The chart of a mix, with the metrics that are there. */
export function chartOfMix(text: string, paths: readonly string[]): ChartSpec | undefined {
  const mix = readMix(text);
  if (!mix) return undefined;
  const known = new Set(paths.map(metricOfPath));
  const accepts = mix.pattern === undefined ? undefined : pathFilter(`/${mix.pattern}/`);
  const followed = accepts && !accepts.isBroken ? paths.filter(accepts.accepts).map(metricOfPath) : [];
  const metrics = [...followed, ...mix.metrics.filter((metric) => formulaOf(metric) !== undefined || known.has(metric))];
  return { id: mark + text, name: mix.name, metrics: metrics.slice(0, mostMetrics), isMix: true };
}
