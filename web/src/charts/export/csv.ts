import { at } from "../lib/columns";
import type { ChartModel } from "../view/chart-view";

/** One cell: quoted where it must be; a text that a spreadsheet would take for a formula gets an apostrophe in front. */
export function csvCell(value: string | number): string {
  if (typeof value === "number") return Number.isNaN(value) ? "NaN" : String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const header = ["line", "x_first", "x_last", "points", "min", "mean", "max", "not_finite", "smoothed"] as const;

/** What the chart draws, in figures: one row for each bucket of each line. Of differences each row says to which run, and of which kind. */
export function csvOf({ lines, xRange, difference }: ChartModel): string {
  const rows: string[] = [[...header, ...(difference ? ["difference", "baseline"] : [])].join(",")];
  const end = difference ? [difference.kind === "percent" ? "percent" : "absolute", csvCell(difference.to)] : [];
  for (const { name, columns, values, raw, low, high } of lines) {
    for (let i = 0; i < columns.x.length; i++) {
      if (at(columns.lastX, i) < xRange[0] || at(columns.firstX, i) > xRange[1]) continue;
      const broken = at(columns.nan, i) + at(columns.positiveInfinity, i) + at(columns.negativeInfinity, i);
      rows.push(
        [
          csvCell(name),
          csvCell(at(columns.firstX, i)),
          csvCell(at(columns.lastX, i)),
          csvCell(at(columns.count, i)),
          csvCell(at(low, i)),
          csvCell(at(columns.mean, i)),
          csvCell(at(high, i)),
          csvCell(broken),
          raw ? csvCell(at(values, i)) : "",
          ...end,
        ].join(","),
      );
    }
  }
  return `${rows.join("\r\n")}\r\n`;
}
