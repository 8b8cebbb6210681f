import { type SeriesColumns } from "./columns";

/** Columns as the server makes them when every point has a bucket of its own: for tests and pictures. */
export function pointColumns(points: readonly (readonly [x: number, value: number])[], runId = "run", metric = "loss"): SeriesColumns {
  const x = Float64Array.from(points, ([x]) => x);
  const values = Float64Array.from(points, ([, value]) => value);
  const finite = values.map((value) => (Number.isFinite(value) ? value : Number.NaN));
  const flags = (is: (value: number) => boolean) => values.map((value) => (is(value) ? 1 : 0));
  return {
    runId,
    metric,
    from: x[0] ?? 0,
    to: x.at(-1) ?? 0,
    total: points.length,
    x,
    firstX: x,
    lastX: x,
    count: values.map(() => 1),
    min: finite,
    max: finite,
    mean: finite,
    last: values,
    nan: flags(Number.isNaN),
    positiveInfinity: flags((value) => value === Number.POSITIVE_INFINITY),
    negativeInfinity: flags((value) => value === Number.NEGATIVE_INFINITY),
  };
}
