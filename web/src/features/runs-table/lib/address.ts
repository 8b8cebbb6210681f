import { readList, readText } from "@/lib/search-params";

/** The state of the runs table as it stands in the address. Short keys, nothing for what is at its default. */
export interface RunsAddress {
  /** The text filter. */
  q?: string;
  /** The sort column's path, with a minus in front for descending. */
  sort?: string;
  /** Paths of the attribute columns, in order. */
  c?: string[];
  /** Short ids of the selected runs. */
  sel?: string[];
}

export interface Sort {
  path: string;
  descending: boolean;
}

/** Newest first. */
export const defaultSort: Sort = { path: "sys/creation_time", descending: true };

export function readRunsAddress(search: Record<string, unknown>): RunsAddress {
  return { q: readText(search.q), sort: readText(search.sort), c: readList(search.c), sel: readList(search.sel) };
}

export function readSort(text: string | undefined): Sort {
  if (text === undefined) return defaultSort;
  return text.startsWith("-") ? { path: text.slice(1), descending: true } : { path: text, descending: false };
}

/** Undefined for the default, which stands in no address. */
export function writeSort({ path, descending }: Sort): string | undefined {
  if (path === defaultSort.path && descending === defaultSort.descending) return undefined;
  return `${descending ? "-" : ""}${path}`;
}
