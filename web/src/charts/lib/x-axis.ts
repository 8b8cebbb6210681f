/** What the x axis shows: the step that was logged, seconds since the run's first point, or Unix seconds. */
export const xAxes = ["step", "relativeTime", "absoluteTime"] as const;
export type XAxis = (typeof xAxes)[number];
