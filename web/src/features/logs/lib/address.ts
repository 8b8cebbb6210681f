import { readText } from "@/lib/search-params";

/** The state of the tab of logs. */
export interface LogsAddress {
  /** Path of the string series. */
  series?: string;
  /** The line to stand at, from 1. Without it the end is followed. */
  line?: string;
  q?: string;
  /** "on": long lines are broken. */
  wrap?: "on";
  /** "off": no times beside the lines. */
  times?: "off";
}

export function readLogsAddress(search: Record<string, unknown>): LogsAddress {
  const line = readText(search.line);
  return {
    series: readText(search.series),
    line: line !== undefined && /^[1-9]\d{0,14}$/.test(line) ? line : undefined,
    q: readText(search.q),
    wrap: readText(search.wrap) === "on" ? "on" : undefined,
    times: readText(search.times) === "off" ? "off" : undefined,
  };
}

const isError = (path: string) => /(^|\/)stderr$/.test(path);
const isOutput = (path: string) => /(^|\/)stdout$/.test(path);

/** Console output first, as that is what a log is opened for; then the rest by name. */
export function sortSeries(paths: readonly string[]): string[] {
  const rank = (path: string) => (isOutput(path) ? 0 : isError(path) ? 1 : 2);
  return paths.toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b, "en", { numeric: true }));
}
