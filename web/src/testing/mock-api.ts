import type { components, paths } from "@/api/schema";
import type { Me } from "@/api/types";
import { cellOf, type MockRun, type MockWorld, newProject, rowOf } from "./mock-data";

type Schemas = components["schemas"];
type Answer = Response | Promise<Response>;
type Handler = (call: { request: Request; query: URLSearchParams; args: string[] }) => Answer;

/** The token that the mock takes; any other is refused. */
export const mockToken = "mock-token";

const json = (body: unknown, status = 200) => Response.json(body, { status });
const problem = (status: number, kind: string, detail: string) =>
  new Response(JSON.stringify({ type: `/problems/${kind}`, title: kind, status, detail }), {
    status,
    headers: { "content-type": "application/problem+json" },
  });

function sortKey(run: MockRun, path: string): string | number | undefined {
  const { head } = run;
  if (path === "sys/creation_time") return head.created;
  if (path === "sys/id") return Number(head.shortId.split("-")[1]);
  if (path === "sys/name") return head.name ?? undefined;
  if (path === "sys/state") return head.state;
  if (path === "sys/owner") return head.owner;
  const value = cellOf(run, path)?.value;
  return typeof value === "number" || typeof value === "string" ? value : undefined;
}

function compareRuns(a: MockRun, b: MockRun, { path, descending }: Schemas["RunSort"]): number {
  const [x, y] = [sortKey(a, path ?? ""), sortKey(b, path ?? "")];
  if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
  const order = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y));
  return descending ? -order : order;
}

/**
 * The part of the server's API that the pages ask, over a made-up world. One function from request to answer, so that tests
 * put it in the place of fetch and the mock server in scripts wraps it.
 */
export class MockApi {
  world: MockWorld;
  isSignedIn = true;
  tokens: Schemas["ApiToken"][] = [];
  readonly preferences = new Map<string, string>();
  /** Every request so far, as "METHOD path". */
  readonly log: string[] = [];
  /** Set to make every later request fail with this status. */
  failure: number | undefined;

  readonly #routes: { method: string; pattern: RegExp; handler: Handler }[] = [];

  constructor(world: MockWorld) {
    this.world = world;
    this.#on("GET", "/api/v1/me", () => json(this.#me()));
    this.#on("POST", "/api/v1/session", async ({ request }) => {
      const { ticket, token } = (await request.json()) as { ticket?: string; token?: string };
      if (token !== mockToken && ticket !== "good") return problem(401, "bad-credentials", "Unknown token or ticket.");
      this.isSignedIn = true;
      return json(this.#me());
    });
    this.#on("DELETE", "/api/v1/session", () => {
      this.isSignedIn = false;
      return new Response(null, { status: 204 });
    });
    this.#on("GET", "/api/v1/me/preferences", () => json({ preferences: [...this.preferences].map(([name, value]) => ({ name, value })) }));
    this.#on("PUT", "/api/v1/me/preferences", async ({ request }) => {
      const { name, value } = (await request.json()) as Schemas["Preference"];
      if (value === null) this.preferences.delete(name);
      else this.preferences.set(name, value);
      return new Response(null, { status: 204 });
    });
    this.#on("GET", "/api/v1/me/notices", () => json({ notices: [], unread: 0 }));
    this.#on("GET", "/api/v1/me/tokens", () => json({ tokens: this.tokens }));
    this.#on("POST", "/api/v1/me/tokens", async ({ request }) => {
      const { name } = (await request.json()) as { name: string };
      const made = { id: crypto.randomUUID(), name, created: new Date(this.world.nowMs).toISOString(), expires: null };
      this.tokens = [...this.tokens, { ...made, lastUsed: null }];
      return json({ ...made, token: `${btoa(`{"api_address":"http://127.0.0.1:7878","key":"${made.id}"}`)}` });
    });
    this.#on("DELETE", "/api/v1/me/tokens/{tokenId}", ({ args: [id] }) => {
      this.tokens = this.tokens.filter((token) => token.id !== id);
      return new Response(null, { status: 204 });
    });
    this.#on("GET", "/api/v1/projects", () => json({ projects: this.world.projects }));
    this.#on("POST", "/api/v1/projects", async ({ request }) => {
      const asked = (await request.json()) as Schemas["NewProject"];
      const taken = this.world.projects.some((p) => p.workspace === asked.workspace && p.name === asked.name);
      if (taken) return problem(409, "project-name-taken", "The name is taken.");
      const made = newProject(this.world, asked.workspace, asked.name);
      this.world.projects.push(made);
      return json(made, 201);
    });
    this.#on("GET", "/api/v1/projects/lookup", ({ query }) => {
      const found = this.world.projects.find((p) => p.workspace === query.get("workspace") && p.name === query.get("name"));
      return found ? json(found) : problem(404, "no-such-project", `There is no project '${query.get("workspace")}/${query.get("name")}'.`);
    });
    this.#on("POST", "/api/v1/projects/{projectId}/runs/query", async ({ request, args: [projectId] }) => {
      const asked = (await request.json()) as Schemas["RunQuery"];
      const text = asked.filter?.text?.toLowerCase() ?? "";
      const matching = this.world.runs
        .filter(({ head }) => head.projectId === projectId)
        .filter(({ head }) => `${head.shortId} ${head.name ?? ""} ${head.owner} ${head.tags.join(" ")}`.toLowerCase().includes(text));
      const sort = asked.sort?.[0] ?? { path: "sys/creation_time", descending: true };
      const sorted = matching.toSorted((a, b) => compareRuns(a, b, sort));
      const { offset = 0, limit = 100 } = asked;
      const page = sorted.slice(offset, offset + limit);
      return json({ total: matching.length, offset, runs: page.map((run) => rowOf(run, asked.columns)), next: null });
    });
    this.#on("GET", "/api/v1/projects/{projectId}/attributes", ({ query, args: [projectId] }) => {
      const counts = new Map<string, Schemas["AttributeMatch"]>();
      for (const { head, attributes } of this.world.runs) {
        if (head.projectId !== projectId) continue;
        for (const { path, type } of attributes) {
          const known = counts.get(path) ?? { path, type, runs: 0 };
          counts.set(path, { ...known, runs: known.runs + 1 });
        }
      }
      const text = query.get("text")?.toLowerCase() ?? "";
      const found = [...counts.values()].filter(({ path }) => path.toLowerCase().includes(text));
      return json({ attributes: found.slice(0, Number(query.get("limit") ?? 100)), total: found.length, next: null });
    });
    this.#on("POST", "/api/v1/projects/{projectId}/attributes/search", async ({ request, args: [projectId] }) => {
      const { text = "", limit = 100 } = (await request.json()) as Schemas["AttributeSearch"];
      const counts = new Map<string, Schemas["AttributeMatch"]>();
      for (const { head, attributes } of this.world.runs) {
        if (head.projectId !== projectId) continue;
        for (const { path, type } of attributes) {
          const known = counts.get(path) ?? { path, type, runs: 0 };
          counts.set(path, { ...known, runs: known.runs + 1 });
        }
      }
      const found = [...counts.values()].filter(({ path }) => path.toLowerCase().includes(text.toLowerCase()));
      return json({ attributes: found.slice(0, limit), total: found.length, next: null });
    });
    this.#on("GET", "/api/v1/projects/{projectId}/views", () => json({ views: [], default: null }));
    this.#on("GET", "/api/v1/projects/{projectId}/run-styles", () => json({ shared: [], own: [] }));
    this.#on("GET", "/api/v1/runs/lookup", ({ query }) => {
      const found = this.world.runs.find(({ head }) => head.shortId === query.get("shortId") && head.projectId === query.get("projectId"));
      return found ? json(found.head) : problem(404, "no-such-run", `There is no run '${query.get("shortId")}' in this project.`);
    });
    this.#on("GET", "/api/v1/runs/{runId}", ({ args: [runId] }) => this.#withRun(runId, ({ head }) => json(head)));
    this.#on("GET", "/api/v1/runs/{runId}/attributes", ({ args: [runId] }) =>
      this.#withRun(runId, ({ attributes }) => json({ attributes })),
    );
  }

  /** For `vi.stubGlobal("fetch", mock.fetch)`. */
  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = input instanceof Request && init === undefined ? input : new Request(input, init);
    const { pathname, searchParams } = new URL(request.url);
    this.log.push(`${request.method} ${pathname}`);
    if (this.failure !== undefined) return problem(this.failure, "mock-failure", "The mock was told to fail.");
    if (!this.isSignedIn && pathname !== "/api/v1/session") return problem(401, "signed-out", "Sign in first.");
    for (const { method, pattern, handler } of this.#routes) {
      const match = method === request.method ? pattern.exec(pathname) : null;
      if (match) return handler({ request, query: searchParams, args: match.slice(1).map(decodeURIComponent) });
    }
    return problem(404, "no-such-route", `The mock has no ${request.method} ${pathname}.`);
  };

  #on(method: string, path: keyof paths, handler: Handler): void {
    const pattern = new RegExp(`^${path.replaceAll(/\{\w+\}/g, "([^/]+)")}$`);
    this.#routes.push({ method, pattern, handler });
  }

  #me(): Me {
    return { user: { id: "00000000-0000-4000-8000-000000000001", username: "admin", isAdmin: true, mayCreateProjects: true }, server: { version: "0.1.0", publicAddress: "http://127.0.0.1:7878" } };
  }

  #withRun(runId: string | undefined, answer: (run: MockRun) => Response): Response {
    const run = this.world.runs.find(({ head }) => head.id === runId);
    return run ? answer(run) : problem(404, "no-such-run", `There is no run ${runId ?? ""}.`);
  }
}
