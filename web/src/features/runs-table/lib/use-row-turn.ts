import { useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { Turns } from "@/lib/turns";

/** Two rows a frame: nobody reads cells any more, but ids show where one is. */
const rushPx = 64;
let turns: Turns | undefined;

/** Whether a row may be made whole: at once, unless the table rushes by; then once it slows down. */
export function useRowTurn(isWanted: boolean): boolean {
  turns ??= new Turns(document, rushPx);
  const [isFree, setFree] = useState(isWanted || !turns.isRushing);
  if (isWanted && !isFree) setFree(true);
  useEffect(() => (isFree ? undefined : turns?.ask(() => flushSync(() => setFree(true)))), [isFree]);
  return isFree;
}
