import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Project } from "@/api/types";
import { useIsGuest } from "@/api/use-is-guest";
import { describeError } from "@/lib/errors";
import { showToast } from "@/lib/toasts";
import { useEvent } from "@/lib/use-event";
import { isPlain, lastingOf, nothingSaved, type SavedSettings, savedSettingsQuery, saveSettings } from "../api/saved-settings";
import type { ChartsAddress } from "../lib/address";

/** What of a project's charts is kept on the server, for the person and for all members. */
export interface Keeping {
  /** Charts with a star, in the order in which they stand first: those of all members, then the person's own. */
  readonly stars: readonly string[];
  readonly ownStars: ReadonlySet<string>;
  readonly sharedStars: ReadonlySet<string>;
  /** May keep something for themselves; somebody without an account may not. */
  readonly mayKeep: boolean;
  /** May change what all members see. */
  readonly mayShare: boolean;
  readonly onStar: (path: string, isStarred: boolean, isShared?: boolean) => void;
  /** Moves a star before another one. */
  readonly onMove: (path: string, before: string | undefined) => void;
  /** The page looks as the saved settings say. */
  readonly isAsSaved: boolean;
  readonly hasSaved: { readonly own: boolean; readonly shared: boolean };
  /** Keeps how the page looks; undefined forgets. */
  readonly onSave: (isPrivate: boolean, page: ChartsAddress | undefined) => void;
}

/** More would be no choice any more. */
const mostStars = 200;

export function useKeeping(project: Project, address: ChartsAddress, onAddress: (part: ChartsAddress, replace?: boolean) => void): Keeping {
  const { t } = useTranslation("charts");
  const queries = useQueryClient();
  const query = savedSettingsQuery(project.id);
  const saved = useQuery(query).data;
  const own = saved?.own ?? nothingSaved;
  const shared = saved?.shared ?? nothingSaved;
  const mayKeep = !useIsGuest();
  const mayShare = project.role === "contributor" || project.role === "owner";
  const wanted = useMemo<ChartsAddress>(() => (isPlain(own.page) ? shared.page : own.page), [own, shared]);

  // A page whose address says nothing looks as it was saved; the address then says so, and can be sent to somebody else.
  const isFirst = useRef(true);
  const apply = useEvent(onAddress);
  useEffect(() => {
    if (!isFirst.current || saved === undefined) return;
    isFirst.current = false;
    if (isPlain(address) && !isPlain(wanted)) apply(wanted, true);
  }, [saved, wanted, address, apply]);

  const save = async (next: SavedSettings, isPrivate: boolean) => {
    const before = queries.getQueryData(query.queryKey);
    if (before) queries.setQueryData(query.queryKey, isPrivate ? { ...before, own: next } : { ...before, shared: next });
    try {
      await saveSettings(project.id, next, isPrivate);
    } catch (problem) {
      queries.setQueryData(query.queryKey, before);
      showToast(describeError(problem), { tone: "bad" });
    }
  };
  const onStar = useEvent((path: string, isStarred: boolean, isShared = false) => {
    const of = isShared ? shared : own;
    const others = of.stars.filter((one) => one !== path);
    if (isStarred && others.length >= mostStars) return showToast(t("star.full", { count: mostStars }), { tone: "bad" });
    void save({ ...of, stars: isStarred ? [...others, path] : others }, !isShared);
  });
  const stars = useMemo(() => [...new Set([...shared.stars, ...own.stars])], [shared, own]);
  const onMove = useEvent((path: string, before: string | undefined) => {
    // Each of the two lists has its own order; a star moves within the one it is in.
    const of = own.stars.includes(path) ? own : shared;
    const others = of.stars.filter((one) => one !== path);
    const place = before === undefined ? others.length : others.indexOf(before);
    if (place < 0 || (of === shared && !mayShare)) return;
    void save({ ...of, stars: [...others.slice(0, place), path, ...others.slice(place)] }, of === own);
  });
  const onSave = useEvent((isPrivate: boolean, page: ChartsAddress | undefined) => {
    const of = isPrivate ? own : shared;
    void save({ ...of, page: page === undefined ? {} : lastingOf(page) }, isPrivate);
    showToast(t(page === undefined ? "keep.forgotten" : isPrivate ? "keep.savedForMe" : "keep.savedForAll"));
  });
  return useMemo(
    () => ({
      stars,
      ownStars: new Set(own.stars),
      sharedStars: new Set(shared.stars),
      mayKeep,
      mayShare,
      onStar,
      onMove,
      isAsSaved: JSON.stringify(lastingOf(address)) === JSON.stringify(wanted),
      hasSaved: { own: !isPlain(own.page), shared: !isPlain(shared.page) },
      onSave,
    }),
    [stars, own, shared, mayKeep, mayShare, onStar, onMove, address, wanted, onSave],
  );
}
