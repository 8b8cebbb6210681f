// Questions that every page of an address begins with, asked while the app is still being put together. Each answer is taken once, by the request that asks the same.

const asked = new Map<string, Promise<Response>>();

/** Milliseconds since the page was opened until which an answer may be an early one; whoever comes later wants to know how things are then. */
export const earlyMs = 10_000;
/** When the first of them may have been asked. */
export const startedMs = performance.now();

/** The guard against requests forged by other sites. */
export const guardHeader = { "X-Nereid-Request": "1" };

/** @param address path and query of a GET of the API, as the client writes it */
export function askEarly(address: string): Promise<Response> {
  const url = new URL(address, window.location.origin).href;
  const answer = fetch(url, { headers: guardHeader });
  asked.set(url, answer);
  // Who takes it is told of a failure; nobody may.
  answer.catch(() => undefined);
  return answer;
}

/** The answer to a request that is on its way already, or nothing. */
export function takeEarly({ method, url }: Request): Promise<Response> | undefined {
  const found = method === "GET" ? asked.get(url) : undefined;
  if (found === undefined) return undefined;
  asked.delete(url);
  if (performance.now() > earlyMs) return undefined;
  return found.then((response) => {
    // Signed out: what else was asked holds no longer once somebody signs in.
    if (!response.ok) asked.clear();
    return response;
  });
}
