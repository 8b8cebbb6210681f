// The code of each page, which is loaded when the page is opened. `early.ts` begins with that of the address before the app itself has started.

export const pages = {
  signIn: () => import("@/features/sign-in/sign-in-page"),
  linkEnded: () => import("./link-ended-page"),
  oldLink: () => import("./palette/old-link-page"),
  projects: () => import("@/features/projects/projects-page"),
  apiTokens: () => import("@/features/api-tokens/api-tokens-page"),
  runs: () => import("@/features/runs-table/runs-page"),
  runsCharts: () => import("@/features/runs-table/components/charts-pane"),
  run: () => import("@/features/run/run-page"),
  runCharts: () => import("@/features/run/charts-tab"),
  runAttributes: () => import("@/features/run/attributes-tab"),
  runParameters: () => import("@/features/run/parameters-tab"),
  runLogs: () => import("@/features/logs/logs-tab"),
  runImages: () => import("@/features/run/images-tab"),
  compare: () => import("@/features/compare/compare-page"),
} as const;

type Page = keyof typeof pages;

const runTabs: Readonly<Record<string, Page>> = { charts: "runCharts", attributes: "runAttributes", parameters: "runParameters", logs: "runLogs", images: "runImages" };

/** The pages that an address will need, outermost first; a guess at what the router will find, so an address that it treats otherwise costs a load for nothing. */
export function pagesAt(pathname: string, search: string): readonly Page[] {
  const [first, project, section, run, tab = "charts"] = pathname.split("/").filter((part) => part !== "");
  if (first === undefined) return ["projects"];
  if (first === "sign-in") return ["signIn"];
  if (first === "api-tokens") return ["apiTokens"];
  if (project === undefined || first === "o" || first === "s") return [];
  if (section === "compare") return ["compare"];
  if (section !== undefined && section !== "runs") return [];
  if (run === undefined) return new URLSearchParams(search).get("tab") === "charts" ? ["runs", "runsCharts"] : ["runs"];
  const tabPage = runTabs[tab];
  return tabPage === undefined ? ["run"] : ["run", tabPage];
}

const quietMs = 2_000;

/** Loads the code of pages that are likely to come next, once those that are open have what they need. Who opens one is told of a failure. */
export function loadWhenQuiet(...next: readonly Page[]): void {
  setTimeout(() => {
    for (const page of next) void pages[page]().catch(() => undefined);
  }, quietMs);
}
