import { useCallback, useMemo } from "react";
import { useListPreference } from "@/lib/preferences";

/** Charts that stand first. */
export interface Stars {
  readonly paths: ReadonlySet<string>;
  readonly onStar: (path: string, isStarred: boolean) => void;
}

/** More would be no choice any more. */
const mostStars = 200;

/** The charts of a project that a person wants first; the server keeps them. */
export function useStars(projectId: string): Stars {
  const [list, setList] = useListPreference(`stars.${projectId}`, mostStars);
  const onStar = useCallback(
    (path: string, isStarred: boolean) => {
      const others = list.filter((one) => one !== path);
      setList(isStarred ? [...others, path] : others);
    },
    [list, setList],
  );
  return useMemo(() => ({ paths: new Set(list), onStar }), [list, onStar]);
}
