/** The state of a page as it stands in the address: texts, or lists of texts as repeated keys. */
export type SearchParams = Record<string, string | string[] | undefined>;

/** Reads `?q=loss&c=a&c=b`. A key that stands more than once is a list. */
export function parseSearch(search: string): SearchParams {
  const params: Record<string, string | string[]> = {};
  for (const [key, value] of new URLSearchParams(search)) {
    const earlier = params[key];
    if (earlier === undefined) params[key] = value;
    else if (Array.isArray(earlier)) earlier.push(value);
    else params[key] = [earlier, value];
  }
  return params;
}

// Attribute paths are full of slashes; they are allowed in a query and stay readable.
const encode = (text: string) => encodeURIComponent(text).replaceAll("%2F", "/").replaceAll("%3A", ":").replaceAll("%20", "+");

/** The inverse of {@link parseSearch}; empty texts, empty lists and undefined are left out. */
export function stringifySearch(params: Record<string, unknown>): string {
  const parts: string[] = [];
  for (const [key, value] of Object.entries(params)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== "") parts.push(`${encode(key)}=${encode(String(one))}`);
    }
  }
  return parts.length > 0 ? `?${parts.join("&")}` : "";
}

/** For a page's own reading of one key: its text, or the first of its texts. */
export function readText(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === "string" && first !== "" ? first : undefined;
}

/** For a page's own reading of one key: all its texts, or undefined when there are none. */
export function readList(value: unknown): string[] | undefined {
  const list = (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === "string" && one !== "");
  return list.length > 0 ? list : undefined;
}
