import type { Metric } from "./metric";

/**
 * What the x axis shows: the step that was logged, seconds since the run's first point, since the metric's own first point, the same without
 * pauses, Unix seconds, or the value that another series of the same run has at the same step.
 */
export const xAxes = ["step", "relativeTime", "sinceFirstPoint", "activeTime", "absoluteTime"] as const;
export type PlainXAxis = (typeof xAxes)[number];
/** Kinds of time that begin with the run or the metric. */
export const relativeAxes = ["relativeTime", "sinceFirstPoint", "activeTime"] as const satisfies readonly PlainXAxis[];
/** One of each kind, for a choice that must be short. */
export const mainAxes = ["step", "relativeTime", "absoluteTime"] as const satisfies readonly PlainXAxis[];

export const isRelative = (axis: XAxis): axis is (typeof relativeAxes)[number] => relativeAxes.some((one) => one === axis);
export type XAxis = PlainXAxis | "series";

/** An x axis as it stands in an address: its name, or a metric behind an equals sign. */
export interface XChoice {
  readonly axis: XAxis;
  /** When `axis` is "series". */
  readonly metric: Metric | undefined;
}

export const byStep: XChoice = { axis: "step", metric: undefined };

/** Undefined for a text that is no axis. */
export function readXChoice(text: string | undefined): XChoice | undefined {
  if (text === undefined) return undefined;
  if (text.startsWith("=") && text.length > 1) return { axis: "series", metric: text.slice(1) };
  const axis = xAxes.find((one) => one === text);
  return axis && { axis, metric: undefined };
}

export function writeXChoice({ axis, metric }: XChoice): string {
  return axis === "series" ? `=${metric ?? ""}` : axis;
}
