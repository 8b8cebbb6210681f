import { useEffect } from "react";
import { undoLatest } from "@/lib/toasts";
import { useEvent } from "@/lib/use-event";

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

/** Keys that work on every page. Never while a text is composed by an input method. */
export function useAppKeys({ onPalette, onKeys, onFocusMode }: AppKeys): void {
  const handle = useEvent((event: KeyboardEvent) => {
    if (event.isComposing || event.altKey) return;
    const withCommand = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (withCommand && key === "k") onPalette();
    else if (withCommand && key === "z") {
      if (event.shiftKey || isTyping(event) || !undoLatest()) return;
    } else if (!withCommand && !isTyping(event) && event.key === "?") onKeys();
    else if (!withCommand && !isTyping(event) && event.key === "\\") onFocusMode();
    else return;
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
