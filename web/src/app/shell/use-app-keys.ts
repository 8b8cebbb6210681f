import { type AnyRouter, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { actionOf } from "@/lib/keys";
import { undoLatest } from "@/lib/toasts";
import { useEvent } from "@/lib/use-event";
import { useKeys } from "@/lib/use-keys";
import { usePlace } from "./use-place";

interface AppKeys {
  onPalette: () => void;
  onKeys: () => void;
  onFocusMode: () => void;
}

/** Whether a key goes into a text. The path is asked, as the event's target is only the host of a shadow root. */
function isTyping(event: KeyboardEvent): boolean {
  const [inner] = event.composedPath();
  return inner instanceof Element && inner.closest("input:not([type=checkbox]), textarea, [contenteditable=true]") !== null;
}

/** The focused button whose popover is open. A popover itself only hears keys that are pressed inside it. */
function openTarget(): HTMLElement | undefined {
  const focused = document.activeElement;
  return focused instanceof HTMLButtonElement && focused.matches("[aria-haspopup=dialog][aria-expanded=true]") ? focused : undefined;
}

const runTabs = ["charts", "attributes", "parameters", "logs", "images"] as const;

/** Keys that work on every page. Never while a text is composed by an input method. */
export function useAppKeys({ onPalette, onKeys, onFocusMode }: AppKeys): void {
  const [keys] = useKeys();
  const router: AnyRouter = useRouter();
  const { workspace, project, run } = usePlace();
  /** The tabs of a run, or the pages of a project in the rail's order; false when there is none of that number. */
  const goToTab = (number: number): boolean => {
    if (workspace === undefined || project === undefined) return false;
    const params = { workspace, project, runId: run };
    const tab = runTabs[number - 1];
    if (run !== undefined) {
      if (tab === undefined) return false;
      void router.navigate({ to: `/$workspace/$project/runs/$runId/${tab}`, params });
      return true;
    }
    // On the page itself its other settings stay; coming from elsewhere it begins plain.
    const part = [{ tab: undefined }, { tab: "charts" }, { view: undefined }, { view: "table" }][number - 1];
    if (part === undefined) return false;
    const page = number <= 2 ? "runs" : "compare";
    const { pathname, search } = router.state.location;
    const to = router.buildLocation({ to: `/$workspace/$project/${page}`, params, search: pathname.endsWith(`/${page}`) ? { ...search, ...part } : part });
    void router.history.push(to.href);
    return true;
  };
  const handle = useEvent((event: KeyboardEvent) => {
    if (event.isComposing || event.altKey) return;
    const withCommand = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    const action = actionOf(keys, key);
    const isPlain = !withCommand && !isTyping(event) && document.querySelector("[role=dialog]") === null;
    const open = key === "escape" ? openTarget() : undefined;
    if (open) open.click();
    else if (withCommand && key === "k") onPalette();
    else if (withCommand && key === "z") {
      if (event.shiftKey || isTyping(event) || !undoLatest()) return;
    } else if (isPlain && action === "keys") onKeys();
    else if (isPlain && action === "focusMode") onFocusMode();
    else if (!isPlain || !/^[1-9]$/.test(key) || !goToTab(Number(key))) return;
    event.preventDefault();
  });
  useEffect(() => {
    document.addEventListener("keydown", handle);
    document.addEventListener("nereid:keys", onKeys);
    return () => {
      document.removeEventListener("keydown", handle);
      document.removeEventListener("nereid:keys", onKeys);
    };
  }, [handle, onKeys]);
}
