import { type ChartsAddress, lastingKeys, readChartsAddress } from "@/charts/lib/address";
import { readList, readText } from "@/lib/search-params";
import { type ColumnSource, columnKey, readColumn } from "./column-spec";

export const places = ["archived", "trash"] as const;
export type Place = (typeof places)[number];
export const densities = ["compact", "tall"] as const;
export type Density = "normal" | (typeof densities)[number];

/** What is set on the charts beside the table, under names that are not the table's own. */
type OfCharts = { [Key in keyof ChartsAddress as `ch.${Key}`]?: ChartsAddress[Key] };

/** The state of the runs table as it stands in the address. Short keys, nothing for what is at its default. */
export interface RunsAddress extends OfCharts {
  /** "charts": the charts of the shown runs stand beside the table. */
  tab?: "charts";
  /** Free text: name, ids, owner, tags. */
  q?: string;
  /** A condition in the query language. */
  where?: string;
  /** Which runs: those in use, archived ones, or the trash. */
  in?: Place;
  /** Sort columns, the first counts most: key of a column with a minus in front for descending. */
  sort?: string[];
  /** Columns in order; see column-spec. */
  c?: string[];
  /** Row height. */
  d?: "compact" | "tall";
  /** Short ids of the checked runs. */
  sel?: string[];
  /** Which runs are shown in charts; see selection/eye. */
  show?: string[];
  /** Keys of the columns to group by. */
  g?: string[];
  /** Keys of open groups, as the server names them. */
  open?: string[];
  /** Short ids of the runs pinned to the top. */
  pin?: string[];
  /** Short id of the pinned run that the others are compared with. */
  base?: string;
  /** "on": columns whose values differ are suggested. */
  diff?: "on";
  /** Key of the column that gives runs their colour. */
  color?: string;
  /** The group tag whose look counts where a run has several. */
  rule?: string;
  /** Id of the saved view that this began as. */
  view?: string;
  /** Code of a snapshot, which the route of the project reads: only the runs that it was made with. */
  snap?: string;
}

export interface Sort extends ColumnSource {
  readonly descending: boolean;
}

/** Of a column only what tells it apart, so that equal sorts are equal. */
export const sortBy = ({ path, formula, aggregate, figure }: ColumnSource, descending: boolean): Sort => ({ path, aggregate, descending, ...(formula !== undefined && { formula }), ...(figure && { figure }) });

/** Newest first. */
export const defaultSort: Sort = { path: "sys/creation_time", aggregate: "last", descending: true };

const oneOf = <T extends string>(all: readonly T[], text: string | undefined): T | undefined => all.find((one) => one === text);

export function readRunsAddress(search: Record<string, unknown>): RunsAddress {
  return {
    ...writeCharts(readChartsAddress(chartsPart(search))),
    tab: oneOf(["charts"], readText(search.tab)),
    q: readText(search.q),
    where: readText(search.where),
    in: oneOf(places, readText(search.in)),
    sort: readList(search.sort),
    c: readList(search.c),
    d: oneOf(densities, readText(search.d)),
    sel: readList(search.sel),
    show: readList(search.show),
    g: readList(search.g),
    open: readList(search.open),
    pin: readList(search.pin),
    base: readText(search.base),
    diff: oneOf(["on"], readText(search.diff)),
    color: readText(search.color),
    rule: readText(search.rule),
    view: readText(search.view),
  };
}

const prefix = "ch.";

/** The charts' part of an address, under the charts' own names. */
function chartsPart(search: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(search).flatMap(([key, value]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [])));
}

export const chartsOf = (address: RunsAddress): ChartsAddress => readChartsAddress(chartsPart(address as Record<string, unknown>));

export function writeCharts(part: ChartsAddress): RunsAddress {
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [prefix + key, value as unknown]));
}

/** What a saved view keeps: everything but what is of the moment. */
export const viewKeys = ["q", "where", "in", "sort", "c", "d", "show", "g", "pin", "base", "diff", "color", "rule", "tab", ...lastingKeys.map((key) => `ch.${key}` as const)] as const satisfies readonly (keyof RunsAddress)[];

export function readSorts(texts: readonly string[] | undefined): readonly Sort[] {
  const sorts = (texts ?? []).flatMap((text) => {
    const descending = text.startsWith("-");
    const column = readColumn(descending ? text.slice(1) : text);
    return column ? [sortBy(column, descending)] : [];
  });
  return sorts.length > 0 ? sorts : [defaultSort];
}

/** Undefined for the default, which stands in no address. */
export function writeSorts(sorts: readonly Sort[]): string[] | undefined {
  const [first] = sorts;
  const isDefault = sorts.length === 1 && first?.path === defaultSort.path && first.descending;
  if (first === undefined || isDefault) return undefined;
  return sorts.map((sort) => `${sort.descending ? "-" : ""}${columnKey(sort)}`);
}

/**
 * What a click on a head asks for: up, then down, then the table's own order. With `isMore` (shift) the other sort columns stay.
 */
export function nextSorts(current: readonly Sort[], column: ColumnSource, isMore: boolean): readonly Sort[] {
  const key = columnKey(column);
  const isThis = (sort: Sort) => columnKey(sort) === key;
  const before = current.find(isThis);
  const next = before === undefined ? sortBy(column, false) : before.descending ? undefined : sortBy(column, true);
  if (!isMore) return next ? [next] : [];
  if (next === undefined) return current.filter((sort) => !isThis(sort));
  return before === undefined ? [...current, next] : current.map((sort) => (isThis(sort) ? next : sort));
}
