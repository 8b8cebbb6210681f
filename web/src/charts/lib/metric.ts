/**
 * A metric as charts know it: the path of a float series, or a formula behind an equals sign. A path that itself begins with one has a second one,
 * which no formula does.
 */
export type Metric = string;

export const metricOfPath = (path: string): Metric => (path.startsWith("=") ? `=${path}` : path);
export const metricOfFormula = (formula: string): Metric => `=${formula.trim()}`;

/** Undefined for a metric that is a series. */
export const formulaOf = (metric: Metric): string | undefined => (metric.startsWith("=") && !metric.startsWith("==") ? metric.slice(1) : undefined);

/** As people read it: the path, or the formula. */
export const nameOfMetric = (metric: Metric): string => (metric.startsWith("=") ? metric.slice(1) : metric);

/** The last part of the path, or the formula. */
export function shortNameOfMetric(metric: Metric): string {
  const name = nameOfMetric(metric);
  return formulaOf(metric) ?? name.slice(name.lastIndexOf("/") + 1);
}

/** As the server is asked for it. */
export function sourceOf(metric: Metric): { path: string } | { formula: string } {
  const formula = formulaOf(metric);
  return formula === undefined ? { path: nameOfMetric(metric) } : { formula };
}

/** As the server is asked for the x axis along it. */
export function axisSourceOf(metric: Metric): { xSeries: string } | { xFormula: string } {
  const formula = formulaOf(metric);
  return formula === undefined ? { xSeries: nameOfMetric(metric) } : { xFormula: formula };
}

/** The name that is being written at a place of a formula, and where it begins; undefined where none is. */
export function nameAt(formula: string, place: number): { readonly from: number; readonly text: string } | undefined {
  const [text] = /[\p{L}_][\p{L}\p{N}_.:/]*$/u.exec(formula.slice(0, place)) ?? [];
  return text === undefined ? undefined : { from: place - text.length, text };
}

/** A path as a formula names it: in backticks where it is more than letters and slashes. */
export const quoteName = (path: string): string => (/^[\p{L}_][\p{L}\p{N}_.:]*(\/[\p{L}\p{N}_.:]+)*$/u.test(path) ? path : `\`${path.replaceAll("`", "``")}\``);
