import { useEffect, useRef } from "react";
import { useEvent } from "@/lib/use-event";
import { type ChartsAddress, writeStrength } from "../lib/address";

const usualStrength = 0.6;

const isTyping = (event: KeyboardEvent) => event.composedPath()[0] instanceof Element && (event.composedPath()[0] as Element).closest("input:not([type=checkbox]), textarea, select, [contenteditable=true], [role=menu], [role=dialog]") !== null;

/** Keys of a page of charts: S smooths or stops smoothing, L goes through the scales. Never while a text is typed or composed. */
export function usePageKeys(address: ChartsAddress, onAddress: (part: ChartsAddress, replace?: boolean) => void): void {
  const last = useRef<string>(undefined);
  if (address.smooth !== undefined) last.current = address.smooth;
  const handle = useEvent((event: KeyboardEvent) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    const key = event.key.toLowerCase();
    if (key === "s") onAddress({ smooth: address.smooth === undefined ? (last.current ?? writeStrength(usualStrength)) : undefined }, true);
    else if (key === "l") onAddress({ y: address.y === undefined ? "log" : address.y === "log" ? "symlog" : undefined, yrange: undefined }, true);
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    document.addEventListener("keydown", handle);
    return () => document.removeEventListener("keydown", handle);
  }, [handle]);
}
