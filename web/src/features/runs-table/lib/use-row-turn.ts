import { useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { Turns } from "@/lib/turns";

/** Two rows a frame: nobody reads cells any more, but ids show where one is. */
const rushPx = 64;
let turns: Turns | undefined;

/**
 * Whether a row may be made whole: at once where somebody sees it, unless the table rushes by; then once it slows down.
 * @param isAhead whether it is out of sight, made ahead for who scrolls; asked once. While the table rests such rows wait until those in sight are painted.
 */
export function useRowTurn(isWanted: boolean, isAhead: () => boolean): boolean {
  const all = (turns ??= new Turns(document, rushPx));
  const [isFree, setFree] = useState(() => isWanted || !(all.isScrolling ? all.isRushing : isAhead()));
  if (isWanted && !isFree) setFree(true);
  useEffect(() => (isFree ? undefined : turns?.ask(() => flushSync(() => setFree(true)))), [isFree]);
  return isFree;
}
