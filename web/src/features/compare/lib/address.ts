import { type ChartsAddress, readChartsAddress } from "@/charts/lib/address";
import { readList, readText } from "@/lib/search-params";

/** The state of a comparison: the charts' own, and which runs. */
export interface CompareAddress extends ChartsAddress {
  /** Short ids, in drawing order. */
  runs?: string[];
  /** Short ids of those that are not drawn. */
  hide?: string[];
  view?: "table";
  /** "all": rows in which all runs agree are shown too. */
  rows?: "all";
  /** Words to find rows by. */
  find?: string;
}

// In a link that is typed, ids may also be written with commas between them.
const ids = (value: unknown) => {
  const list = readList(value)?.flatMap((text) => text.split(",")).map((id) => id.trim()).filter(Boolean);
  return list && list.length > 0 ? [...new Set(list)] : undefined;
};

export function readCompareAddress(search: Record<string, unknown>): CompareAddress {
  return {
    ...readChartsAddress(search),
    runs: ids(search.runs),
    hide: ids(search.hide),
    view: readText(search.view) === "table" ? "table" : undefined,
    rows: readText(search.rows) === "all" ? "all" : undefined,
    find: readText(search.find),
  };
}
