/** The charts of one namespace. */
export interface Section {
  /** The namespace; empty for paths without one. */
  readonly name: string;
  readonly paths: readonly string[];
}

const byName = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
// What the hardware did matters less than what the training did.
const isMonitoring = (name: string) => name === "monitoring" || name.startsWith("monitoring/");

const parentOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf("/")));
const depthOf = (name: string) => name.split("/").length;

/**
 * Groups paths by namespace, in natural order; hardware monitoring comes last. A nested namespace with a single chart
 * joins the one around it: a hundred layers with one metric each are one section and not a hundred.
 */
export function toSections(paths: readonly string[]): Section[] {
  const byNamespace = new Map<string, string[]>();
  const put = (name: string, path: string) => {
    const known = byNamespace.get(name);
    if (known) known.push(path);
    else byNamespace.set(name, [path]);
  };
  for (const path of paths) put(parentOf(path), path);
  const deepest = [...byNamespace.keys()].reduce((most, name) => Math.max(most, depthOf(name)), 0);
  for (let depth = deepest; depth > 1; depth--) {
    const lonely = [...byNamespace].filter(([name, members]) => depthOf(name) === depth && members.length === 1);
    for (const [name, members] of lonely) {
      byNamespace.delete(name);
      for (const path of members) put(parentOf(name), path);
    }
  }
  return [...byNamespace]
    .map(([name, members]) => ({ name, paths: members.toSorted(byName.compare) }))
    .toSorted((a, b) => Number(isMonitoring(a.name)) - Number(isMonitoring(b.name)) || byName.compare(a.name, b.name));
}

/** From this many charts on, sections are folded until they are opened. */
export const foldedFrom = 200;

export interface PathFilter {
  readonly accepts: (path: string) => boolean;
  /** The text is meant as a regular expression and is none. */
  readonly isBroken: boolean;
}

/** Words that must all occur, in any case; or a regular expression between slashes. */
export function pathFilter(text: string | undefined): PathFilter {
  const wanted = text?.trim() ?? "";
  if (wanted.length > 2 && wanted.startsWith("/") && wanted.endsWith("/")) {
    try {
      const pattern = new RegExp(wanted.slice(1, -1), "iu");
      return { accepts: (path) => pattern.test(path), isBroken: false };
    } catch (problem) {
      if (!(problem instanceof SyntaxError)) throw problem;
      return { accepts: () => true, isBroken: true };
    }
  }
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  return {
    accepts: (path) => {
      const lower = path.toLowerCase();
      return words.every((word) => lower.includes(word));
    },
    isBroken: false,
  };
}
