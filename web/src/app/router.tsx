import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  type RouterHistory,
} from "@tanstack/react-router";
import { api, unwrap } from "@/api/client";
import { attributesQuery, meQuery, projectQuery, runQuery } from "@/api/queries";
import { ProblemError } from "@/api/problem";
import type { Me } from "@/api/types";
import { readChartsAddress } from "@/charts/lib/address";
import { readCompareAddress } from "@/features/compare/lib/address";
import { readLogsAddress } from "@/features/logs/lib/address";
import { readAttributesAddress, readImagesAddress, readParametersAddress } from "@/features/run/lib/address";
import { readRunsAddress } from "@/features/runs-table/lib/address";
import { loadPart } from "@/lib/load-part";
import { preferencesQuery } from "@/lib/preferences";
import { parseSearch, readText, stringifySearch } from "@/lib/search-params";
import { linkQuery, withoutSnapshot } from "@/selection/snapshot";
import { NotFound } from "./not-found";
import { loadWhenQuiet, pages } from "./pages";
import { readOldLink } from "./palette/old-links";
import { RouteError } from "./route-error";
import { RoutePending } from "./route-pending";
import { Shell } from "./shell/shell";

interface RouterContext {
  queries: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({ component: Outlet });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>) => ({ ticket: readText(search.ticket), to: readText(search.to) }),
  component: lazyRouteComponent(() => loadPart(pages.signIn), "SignInPage"),
});

/** Everything that needs a person who is signed in. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: "app",
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    try {
      const me = await context.queries.ensureQueryData(meQuery);
      // What a person likes decides how pages look.
      void context.queries.prefetchQuery(preferencesQuery);
      return { me };
    } catch (error) {
      if (!(error instanceof ProblemError && error.status === 401)) throw error;
      if (error.kind === "link-ended") throw redirect({ to: "/link-ended", replace: true });
      throw redirect({ to: "/sign-in", search: { ticket: undefined, to: location.href }, replace: true });
    }
  },
});

// The code of a link for members; behind it, one for anyone has its secret.
const codeLength = 10;

/** A short link: leads to the long address that it stands for. One for anyone lets in whoever has it. */
const shortLink = createRoute({
  getParentRoute: () => root,
  path: "/s/$code",
  beforeLoad: async ({ context, params: { code }, location }) => {
    const where = code.length > codeLength ? openLink(code, context.queries) : memberLink(code);
    const address = await where.catch((error: unknown) => {
      if (error instanceof ProblemError && error.status === 401) throw redirect({ to: "/sign-in", search: { ticket: undefined, to: location.href }, replace: true });
      if (error instanceof ProblemError && error.status === 404) throw redirect({ to: "/link-ended", replace: true });
      throw error;
    });
    throw redirect({ href: address, replace: true });
  },
});

async function memberLink(code: string): Promise<string> {
  return unwrap(await api.GET("/api/v1/links/{code}", { params: { path: { code } } })).address;
}

async function openLink(link: string, queries: QueryClient): Promise<string> {
  const { address } = unwrap(await api.POST("/api/v1/links/open", { body: { link } }));
  // Who this is may have changed.
  queries.clear();
  return address;
}

const linkEnded = createRoute({
  getParentRoute: () => root,
  path: "/link-ended",
  component: lazyRouteComponent(() => loadPart(pages.linkEnded), "LinkEndedPage"),
});

/** Pages that a guest of a link has no use for. */
const needsAccount = ({ context }: { context: { me: Me } }) => {
  if (context.me.guest) throw redirect({ to: "/sign-in", search: { ticket: undefined, to: undefined }, replace: true });
};

/** Addresses of an old Neptune, which papers and issue trackers are full of. */
const oldLink = createRoute({
  getParentRoute: () => signedIn,
  path: "/o/$",
  component: lazyRouteComponent(() => loadPart(pages.oldLink), "OldLinkPage"),
});

const oldProjectLink = createRoute({
  getParentRoute: () => signedIn,
  path: "/$workspace/$project/$",
  component: lazyRouteComponent(() => loadPart(pages.oldLink), "OldLinkPage"),
});

const projects = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  beforeLoad: needsAccount,
  component: lazyRouteComponent(() => loadPart(pages.projects), "ProjectsPage"),
});

const apiTokens = createRoute({
  getParentRoute: () => signedIn,
  path: "/api-tokens",
  beforeLoad: needsAccount,
  component: lazyRouteComponent(() => loadPart(pages.apiTokens), "ApiTokensPage"),
});

/** Whether a snapshot is of this project. One that cannot be had is left to the page, which says why. */
async function isSnapshotOf(queries: QueryClient, code: string, workspace: string, name: string): Promise<boolean> {
  const link = await queries.ensureQueryData(linkQuery(code)).catch(() => undefined);
  if (link === undefined) return true;
  const [, first, second] = link.address.split(/[/?]/).map(decodeURIComponent);
  return first === workspace && second === name;
}

/** Pages of one project find it as `project` in their route context. A snapshot stays from page to page of its project until somebody ends it. */
const project = createRoute({
  getParentRoute: () => signedIn,
  path: "/$workspace/$project",
  validateSearch: (search: Record<string, unknown>): { snap?: string } => ({ snap: readText(search.snap) }),
  search: {
    middlewares: [
      ({ search, next }) => {
        const wanted = next(search);
        return wanted.snap === undefined && search.snap !== undefined ? { ...wanted, snap: search.snap } : wanted;
      },
    ],
  },
  beforeLoad: async ({ context, params, search, location }) => {
    const [project, isOurs] = await Promise.all([
      context.queries.ensureQueryData(projectQuery(params.workspace, params.project)),
      search.snap === undefined || isSnapshotOf(context.queries, search.snap, params.workspace, params.project),
    ]);
    // By the browser: to the router this would be one more page that the snapshot goes along to.
    if (!isOurs) throw redirect({ href: withoutSnapshot(location.href), replace: true, reloadDocument: true });
    return { project };
  },
});

const projectHome = createRoute({
  getParentRoute: () => project,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/$workspace/$project/runs", params, replace: true });
  },
});

const runs = createRoute({
  getParentRoute: () => project,
  path: "/runs",
  validateSearch: readRunsAddress,
  // Another project begins anew: none of the rows of the one before stay on screen.
  remountDeps: ({ params }) => [params.workspace, params.project],
  // With its first rows the table is put together once, not first without and then with them. What fails here fails again, and is told, where the page needs it.
  beforeLoad: async ({ context, search, cause }) => {
    if (cause === "enter") await pages.runs().then(({ askFirstRows }) => askFirstRows(context.queries, context.project.id, search), () => undefined);
  },
  // Where most go from here.
  onEnter: () => loadWhenQuiet("run", "runCharts"),
  component: lazyRouteComponent(() => loadPart(pages.runs), "RunsPage"),
});

// The address carries the run's short id, which people read out to each other.
const run = createRoute({
  getParentRoute: () => project,
  path: "/runs/$runId",
  beforeLoad: async ({ context, params, location, preload }) => {
    // In old addresses the tab stood where the run's id does.
    if (params.runId === "details" || params.runId === "table") throw redirect({ href: `/o${location.href}`.replace(/^\/o\/([^/]+)\/([^/]+)/, "/o/$1/org/$2"), replace: true });
    const run = await context.queries.ensureQueryData(runQuery(context.project.id, params.runId));
    if (run.projectId !== context.project.id) {
      // It was moved: the same tab of it, where it is now.
      const rest = location.href.replace(/^\/[^/]+\/[^/]+\/runs\/[^/?#]+/, "");
      throw redirect({ href: `/${[run.workspace, run.project, "runs", run.shortId].map(encodeURIComponent).join("/")}${rest}`, replace: true });
    }
    // Every tab needs them, and the code of the page may still be on its way.
    if (!preload) void context.queries.prefetchQuery(attributesQuery(run.id));
    return { run };
  },
  component: lazyRouteComponent(() => loadPart(pages.run), "RunPage"),
});

const runHome = createRoute({
  getParentRoute: () => run,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/$workspace/$project/runs/$runId/charts", params, replace: true });
  },
});

const runCharts = createRoute({
  getParentRoute: () => run,
  path: "/charts",
  validateSearch: readChartsAddress,
  component: lazyRouteComponent(() => loadPart(pages.runCharts), "ChartsTab"),
});

const runAttributes = createRoute({
  getParentRoute: () => run,
  path: "/attributes",
  validateSearch: readAttributesAddress,
  component: lazyRouteComponent(() => loadPart(pages.runAttributes), "AttributesTab"),
});

const runParameters = createRoute({
  getParentRoute: () => run,
  path: "/parameters",
  validateSearch: readParametersAddress,
  component: lazyRouteComponent(() => loadPart(pages.runParameters), "ParametersTab"),
});

const runLogs = createRoute({
  getParentRoute: () => run,
  path: "/logs",
  validateSearch: readLogsAddress,
  component: lazyRouteComponent(() => loadPart(pages.runLogs), "LogsTab"),
});

const runImages = createRoute({
  getParentRoute: () => run,
  path: "/images",
  validateSearch: readImagesAddress,
  component: lazyRouteComponent(() => loadPart(pages.runImages), "ImagesTab"),
});

const compare = createRoute({
  getParentRoute: () => project,
  path: "/compare",
  validateSearch: readCompareAddress,
  beforeLoad: ({ location, params }) => {
    const old = readOldLink(location.href);
    if (old?.compare) throw redirect({ to: "/$workspace/$project/compare", params, search: { runs: [...old.compare] }, replace: true });
  },
  component: lazyRouteComponent(() => loadPart(pages.compare), "ComparePage"),
});

const runTabs = [runHome, runCharts, runAttributes, runParameters, runLogs, runImages] as const;
const routes = root.addChildren([
  signIn,
  shortLink,
  linkEnded,
  signedIn.addChildren([projects, apiTokens, oldLink, oldProjectLink, project.addChildren([projectHome, runs, run.addChildren(runTabs), compare])]),
]);

export function makeRouter(queries: QueryClient, history?: RouterHistory) {
  return createRouter({
    routeTree: routes,
    context: { queries },
    history,
    parseSearch,
    stringifySearch,
    defaultPreload: "intent",
    // How old data may be is the query cache's business.
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 200,
    defaultPendingComponent: RoutePending,
    defaultErrorComponent: RouteError,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
  });
}

export type AppRouter = ReturnType<typeof makeRouter>;

declare module "@tanstack/react-router" {
  interface Register {
    router: AppRouter;
  }
}

/** The session has ended: sign in, then come back to the same address. A link that has ended is said to. */
export function goToSignIn(router: AppRouter, isLink = false): void {
  const { pathname, href } = router.state.location;
  if (pathname === "/sign-in" || pathname === "/link-ended") return;
  if (isLink) {
    void router.navigate({ to: "/link-ended", replace: true });
    return;
  }
  void router.navigate({ to: "/sign-in", search: { ticket: undefined, to: href } });
}
