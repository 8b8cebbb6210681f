import { useEffect, useRef } from "react";
import { actionOf } from "@/lib/keys";
import { useEvent } from "@/lib/use-event";
import { useKeys } from "@/lib/use-keys";
import { type ChartsAddress, writeStrength } from "../lib/address";

const usualStrength = 0.6;

const isTyping = (event: KeyboardEvent) => event.composedPath()[0] instanceof Element && (event.composedPath()[0] as Element).closest("input:not([type=checkbox]), textarea, select, [contenteditable=true], [role=menu], [role=dialog]") !== null;

/** Where the pointer is, or what has the focus: the chart that a key means. */
const chartInView = () => (document.querySelector("[data-chart]:hover") ?? document.activeElement?.closest("[data-chart]") ?? document.querySelector("[data-chart]"))?.getAttribute("data-chart") ?? undefined;

/** Keys of a page of charts, as the person has them: smooth or not, go through the scales, show a chart in full size. Never while a text is typed or composed. */
export function usePageKeys(address: ChartsAddress, onAddress: (part: ChartsAddress, replace?: boolean) => void): void {
  const [keys] = useKeys();
  const last = useRef<string>(undefined);
  if (address.smooth !== undefined) last.current = address.smooth;
  const handle = useEvent((event: KeyboardEvent) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    const action = actionOf(keys, event.key);
    if (action === "smooth") onAddress({ smooth: address.smooth === undefined ? (last.current ?? writeStrength(usualStrength)) : undefined }, true);
    else if (action === "scale") onAddress({ y: address.y === undefined ? "log" : address.y === "log" ? "symlog" : undefined, yrange: undefined }, true);
    else if (action === "fullScreen") onAddress({ chart: chartInView() });
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    document.addEventListener("keydown", handle);
    return () => document.removeEventListener("keydown", handle);
  }, [handle]);
}
