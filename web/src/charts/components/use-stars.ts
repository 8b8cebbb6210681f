import { useCallback, useMemo, useSyncExternalStore } from "react";

/** Charts that stand first. */
export interface Stars {
  readonly paths: ReadonlySet<string>;
  readonly onStar: (path: string, isStarred: boolean) => void;
}

const listeners = new Set<() => void>();
const keyOf = (projectId: string) => `nereid.stars.${projectId}`;
/** More would be no choice any more, and browsers keep little. */
const mostStars = 200;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // Another tab has changed them.
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

/** Undefined for a text that is no list of paths. */
export function readStars(text: string | null): readonly string[] | undefined {
  try {
    const list: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(list) && list.every((one) => typeof one === "string") ? list : undefined;
  } catch (problem) {
    if (problem instanceof SyntaxError) return undefined;
    throw problem;
  }
}

/** The charts of a project that a person wants first. Kept in this browser. */
export function useStars(projectId: string): Stars {
  const text = useSyncExternalStore(subscribe, () => localStorage.getItem(keyOf(projectId)));
  const list = useMemo(() => readStars(text) ?? [], [text]);
  const onStar = useCallback(
    (path: string, isStarred: boolean) => {
      const others = list.filter((one) => one !== path);
      const next = isStarred ? [...others, path].slice(-mostStars) : others;
      localStorage.setItem(keyOf(projectId), JSON.stringify(next));
      for (const listener of listeners) listener();
    },
    [list, projectId],
  );
  return useMemo(() => ({ paths: new Set(list), onStar }), [list, onStar]);
}
