import { formatNumber } from "@/lib/format";
import type { XAxis } from "./x-axis";

const prefixes: readonly [number, string][] = [
  [1e12, "T"],
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
];

/**
 * Labels of an axis of numbers, all with the same decimals and the same prefix: 0.10, 0.15; 20k, 40k; 1e-7.
 * `uneven` is for log scales, whose ticks have no common step: each gets its own shortest form.
 */
export function numberLabels(ticks: readonly number[], uneven = false): string[] {
  const largest = Math.max(...ticks.map(Math.abs), 0);
  if (largest === 0) return ticks.map(() => "0");
  if (uneven) return ticks.map(shortNumber);
  const step = ticks.length > 1 ? Math.abs((ticks[1] ?? 0) - (ticks[0] ?? 0)) : largest;
  if (largest < 1e-3 || largest >= 1e15) return ticks.map((tick) => (tick === 0 ? "0" : exponential(tick)));
  const [size, prefix] = largest >= 10_000 ? (prefixes.find(([size]) => largest >= size) ?? [1, ""]) : [1, ""];
  const decimals = Math.min(10, Math.max(0, -Math.floor(Math.log10(step / size) + 1e-9)));
  return ticks.map((tick) => (tick === 0 ? "0" : `${minus((tick / size).toFixed(decimals))}${prefix}`));
}

function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (value === 0) return "0";
  if (size < 1e-3 || size >= 1e15) return exponential(value);
  if (size < 10_000) return minus(String(Number(value.toPrecision(6))));
  const [unit, prefix] = prefixes.find(([unit]) => size >= unit) ?? [1, ""];
  return `${minus(String(Number((value / unit).toPrecision(6))))}${prefix}`;
}

const exponential = (value: number) =>
  minus(value.toExponential(3).replace(/\.?0+e/, "e").replace("e+", "e"));
// The minus sign is as wide as a digit, so columns of numbers stay in line.
const minus = (text: string) => text.replace(/^-/, "\u2212");

const units: readonly [number, string][] = [
  [86_400, "d"],
  [3_600, "h"],
  [60, "m"],
  [1, "s"],
];

/** A length of time in its two largest units: 45s, 2m 30s, 3h, 1d 6h; fractions below ten seconds. */
export function durationLabel(seconds: number): string {
  if (seconds < 0) return `\u2212${durationLabel(-seconds)}`;
  if (seconds === 0) return "0";
  if (seconds < 10 || (seconds < 60 && !Number.isInteger(seconds))) return `${Number(seconds.toPrecision(3))}s`;
  const parts: string[] = [];
  let rest = Math.round(seconds);
  for (const [size, name] of units) {
    const whole = Math.floor(rest / size);
    if (whole > 0) parts.push(`${whole}${name}`);
    rest -= whole * size;
    if (parts.length === 2 || (parts.length === 1 && rest === 0)) break;
  }
  return parts.join(" ");
}

/** Labels of moments: the time of day, and the date where a day begins; only dates when ticks are days apart. */
export function momentLabels(ticks: readonly number[], language: string): string[] {
  const step = ticks.length > 1 ? (ticks[1] ?? 0) - (ticks[0] ?? 0) : 3_600;
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, { hourCycle: "h23", ...options });
  if (step >= 27 * 86_400) {
    const month = format({ year: "numeric", month: "short" });
    return ticks.map((tick) => month.format(tick * 1000));
  }
  const date = format({ month: "short", day: "numeric" });
  if (step >= 86_400 - 3_600) return ticks.map((tick) => date.format(tick * 1000));
  const time = format(
    step < 1
      ? { minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 }
      : step < 60
        ? { hour: "2-digit", minute: "2-digit", second: "2-digit" }
        : { hour: "2-digit", minute: "2-digit" },
  );
  return ticks.map((tick) => {
    const moment = new Date(tick * 1000);
    const isMidnight = moment.getHours() === 0 && moment.getMinutes() === 0 && moment.getSeconds() === 0;
    return isMidnight && step >= 60 ? date.format(moment) : time.format(moment);
  });
}

/** One x in words, for tooltips and tables: exact, unlike the labels of the axis. */
export function xText(x: number, axis: XAxis, language: string): string {
  switch (axis) {
    case "step":
    case "series":
      return formatNumber(x);
    case "relativeTime":
    case "sinceFirstPoint":
    case "activeTime":
      return durationLabel(x >= 10 ? Math.round(x) : x);
    case "absoluteTime":
      return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" }).format(x * 1000);
  }
}
