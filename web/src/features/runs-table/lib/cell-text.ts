import { type Attribute, toNumber, type WireNumber } from "@/api/types";
import { formatBytes, formatDuration, formatNumber } from "@/lib/format";
import type { Aggregate, ColumnSpec } from "./column-spec";

/** The number that a cell stands for under a column's figure; undefined when it is none. */
export function cellNumber(attribute: Attribute | null, aggregate: Aggregate): number | undefined {
  if (attribute === null) return undefined;
  switch (attribute.type) {
    case "int":
    case "float":
      return toNumber(attribute.value);
    case "floatSeries": {
      const figure: WireNumber | null = aggregate === "last" ? attribute.value : attribute[aggregate];
      return figure === null ? undefined : toNumber(figure);
    }
    case "stringSeries":
    case "fileSeries":
      return aggregate === "count" ? attribute.count : undefined;
    case "histogramSeries":
      return toNumber(attribute.value);
    default:
      return undefined;
  }
}

const defaultDigits = { decimal: 3, scientific: 3, percent: 1 } as const;

/** A number as its column shows it. */
export function showNumber(value: number, { display, digits }: Pick<ColumnSpec, "display" | "digits">): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  switch (display) {
    case "decimal":
      return value.toFixed(digits ?? defaultDigits.decimal);
    case "scientific":
      return value.toExponential(digits ?? defaultDigits.scientific).replace("e+", "e");
    case "percent":
      return `${(value * 100).toFixed(digits ?? defaultDigits.percent)} %`;
    case "duration":
      return `${value < 0 ? "-" : ""}${formatDuration(Math.abs(value))}`;
    case "bytes":
      return `${value < 0 ? "-" : ""}${formatBytes(Math.abs(value))}`;
    default:
      return formatNumber(value);
  }
}

/** Mean ± standard deviation, the latter in the mean's manner. */
export function showSpread(mean: number, deviation: number | null, spec: Pick<ColumnSpec, "display" | "digits">): string {
  // Four digits of a mean are as many as anybody compares; the exact figures show on hover.
  const show = (value: number) => showNumber(spec.display === "auto" && Number.isFinite(value) ? Number(value.toPrecision(4)) : value, spec);
  return deviation === null ? show(mean) : `${show(mean)} ± ${showNumber(spec.display === "auto" && Number.isFinite(deviation) ? Number(deviation.toPrecision(2)) : deviation, spec)}`;
}

/** How a value differs from the baseline's, with its sign. */
export function showDifference(value: number, base: number, spec: Pick<ColumnSpec, "display" | "digits">): string {
  const difference = value - base;
  if (difference === 0) return "±0";
  return `${difference > 0 ? "+" : ""}${showNumber(Number(difference.toPrecision(3)), spec)}`;
}
