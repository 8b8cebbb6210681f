import { hashKey, type Query, type QueryClient, type QueryKey } from "@tanstack/react-query";
import { askedSince, endEarly } from "@/api/early";
import type { LiveChange, LiveKind } from "@/api/types";
import { createContext, useContext, useEffect, useSyncExternalStore } from "react";

/**
 * Stands in a query's `meta.live` and says which changes make its data old.
 * `runs`: changes of these runs. `project`: changes of any run of the project. `anyProject`: of whatever is watched.
 * `kinds`: only these kinds (default: all). `leastMs`: how long an answer is good for at least, whatever changes; for
 * answers that are large or many.
 */
export interface LiveInterest {
  anyProject?: boolean;
  /** What the person is told makes it old, and nothing else. */
  me?: boolean;
  project?: string;
  runs?: readonly string[];
  kinds?: readonly LiveKind[];
  leastMs?: number;
  /** The query asks anew only for what changed and learns that from {@link takeChangedRuns}. */
  tellsRuns?: boolean;
}

/** Which runs have changed since a query was last answered; "all" when it is not known. */
export type ChangedRuns = ReadonlySet<string> | "all";

const changedRuns = new WeakMap<QueryClient, Map<string, Set<string> | "all">>();

function noteChange(queries: QueryClient, queryHash: string, change: LiveChange | undefined): void {
  const byQuery = changedRuns.get(queries) ?? new Map<string, Set<string> | "all">();
  changedRuns.set(queries, byQuery);
  const known = byQuery.get(queryHash);
  if (known === "all") return;
  if (change === undefined || change.everything) byQuery.set(queryHash, "all");
  else byQuery.set(queryHash, new Set([...(known ?? []), ...change.runs.map(({ run }) => run)]));
}

/** Which runs have changed since it was last asked, for the queries that say `tellsRuns`. Nothing known of means that everything may have. */
export function takeChangedRuns(queries: QueryClient, queryKey: QueryKey): ChangedRuns {
  const byQuery = changedRuns.get(queries);
  const hash = hashKey(queryKey);
  const known = byQuery?.get(hash);
  byQuery?.delete(hash);
  return known ?? "all";
}

/** Puts back what was taken and could not be asked for. */
export function returnChangedRuns(queries: QueryClient, queryKey: QueryKey): void {
  noteChange(queries, hashKey(queryKey), undefined);
}

declare module "@tanstack/react-query" {
  interface Register {
    queryMeta: { live?: LiveInterest };
  }
}

/** What a page watches: all runs of the projects or, with `runs`, only those. */
export interface Topics {
  projects: readonly string[];
  runs?: readonly string[];
  /** Also what the person is told; "always": while the tab is out of sight too. */
  me?: boolean | "always";
}

/** `off`: nothing is watched. `paused`: the connection is lost and tried again. */
export type LiveState = "off" | "connecting" | "live" | "paused";

export function concerns(interest: LiveInterest, change: LiveChange): boolean {
  const sameProject = interest.anyProject === true || interest.project === change.project;
  if (change.everything) return sameProject || interest.runs !== undefined;
  return change.runs.some(({ run, kinds }) => {
    const isMeant = sameProject || (interest.runs?.includes(run) ?? false);
    return isMeant && (!interest.kinds || kinds.some((kind) => interest.kinds?.includes(kind)));
  });
}

// The server's limit for one connection. Whoever watches more gets the first ones live and the rest when it asks again.
const mostProjects = 100;
const hiddenTabGraceMs = 15_000;
const reconnectMs = 2_000;
// So far back the server tells what changed before the connection, and so long it may keep a change to itself, to tell several at once.
const [recentMs, unsentMs] = [60_000, 1_000];

/**
 * The one connection of this tab to the server's feed of changes. It carries no data: it makes the queries that a change
 * concerns old, and those on screen are asked again. A tab out of sight lets go of its connection, since browsers allow
 * only six to a host, and catches up when it is looked at.
 */
export class LiveFeed {
  readonly #queries: QueryClient;
  readonly #watched = new Map<symbol, Topics>();
  readonly #listeners = new Set<() => void>();
  readonly #again = new Set<string>();
  readonly #waiting = new Set<string>();
  /** Until when each answer is known to be right, in the page's own time: when it was asked for, or when the connection ended that would have told of a change. */
  readonly #rightUntil = new Map<string, number>();
  readonly #shownSince = new Map<string, number>();
  #source: EventSource | undefined;
  #address = "";
  #state: LiveState = "off";
  #missed = false;
  #planned: ReturnType<typeof setTimeout> | undefined;
  #hiding: ReturnType<typeof setTimeout> | undefined;

  constructor(queries: QueryClient) {
    this.#queries = queries;
    document.addEventListener("visibilitychange", this.#onVisibility);
    queries.getQueryCache().subscribe((event) => {
      const { queryHash } = event.query;
      if (event.type === "removed") {
        changedRuns.get(queries)?.delete(queryHash);
        this.#rightUntil.delete(queryHash);
        this.#shownSince.delete(queryHash);
      }
      if (event.type === "observerAdded" && event.query.getObserversCount() === 1) this.#shownSince.set(queryHash, performance.now());
      // What is asked while the app starts may have the answer to a request from before.
      if (event.type === "updated" && event.action.type === "fetch") this.#rightUntil.set(queryHash, askedSince());
      if (event.type === "updated" && (event.action.type === "success" || event.action.type === "error")) {
        this.#askAgainIfChangedMeanwhile(event.query);
      }
    });
  }

  get state(): LiveState {
    return this.#state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Watches until the returned function is called. */
  watch(topics: Topics): () => void {
    const id = Symbol("watch");
    this.#watched.set(id, topics);
    this.#plan(0);
    return () => {
      this.#watched.delete(id);
      this.#plan(0);
    };
  }

  // A page that goes and the next that comes change the topics in one tick: reconnect once.
  #plan(delayMs: number): void {
    clearTimeout(this.#planned);
    this.#planned = setTimeout(() => this.#connect(), delayMs);
  }

  #wantedAddress(): string {
    const params = new URLSearchParams();
    const all = [...this.#watched.values()];
    const projects = new Set(all.flatMap((topics) => topics.projects));
    for (const project of [...projects].slice(0, mostProjects)) params.append("project", project);
    // Naming runs narrows every project of the connection: only when all who watch name theirs.
    const ofRuns = all.filter((topics) => topics.projects.length > 0);
    if (ofRuns.length > 0 && ofRuns.every((topics) => topics.runs !== undefined)) {
      for (const run of new Set(ofRuns.flatMap((topics) => topics.runs ?? []))) params.append("run", run);
    }
    if (all.some((topics) => topics.me)) params.append("me", "true");
    const query = params.toString();
    if (this.#isPutAway()) return all.some((topics) => topics.me === "always") ? "/api/v1/live?me=true" : "";
    return query ? `/api/v1/live?${query}` : "";
  }

  #isPutAway(): boolean {
    return document.hidden && this.#hiding === undefined;
  }

  #connect(): void {
    const address = this.#wantedAddress();
    if (address === this.#address && this.#source && this.#source.readyState !== EventSource.CLOSED) return;
    if (this.#source !== undefined && this.#state === "live") this.#noteWatched();
    this.#source?.close();
    this.#source = undefined;
    this.#address = address;
    if (address === "") {
      this.#setState("off");
      return;
    }
    if (this.#state !== "live") this.#setState(this.#missed ? "paused" : "connecting");
    const source = new EventSource(address);
    this.#source = source;
    source.addEventListener("open", () => {
      this.#setState("live");
      endEarly();
      if (this.#missed) this.#catchUp();
      else this.#askAgainWhatIsOld();
    });
    source.addEventListener("recent", (event) => this.#onRecent(JSON.parse(event.data) as LiveChange));
    source.addEventListener("changed", (event) => this.#onChange(JSON.parse(event.data) as LiveChange));
    source.addEventListener("told", () => {
      void this.#queries.invalidateQueries({ predicate: (query) => query.meta?.live?.me === true });
    });
    source.addEventListener("error", () => {
      this.#missed = true;
      this.#setState("paused");
      // The browser tries again by itself unless the answer was a refusal.
      if (source.readyState === EventSource.CLOSED) this.#plan(reconnectMs);
    });
  }

  /** What was on screen was watched until now. What is only kept in case somebody comes back, or was come back to just now, may not have been. */
  #noteWatched(): void {
    const until = performance.now() - unsentMs;
    for (const { queryHash } of this.#queries.getQueryCache().findAll({ type: "active", predicate: ({ meta }) => meta?.live !== undefined })) {
      if ((this.#shownSince.get(queryHash) ?? 0) < until) this.#rightUntil.set(queryHash, Math.max(until, this.#rightUntil.get(queryHash) ?? 0));
    }
  }

  /** The server tells of the last minute; what nobody has watched for longer is asked again. */
  #askAgainWhatIsOld(): void {
    const since = performance.now() - recentMs;
    for (const query of this.#queries.getQueryCache().findAll({ predicate: ({ meta }) => meta?.live !== undefined })) {
      if ((this.#rightUntil.get(query.queryHash) ?? 0) >= since) continue;
      if (query.meta?.live?.tellsRuns) noteChange(this.#queries, query.queryHash, undefined);
      this.#refresh(query);
    }
  }

  /** What changed before the connection: of concern to the answers that were right only until before the change. */
  #onRecent(change: LiveChange): void {
    const now = performance.now();
    for (const query of this.#concernedBy(change)) {
      const until = this.#rightUntil.get(query.queryHash) ?? 0;
      const isNewer = ({ ageMs }: { ageMs?: number | null }) => now - (ageMs ?? 0) >= until;
      const since = { ...change, everything: change.everything && isNewer(change), runs: change.runs.filter(isNewer) };
      if (query.meta?.live !== undefined && concerns(query.meta.live, since)) this.#makeOld(query, since);
    }
  }

  #onChange(change: LiveChange): void {
    for (const query of this.#concernedBy(change)) this.#makeOld(query, change);
  }

  #concernedBy(change: LiveChange): Query[] {
    return this.#queries.getQueryCache().findAll({
      predicate: (query) => query.meta?.live !== undefined && concerns(query.meta.live, change),
    });
  }

  #makeOld(query: Query, change: LiveChange): void {
    if (query.meta?.live?.tellsRuns) noteChange(this.#queries, query.queryHash, change);
    // An answer under way may be older than the change; it is let through, then asked again. Cancelling it instead
    // would starve a slow query of a busy run.
    if (query.state.fetchStatus === "fetching") this.#again.add(query.queryHash);
    else this.#invalidate(query);
  }

  #askAgainIfChangedMeanwhile(query: Query): void {
    if (this.#again.delete(query.queryHash)) this.#invalidate(query);
  }

  #invalidate(query: Query): void {
    const waitMs = (query.meta?.live?.leastMs ?? 0) - (Date.now() - query.state.dataUpdatedAt);
    if (waitMs > 0) {
      if (this.#waiting.has(query.queryHash)) return;
      this.#waiting.add(query.queryHash);
      setTimeout(() => {
        this.#waiting.delete(query.queryHash);
        this.#refresh(query);
      }, waitMs);
      return;
    }
    this.#refresh(query);
  }

  #refresh(query: Query): void {
    void this.#queries.invalidateQueries(
      { queryKey: query.queryKey, exact: true, refetchType: document.hidden ? "none" : "active" },
      { cancelRefetch: false },
    );
  }

  #catchUp(): void {
    this.#missed = false;
    for (const query of this.#queries.getQueryCache().findAll({ predicate: ({ meta }) => meta?.live?.tellsRuns === true })) noteChange(this.#queries, query.queryHash, undefined);
    void this.#queries.invalidateQueries({ predicate: (query) => query.meta?.live !== undefined });
  }

  readonly #onVisibility = (): void => {
    clearTimeout(this.#hiding);
    this.#hiding = undefined;
    if (document.hidden) {
      this.#hiding = setTimeout(() => {
        this.#hiding = undefined;
        this.#missed = true;
        this.#connect();
      }, hiddenTabGraceMs);
      return;
    }
    this.#connect();
    void this.#queries.refetchQueries({ type: "active", stale: true });
  };

  #setState(state: LiveState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

const LiveContext = createContext<LiveFeed | undefined>(undefined);
export const LiveProvider = LiveContext.Provider;

function useFeed(): LiveFeed {
  const feed = useContext(LiveContext);
  if (!feed) throw new Error("LiveProvider is missing.");
  return feed;
}

/** Keeps the queries of these projects and runs fresh while the component is mounted. */
export function useLive(topics: Topics): void {
  const feed = useFeed();
  // Ids as one text, so that a new array with the same ids does not connect again.
  const projects = topics.projects.join(",");
  const runs = topics.runs?.join(",");
  useEffect(() => {
    if (projects === "") return;
    return feed.watch({ projects: projects.split(","), runs: runs === undefined ? undefined : runs.split(",") });
  }, [feed, projects, runs]);
}

/** Keeps what the person is told fresh while the component is mounted; with "always" while the tab is out of sight too. */
export function useLiveMe(me: boolean | "always"): void {
  const feed = useFeed();
  useEffect(() => (me === false ? undefined : feed.watch({ projects: [], me })), [feed, me]);
}

export function useLiveState(): LiveState {
  const feed = useFeed();
  return useSyncExternalStore(feed.subscribe, () => feed.state);
}
