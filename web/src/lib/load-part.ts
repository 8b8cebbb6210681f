const askAgainMs = 2_000;

/** Whether anything answers at the server's address; what it answers does not matter. */
async function isReachable(): Promise<boolean> {
  try {
    await fetch("/app.webmanifest", { method: "HEAD", cache: "no-store" });
    return true;
  } catch {
    // Nothing else than a silent network makes it throw.
    return false;
  }
}

/** The sheet of a failed request is there, but empty or closed, as each browser likes. */
function hasRules(sheet: CSSStyleSheet | null): boolean {
  try {
    return sheet !== null && sheet.cssRules.length > 0;
  } catch {
    // Ours come from the page's own address and can always be read, unless they never came.
    return false;
  }
}

/** The styles of a part that did not come are not asked for a second time by the code that loads it. */
async function fetchStylesAgain(): Promise<void> {
  const missing = [...document.querySelectorAll<HTMLLinkElement>("link[rel=stylesheet]")].filter(({ sheet }) => !hasRules(sheet));
  const fetched = missing.map((link) => {
    const again = link.cloneNode();
    const settled = new Promise<void>((done) => {
      for (const outcome of ["load", "error"]) again.addEventListener(outcome, () => done(), { once: true });
    });
    link.replaceWith(again);
    return settled;
  });
  await Promise.all(fetched);
}

/**
 * Loads code of the app that is fetched when it is first needed. While the server cannot be reached it waits and tries again, so that the
 * page comes back by itself; a server that answers and does not have it (it was updated) is an error.
 */
export async function loadPart<Part>(load: () => Promise<Part>): Promise<Part> {
  const first = await load().then(
    (part) => ({ part }),
    () => undefined,
  );
  if (first) return first.part;
  for (;;) {
    while (!(await isReachable())) await new Promise((done) => setTimeout(done, askAgainMs));
    await fetchStylesAgain();
    try {
      return await load();
    } catch (error) {
      if (await isReachable()) throw new MissingPartError(error);
    }
  }
}

/** The server that answers has not the code that this page asks for: only the page of the server as it is now has. */
export class MissingPartError extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
