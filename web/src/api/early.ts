// Questions that every page of an address begins with, asked while the app is still being put together. Each answer is taken once, by the first request that asks
// the same, and only before the feed of changes has begun: of a change after that nobody would be told.

const asked = new Map<string, Promise<Response>>();
/** What the app has asked for by itself. */
const known = new Set<string>();
const startedMs = performance.now();
const longestMs = 10_000;
let isEnded = false;

/** The guard against requests forged by other sites. */
export const guardHeader = { "X-Nereid-Request": "1" };

const isOver = () => isEnded || performance.now() > startedMs + longestMs;

/** When what is asked now may have been asked already, in the page's own time. */
export const askedSince = (): number => (isOver() ? performance.now() : startedMs);

/** From now on everything is asked when it is wanted. */
export function endEarly(): void {
  isEnded = true;
  asked.clear();
}

/**
 * @param address path and query of a GET of the API, as the client writes it
 * @returns nothing when the app has asked for it already
 */
export function askEarly(address: string): Promise<Response> | undefined {
  const url = new URL(address, window.location.origin).href;
  if (isOver() || known.has(url)) return undefined;
  const answer = fetch(url, { headers: guardHeader });
  asked.set(url, answer);
  // Who takes it is told of a failure; nobody may.
  answer.catch(() => undefined);
  return answer;
}

/** The answer to a request that is on its way already, or nothing. */
export function takeEarly({ method, url }: Request): Promise<Response> | undefined {
  if (method !== "GET" || isOver()) return undefined;
  known.add(url);
  const found = asked.get(url);
  asked.delete(url);
  return found?.then((response) => {
    // Signed out: what else was asked holds no longer once somebody signs in.
    if (!response.ok) asked.clear();
    return response;
  });
}
