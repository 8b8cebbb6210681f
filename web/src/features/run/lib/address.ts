import { readList, readText } from "@/lib/search-params";

/** The state of the tab of attributes. */
export interface AttributesAddress {
  q?: string;
  /** The attribute shown beside the tree. */
  path?: string;
  /** Namespaces that are not as they are by default: closed ones in a small tree, open ones in a large one. */
  toggled?: string[];
}

export function readAttributesAddress(search: Record<string, unknown>): AttributesAddress {
  return { q: readText(search.q), path: readText(search.path), toggled: readList(search.toggled) };
}

/** The state of the tab of parameters. */
export interface ParametersAddress {
  q?: string;
}

export function readParametersAddress(search: Record<string, unknown>): ParametersAddress {
  return { q: readText(search.q) };
}

/** The state of the tab of images. */
export interface ImagesAddress {
  view?: "gallery";
  /** Which entry of a series is shown, as `path~index`; without an entry it is the last one, also of a series that grows. */
  at?: string[];
}

export function readImagesAddress(search: Record<string, unknown>): ImagesAddress {
  return { view: readText(search.view) === "gallery" ? "gallery" : undefined, at: readList(search.at) };
}

export function findIndex(entries: readonly string[] | undefined, path: string): number | undefined {
  const entry = entries?.find((one) => one.startsWith(`${path}~`) && /^\d+$/.test(one.slice(path.length + 1)));
  return entry === undefined ? undefined : Number(entry.slice(path.length + 1));
}

export function putIndex(entries: readonly string[] | undefined, path: string, index: number | undefined): string[] | undefined {
  const others = (entries ?? []).filter((one) => findIndex([one], path) === undefined);
  const all = index === undefined ? others : [...others, `${path}~${index}`];
  return all.length > 0 ? all : undefined;
}
