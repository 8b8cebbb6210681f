import { useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { Turns } from "@/lib/turns";

/** Two screens and a half a second, at sixty frames: a chart is out of sight again before anybody has looked at it. */
const rushPx = 40;
let turns: Turns | undefined;

/** Whether what is wanted may be made now: at once while the page rests, in turn while it scrolls. */
export function useTurn(isWanted: boolean): boolean {
  turns ??= new Turns(document, rushPx);
  const [hasTurn, setTurn] = useState(false);
  // At once in the render that wants it, so that a page that rests draws no empty frame first.
  const isFree = isWanted && (hasTurn || !turns.isScrolling);
  if (isFree !== hasTurn && (isFree || !isWanted)) setTurn(isFree);
  // Done inside the turn, so that its time is known.
  useEffect(() => (isWanted && !isFree ? turns?.ask(() => flushSync(() => setTurn(true))) : undefined), [isWanted, isFree]);
  return isFree;
}
