import i18next from "i18next";

// Formatters are costly to make and cells are many: one per language and kind.
const cache = new Map<string, unknown>();

function cached<T>(kind: string, make: (language: string) => T): T {
  const language = i18next.language || "en";
  const key = `${language} ${kind}`;
  const known = cache.get(key) as T | undefined;
  if (known !== undefined) return known;
  const made = make(language);
  cache.set(key, made);
  return made;
}

/** A count, with the language's grouping: 12,345. */
export function formatCount(value: number): string {
  return cached("count", (language) => new Intl.NumberFormat(language)).format(value);
}

/**
 * A measured value in at most six significant digits, shortest form: 0.1234, 1.5e-7, NaN, ∞. Written the same in every
 * language, as people compare them with their logs.
 */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e15) return String(value);
  const text =
    size >= 1e6 || size < 1e-4
      ? value.toExponential(5).replace(/\.?0+e/, "e").replace("e+", "e")
      : String(Number(value.toPrecision(6)));
  return text;
}

/** Date and time to the second, in the person's own time zone. */
export function formatDateTime(iso: string): string {
  return cached(
    "dateTime",
    (language) => new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" }),
  ).format(new Date(iso));
}

const relativeUnits: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** How long ago: "3 min ago". Never says the future: clocks differ. */
export function formatAgo(iso: string, nowMs: number): string {
  const seconds = Math.max(0, (nowMs - new Date(iso).getTime()) / 1000);
  const [unit, size] = relativeUnits.find(([, size]) => seconds >= size) ?? ["second", 1];
  return cached(
    "ago",
    (language) => new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "narrow" }),
  ).format(-Math.floor(seconds / size), unit);
}

const byteUnits = ["B", "kB", "MB", "GB", "TB"];

/** A size in decimal units: 1.2 MB. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), byteUnits.length - 1);
  const scaled = bytes / 1000 ** power;
  return `${power === 0 ? scaled : scaled.toFixed(scaled < 10 ? 1 : 0)} ${byteUnits[power] ?? "B"}`;
}

const two = (value: number) => String(Math.floor(value)).padStart(2, "0");

/** A length of time: 850 ms, 12.3 s, 4m 05s, 2h 03m, 3d 04h. */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h ${two((seconds % 3600) / 60)}m`;
  return `${Math.floor(seconds / 86_400)}d ${two((seconds % 86_400) / 3600)}h`;
}
