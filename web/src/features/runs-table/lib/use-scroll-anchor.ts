import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import type { RunRow } from "@/api/types";

/**
 * Keeps what is being read in its place when runs appear above it. At the very top nothing is held: there, new runs show.
 * @returns how many runs came in above since the top was last in sight, and a function that goes there
 */
export function useScrollAnchor(
  scroller: RefObject<HTMLElement | null>,
  rows: ReadonlyMap<number, RunRow>,
  rowHeight: number,
  viewKey: string,
) {
  const before = useRef({ rows, viewKey });
  const [above, setAbove] = useState(0);

  useLayoutEffect(() => {
    const element = scroller.current;
    const earlier = before.current;
    before.current = { rows, viewKey };
    if (!element || earlier.rows === rows) return;
    if (earlier.viewKey !== viewKey) {
      element.scrollTop = 0;
      setAbove(0);
      return;
    }
    if (element.scrollTop < rowHeight) return;
    const top = Math.floor(element.scrollTop / rowHeight);
    const anchor = earlier.rows.get(top);
    if (anchor === undefined || rows.get(top)?.id === anchor.id) return;
    for (const [index, run] of rows) {
      if (run.id !== anchor.id) continue;
      element.scrollTop += (index - top) * rowHeight;
      setAbove((count) => Math.max(0, count + index - top));
      return;
    }
  }, [scroller, rows, rowHeight, viewKey]);

  const noteScroll = () => {
    if (above > 0 && (scroller.current?.scrollTop ?? 0) < rowHeight) setAbove(0);
  };
  const goToTop = () => scroller.current?.scrollTo({ top: 0 });
  return { above, noteScroll, goToTop };
}
