const kept = 20;
const key = (projectId: string) => `nereid.queries.${projectId}`;

/** Queries that were asked in this browser, newest first. */
export function recentQueries(projectId: string): readonly string[] {
  const stored = localStorage.getItem(key(projectId));
  if (stored === null) return [];
  try {
    const texts: unknown = JSON.parse(stored);
    return Array.isArray(texts) ? texts.filter((text): text is string => typeof text === "string") : [];
  } catch (broken) {
    if (broken instanceof SyntaxError) return [];
    throw broken;
  }
}

export function rememberQuery(projectId: string, text: string): void {
  localStorage.setItem(key(projectId), JSON.stringify([text, ...recentQueries(projectId).filter((other) => other !== text)].slice(0, kept)));
}
