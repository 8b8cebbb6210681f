import { type QueryClient, queryOptions, type QueryKey } from "@tanstack/react-query";
import { api } from "@/api/client";
import { ProblemError } from "@/api/problem";
import type { components } from "@/api/schema";
import { returnChangedRuns, takeChangedRuns } from "@/lib/live";
import { keptFreshByFeed } from "@/lib/query-client";
import type { LineSpec } from "../lib/chart-lines";
import { columnsOfTable, type SeriesColumns } from "../lib/columns";
import { xExtent } from "../lib/extent";
import type { GroupColumns, GroupSpec } from "../lib/groups";
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

interface Series {
  readonly runId: string;
  readonly path: string;
}

export interface BucketView extends AxisView {
  readonly series: readonly Series[];
  readonly smoothing: WireSmoothing | undefined;
}

export interface GroupView extends AxisView {
  readonly groups: readonly (readonly Series[])[];
}

export const seriesOf = (lines: readonly LineSpec[]): readonly Series[] =>
  lines.slice(0, lineLimit).map(({ run, metric }) => ({ runId: run.id, path: metric }));

/** The members of groups, as many as one call can take; the rest is left out and counted by whoever shows them. */
export function membersOf(lines: readonly GroupSpec[]): Series[][] {
  let room = seriesLimit;
  return lines.map(({ members, metric }) => {
    const some = members.slice(0, room).map(({ id }) => ({ runId: id, path: metric }));
    room -= some.length;
    return some;
  });
}

// A live answer of many lines is large: it is asked for less often.
const leastMsFor = (lines: number) => (lines <= 50 ? 500 : lines <= 300 ? 2_000 : 6_000);

const axisOf = ({ x, range, buckets, inherited }: AxisView) => ({
  x: x.axis,
  ...(x.axis === "series" && { xSeries: x.path }),
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
    const body: Schemas["BucketQuery"] = { series: series.slice(start, start + seriesLimit), ...axisOf(view), ...(width !== undefined && { steadyWidth: width }), ...(smoothing && { smoothing }) };
    parts.push(tablesOf(await api.POST("/api/v1/series/buckets", { body, ...options(signal) })).map(columnsOfTable));
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
  const fresh = new Map((await askAll(view, stale, width, signal)).map((columns) => [`${columns.runId} ${columns.path}`, columns]));
  const merged = earlier.map((columns) => fresh.get(`${columns.runId} ${columns.path}`) ?? columns);
  // With what has come the whole may need wider buckets.
  return view.range || widthOf(merged) === width ? merged : undefined;
}

/** The series, exact at the given number of buckets over the given range. */
export const bucketsQuery = (view: BucketView) => {
  const runs = [...new Set(view.series.map(({ runId }) => runId))];
  const key = JSON.stringify([view.x, ...new Set(view.series.map(({ path }) => path))]);
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

/** How groups of series run together. */
export const groupsQuery = (view: GroupView) => {
  const all = view.groups.flat();
  const runs = [...new Set(all.map(({ runId }) => runId))];
  const key = JSON.stringify([view.x, ...new Set(all.map(({ path }) => path))]);
  return queryOptions({
    queryKey: ["groups", view, key] as const,
    queryFn: async ({ signal }): Promise<GroupColumns[]> => {
      const body: Schemas["GroupQuery"] = { groups: view.groups.map((group) => [...group]), ...axisOf(view), quantiles: [0.25, 0.75] };
      return tablesOf(await api.POST("/api/v1/series/groups", { body, ...options(signal) })).map((table) => {
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
      });
    },
    enabled: all.length > 0,
    placeholderData: samePaths(key),
    structuralSharing: false,
    staleTime: keptFreshByFeed,
    gcTime: 60_000,
    meta: { live: { runs, kinds: ["series", "trash"], leastMs: leastMsFor(all.length) } },
  });
};
