/** Where a link of an old Neptune leads here; undefined for what is none. */
export interface OldLink {
  readonly workspace: string;
  readonly project: string;
  /** Short id of a run. */
  readonly run?: string;
  readonly tab?: "charts" | "attributes" | "parameters" | "logs" | "images";
  /** Short ids to compare. */
  readonly compare?: readonly string[];
  readonly customId?: string;
}

const tabs: Record<string, OldLink["tab"]> = {
  charts: "charts",
  logs: "logs",
  monitoring: "charts",
  images: "images",
  parameters: "parameters",
  artifacts: "attributes",
  "source-code": "attributes",
  details: "attributes",
  all: "attributes",
  metadata: "attributes",
  metrics: "charts",
  dashboard: "charts",
};

const shortId = /^[A-Z0-9]{1,10}-\d+$/;

function readShortIds(text: string | null): string[] {
  if (text === null) return [];
  return (text.match(/[A-Z0-9]{1,10}-\d+/g) ?? []).slice(0, 500);
}

/**
 * Reads the addresses of Neptune's web app, of all its ages: below /o/workspace/org/project or /workspace/project, then e/ID/tab, runs/…, compare,
 * experiments. Takes a whole address or its path and query.
 */
export function readOldLink(text: string): OldLink | undefined {
  let address: URL;
  try {
    address = new URL(text.trim(), "https://neptune.invalid");
  } catch (broken) {
    if (broken instanceof TypeError) return undefined;
    throw broken;
  }
  const parts = address.pathname.split("/").filter(Boolean).map(decode);
  const isOrganisation = parts[0] === "o" && parts[2] === "org";
  const [workspace, project, ...rest] = isOrganisation ? [parts[1], parts[3], ...parts.slice(4)] : parts;
  if (workspace === undefined || project === undefined || workspace === "-") return undefined;
  const place = { workspace, project };
  const query = address.searchParams;
  const [section, id, tab] = rest;
  if (section === "e" && id !== undefined && shortId.test(id)) {
    const path = query.get("path");
    return { ...place, run: id, tab: tabs[tab ?? "all"] ?? (path === null ? "charts" : "attributes") };
  }
  if (section === "-" && id === "run") {
    const customId = query.get("customId");
    return customId === null ? undefined : { ...place, customId };
  }
  const isOld = isOrganisation || section === "experiments" || query.has("viewId") || query.has("shortId") || query.has("dash") || section === "metadata" || section === "compare-notebooks";
  if (!isOld) return undefined;
  const named = readShortIds(query.get("shortId"));
  if (section === "compare") return { ...place, compare: named };
  const [first] = named;
  if ((section === "runs" && id === "details") || (section === "runs" && first !== undefined)) {
    return first === undefined ? place : { ...place, run: first, tab: tabs[query.get("detailsTab") ?? "all"] ?? "attributes" };
  }
  return place;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (broken) {
    if (broken instanceof URIError) return part;
    throw broken;
  }
}
