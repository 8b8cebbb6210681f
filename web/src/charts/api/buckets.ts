import { type QueryClient, queryOptions, type QueryKey } from "@tanstack/react-query";
import { api } from "@/api/client";
import { ProblemError } from "@/api/problem";
import type { components } from "@/api/schema";
import { returnChangedRuns, takeChangedRuns } from "@/lib/live";
import { keptFreshByFeed } from "@/lib/query-client";
import type { LineSpec } from "../lib/chart-lines";
import { at, columnsOfTable, type SeriesColumns } from "../lib/columns";
import { xExtent } from "../lib/extent";
import type { GroupColumns, GroupSpec } from "../lib/groups";
import { axisSourceOf, type Metric, sourceOf } from "../lib/metric";
import type { Range } from "../lib/projection";
import type { WireSmoothing } from "../lib/smoothing";
import { steadyWidth } from "../lib/steady";
import type { XChoice } from "../lib/x-axis";
import { columnsMediaType, type ColumnTable, readColumnTables } from "./binary-columns";

type Schemas = components["schemas"];

/** The most series that one call answers. */
export const seriesLimit = 1000;
/** The most lines that one chart asks for, in several calls. */
export const lineLimit = 5000;

/** Along which x, which part of it, and how finely. */
export interface AxisView {
  readonly x: XChoice;
  /** Undefined: all there is. */
  readonly range: Range | undefined;
  readonly buckets: number;
  readonly inherited: boolean;
}

export interface Series {
  readonly runId: string;
  readonly metric: Metric;
}

export interface BucketView extends AxisView {
  readonly series: readonly Series[];
  readonly smoothing: WireSmoothing | undefined;
}

export interface GroupView extends AxisView {
  readonly groups: readonly (readonly Series[])[];
}

export const seriesOf = (lines: readonly LineSpec[]): readonly Series[] =>
  lines.slice(0, lineLimit).map(({ run, metric }) => ({ runId: run.id, metric }));

/** As the server is asked for them. */
export const wireOf = (series: readonly Series[]) => series.map(({ runId, metric }) => ({ runId, ...sourceOf(metric) }));

/** The members of groups, as many as one call can take; the rest is left out and counted by whoever shows them. */
export function membersOf(lines: readonly GroupSpec[]): Series[][] {
  let room = seriesLimit;
  return lines.map(({ members, metric }) => {
    const some = members.slice(0, room).map(({ id }) => ({ runId: id, metric }));
    room -= some.length;
    return some;
  });
}

// A live answer of many lines is large: it is asked for less often.
const leastMsFor = (lines: number) => (lines <= 50 ? 500 : lines <= 300 ? 2_000 : 6_000);

const axisOf = ({ x, range, buckets, inherited }: AxisView) => ({
  x: x.axis,
  ...(x.metric !== undefined && axisSourceOf(x.metric)),
  buckets,
  inherited,
  // Borders that stay where they are, so that what is drawn already does not change when points arrive.
  ...(range ? { from: range[0], to: range[1] } : { steadyWidth: 0 }),
});

const options = (signal: AbortSignal) => ({ signal, headers: { Accept: columnsMediaType }, parseAs: "arrayBuffer" as const });

function tablesOf({ data, error, response }: { data?: unknown; error?: unknown; response: Response }): ColumnTable[] {
  if (!response.ok) throw new ProblemError(response.status, typeof error === "object" && error !== null ? error : {});
  return readColumnTables(data as ArrayBuffer);
}

// The picture stays while a finer one is on its way, unless it shows something else.
const samePaths = (key: string) =>
  function <T>(earlier: T | undefined, query: { queryKey: readonly unknown[] } | undefined): T | undefined {
    return query?.queryKey[2] === key ? earlier : undefined;
  };

async function askAll(view: BucketView, series: readonly Series[], width: number | undefined, signal: AbortSignal): Promise<SeriesColumns[]> {
  const { smoothing } = view;
  const parts: SeriesColumns[][] = [];
  for (let start = 0; start < series.length; start += seriesLimit) {
    const asked = series.slice(start, start + seriesLimit);
    const body: Schemas["BucketQuery"] = { series: wireOf(asked), ...axisOf(view), ...(width !== undefined && { steadyWidth: width }), ...(smoothing && { smoothing }) };
    parts.push(tablesOf(await api.POST("/api/v1/series/buckets", { body, ...options(signal) })).map((table, i) => columnsOfTable(table, asked[i]?.metric)));
  }
  return parts.flat();
}

/** Asks for the series of changed runs alone and keeps the others as they are. Undefined when that will not do: all are to be asked for. */
async function askChanged(view: BucketView, client: QueryClient, queryKey: QueryKey, signal: AbortSignal): Promise<SeriesColumns[] | undefined> {
  const changed = takeChangedRuns(client, queryKey);
  const earlier = client.getQueryData<SeriesColumns[]>(queryKey);
  if (changed === "all" || earlier === undefined || earlier.length !== view.series.length) return undefined;
  const stale = view.series.filter(({ runId }) => changed.has(runId));
  if (stale.length === view.series.length) return undefined;
  if (stale.length === 0) return earlier;
  const widthOf = (columns: readonly SeriesColumns[]) => {
    const extent = xExtent(columns);
    return extent && steadyWidth(extent[0], extent[1], view.buckets);
  };
  const width = view.range ? undefined : widthOf(earlier);
  if (!view.range && width === undefined) return undefined;
  const fresh = new Map((await askAll(view, stale, width, signal)).map((columns) => [`${columns.runId} ${columns.metric}`, columns]));
  const merged = earlier.map((columns) => fresh.get(`${columns.runId} ${columns.metric}`) ?? columns);
  // With what has come the whole may need wider buckets.
  return view.range || widthOf(merged) === width ? merged : undefined;
}

/** The series, exact at the given number of buckets over the given range. */
export const bucketsQuery = (view: BucketView) => {
  const runs = [...new Set(view.series.map(({ runId }) => runId))];
  const key = JSON.stringify([view.x, ...new Set(view.series.map(({ metric }) => metric))]);
  return queryOptions({
    queryKey: ["buckets", view, key] as const,
    queryFn: async ({ signal, client, queryKey }): Promise<SeriesColumns[]> => {
      try {
        return (await askChanged(view, client, queryKey, signal)) ?? (await askAll(view, view.series, undefined, signal));
      } catch (problem) {
        returnChangedRuns(client, queryKey);
        throw problem;
      }
    },
    enabled: view.series.length > 0,
    placeholderData: samePaths(key),
    // Columns are never changed, and comparing them costs more than drawing them.
    structuralSharing: false,
    staleTime: keptFreshByFeed,
    gcTime: 60_000,
    meta: { live: { runs, kinds: ["series", "trash"], leastMs: leastMsFor(view.series.length), tellsRuns: true } },
  });
};

const groupOf = (table: ColumnTable): GroupColumns => {
  const column = (name: string) => table.column(name) ?? new Float64Array(table.rows).fill(Number.NaN);
  return {
    from: table.from,
    to: table.to,
    parts: table.parts,
    index: column("index"),
    series: column("series"),
    points: column("points"),
    mean: column("mean"),
    deviation: column("standardDeviation"),
    error: column("standardError"),
    pointMin: column("pointMin"),
    pointMax: column("pointMax"),
    median: column("median"),
    lowerQuartile: column("quantiles[0]"),
    upperQuartile: column("quantiles[1]"),
  };
};

async function askGroups(view: GroupView, groups: GroupView["groups"], width: number | undefined, signal: AbortSignal): Promise<GroupColumns[]> {
  const body: Schemas["GroupQuery"] = { groups: groups.map(wireOf), ...axisOf(view), ...(width !== undefined && { steadyWidth: width }), quantiles: [0.25, 0.75] };
  return tablesOf(await api.POST("/api/v1/series/groups", { body, ...options(signal) })).map(groupOf);
}

/** The width of the buckets that all groups share, when it is the one that all of them together need; undefined otherwise. */
function sharedWidth(groups: readonly GroupColumns[], buckets: number): number | undefined {
  const drawn = groups.filter(({ index }) => index.length > 0);
  const widths = drawn.map(({ from, to, parts }) => (to - from) / parts);
  const width = widths[0];
  if (width === undefined || !widths.every((one) => Math.abs(one - width) <= 1e-9 * width)) return undefined;
  // In the middle of a bucket, which is where it is whatever the rounding of its borders.
  const middle = (group: GroupColumns, i: number) => group.from + (at(group.index, i) + 0.5) * width;
  const needed = steadyWidth(Math.min(...drawn.map((group) => middle(group, 0))), Math.max(...drawn.map((group) => middle(group, group.index.length - 1))), buckets);
  return needed !== undefined && Math.abs(needed - width) <= 1e-9 * width ? needed : undefined;
}

/** Asks for the groups with changed runs alone and keeps the others as they are. Undefined when that will not do: all are to be asked for. */
async function askChangedGroups(view: GroupView, client: QueryClient, queryKey: QueryKey, signal: AbortSignal): Promise<GroupColumns[] | undefined> {
  const changed = takeChangedRuns(client, queryKey);
  const earlier = client.getQueryData<GroupColumns[]>(queryKey);
  if (changed === "all" || earlier?.length !== view.groups.length) return undefined;
  const stale = view.groups.flatMap((group, i) => (group.some(({ runId }) => changed.has(runId)) ? [i] : []));
  if (stale.length === view.groups.length) return undefined;
  if (stale.length === 0) return earlier;
  const width = view.range ? undefined : sharedWidth(earlier, view.buckets);
  if (!view.range && width === undefined) return undefined;
  const fresh = await askGroups(view, stale.map((i) => view.groups[i] ?? []), width, signal);
  const merged = earlier.map((group, i) => fresh[stale.indexOf(i)] ?? group);
  // With what has come the whole may need wider buckets.
  return view.range || sharedWidth(merged, view.buckets) === width ? merged : undefined;
}

/** How groups of series run together. */
export const groupsQuery = (view: GroupView) => {
  const all = view.groups.flat();
  const runs = [...new Set(all.map(({ runId }) => runId))];
  const key = JSON.stringify([view.x, ...new Set(all.map(({ metric }) => metric))]);
  return queryOptions({
    queryKey: ["groups", view, key] as const,
    queryFn: async ({ signal, client, queryKey }): Promise<GroupColumns[]> => {
      try {
        return (await askChangedGroups(view, client, queryKey, signal)) ?? (await askGroups(view, view.groups, undefined, signal));
      } catch (problem) {
        returnChangedRuns(client, queryKey);
        throw problem;
      }
    },
    enabled: all.length > 0,
    placeholderData: samePaths(key),
    structuralSharing: false,
    staleTime: keptFreshByFeed,
    gcTime: 60_000,
    meta: { live: { runs, kinds: ["series", "trash"], leastMs: leastMsFor(all.length), tellsRuns: true } },
  });
};
