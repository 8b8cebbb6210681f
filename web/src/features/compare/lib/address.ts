import { type ChartsAddress, readChartsAddress } from "@/charts/lib/address";
import { readList, readText } from "@/lib/search-params";

/** What the page of a comparison shows. */
export const compareViews = ["charts", "table", "text", "tables", "images", "artifacts", "parallel", "scatter", "lineage"] as const;
export type CompareView = (typeof compareViews)[number];

export const aggregates = ["last", "first", "min", "max", "mean", "std"] as const;
/** Which figure stands for a series. */
export type Aggregate = (typeof aggregates)[number];

/** The state of a comparison: the charts' own, which runs, and what each view needs. */
export interface CompareAddress extends ChartsAddress {
  /** Short ids, in drawing order; `workspace/project:ID` for a run of another project. */
  runs?: string[];
  /** Without `runs`: which runs of the table are shown, see selection/eye; the first ten when left out. */
  show?: string[];
  /** What the table lists, for a rule that follows its order: free text, condition, place and order, as in the table's own address. */
  tq?: string;
  where?: string;
  in?: "archived" | "trash";
  sort?: string[];
  /** Code of a snapshot, which the route of the project reads: the table lists only the runs that it was made with. */
  snap?: string;
  /** Attributes that stand beside the runs in legends and lists of values. */
  facts?: string[];
  /** "off": the list of runs is put away. */
  list?: "off";
  /** Those of them that are not drawn. */
  hide?: string[];
  view?: Exclude<CompareView, "charts">;
  /** "all": rows in which all runs agree are shown too. */
  rows?: "all";
  /** Words to find rows by, or /a regular expression/. */
  find?: string;
  /** Folded sections and namespaces of the table. */
  shut?: string[];
  agg?: Exclude<Aggregate, "last">;
  /** The attribute whose texts or images are compared. */
  path?: string;
  /** Tables: the column whose values say which rows belong together. */
  key?: string;
  /** Texts: one below the other or side by side, as there is room when left out; "ignore" not to see differences of white space. */
  diff?: "unified" | "split";
  space?: "ignore";
  /** Texts and pairs of images: the run on the right; the second one when left out. */
  with?: string;
  /** Texts: a third run. */
  also?: string;
  /** Images: which step, and how two are laid over each other. */
  step?: string;
  over?: "swipe" | "blink" | "difference";
  /** Axes of parallel coordinates: paths with `~down` or `~log` behind them. */
  axes?: string[];
  /** What is brushed: `from~to~path`, or `=value~path`. */
  brush?: string[];
  /** The attribute that gives lines and dots their colour. */
  tint?: string;
  /** Scatter: across, up, size, and which goals the Pareto front has. */
  across?: string;
  up?: string;
  area?: string;
  /** Scatter: the attribute whose lines of equal value are drawn. */
  contour?: string;
  pareto?: string;
  xlog?: "log";
  ylog?: "log";
}

const oneOf = <T extends string>(known: readonly T[], value: unknown): T | undefined => known.find((one) => one === readText(value));

// In a link that is typed, ids may also be written with commas between them.
const ids = (value: unknown) => {
  const list = readList(value)?.flatMap((text) => text.split(",")).map((id) => id.trim()).filter(Boolean);
  return list && list.length > 0 ? [...new Set(list)] : undefined;
};

export const paretoGoals = ["minmin", "minmax", "maxmin", "maxmax"] as const;

export function readCompareAddress(search: Record<string, unknown>): CompareAddress {
  const view = oneOf(compareViews, search.view);
  const agg = oneOf(aggregates, search.agg);
  return {
    ...readChartsAddress(search),
    runs: ids(search.runs),
    show: readList(search.show),
    tq: readText(search.tq),
    where: readText(search.where),
    in: oneOf(["archived", "trash"], search.in),
    sort: readList(search.sort),
    facts: readList(search.facts),
    list: oneOf(["off"], search.list),
    hide: ids(search.hide),
    view: view === "charts" ? undefined : view,
    rows: oneOf(["all"], search.rows),
    find: readText(search.find),
    shut: readList(search.shut),
    agg: agg === "last" ? undefined : agg,
    path: readText(search.path),
    key: readText(search.key),
    diff: oneOf(["unified", "split"], search.diff),
    space: oneOf(["ignore"], search.space),
    with: readText(search.with),
    also: readText(search.also),
    step: readText(search.step),
    over: oneOf(["swipe", "blink", "difference"], search.over),
    axes: readList(search.axes),
    brush: readList(search.brush),
    tint: readText(search.tint),
    across: readText(search.across),
    up: readText(search.up),
    contour: readText(search.contour),
    area: readText(search.area),
    pareto: oneOf(paretoGoals, search.pareto),
    xlog: oneOf(["log"], search.xlog),
    ylog: oneOf(["log"], search.ylog),
  };
}

/** A run as the address names it: its short id, and where it is when that is another project. */
export interface RunName {
  readonly text: string;
  readonly shortId: string;
  readonly place: { readonly workspace: string; readonly project: string } | undefined;
}

export function readRunName(text: string): RunName {
  const colon = text.lastIndexOf(":");
  const [workspace, project, ...rest] = colon < 0 ? [] : text.slice(0, colon).split("/");
  if (workspace === undefined || project === undefined || project === "" || rest.length > 0) return { text, shortId: text, place: undefined };
  return { text, shortId: text.slice(colon + 1), place: { workspace, project } };
}
