import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useSyncExternalStore } from "react";
import { usePreference } from "@/lib/preferences";
import { noticesQuery, useNoticeText } from "./notices";

// The browser's own permission is of this browser; the wish is the person's.
const isKnown = typeof window !== "undefined" && "Notification" in window;
const listeners = new Set<() => void>();
const permission = () => (isKnown ? Notification.permission : "denied");
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Whether this browser shows notices by itself while the app is open, and how to change that. */
export function useDesktopNotices() {
  const [wish, setWish] = usePreference("notices.desktop");
  const state = useSyncExternalStore(subscribe, permission);
  const set = useCallback(
    async (isOn: boolean) => {
      if (isOn && Notification.permission === "default") {
        await Notification.requestPermission();
        for (const listener of listeners) listener();
      }
      setWish(isOn && Notification.permission === "granted" ? "on" : undefined);
    },
    [setWish],
  );
  return { isKnown, isBlocked: state === "denied", isOn: wish === "on" && state === "granted", set };
}

/** Shows what comes in while nobody looks at the app. */
export function useShownNotices(): void {
  const { isOn } = useDesktopNotices();
  const { data } = useQuery(noticesQuery);
  const text = useNoticeText();
  const seen = useRef<number>(undefined);
  useEffect(() => {
    if (data === undefined) return;
    const before = seen.current;
    seen.current = Math.max(before ?? 0, data.notices[0]?.number ?? 0);
    // What was there when the app was opened is in the tray.
    if (before === undefined || !isOn || !document.hidden) return;
    for (const notice of data.notices.filter(({ number, isRead }) => number > before && !isRead).slice(0, 5)) {
      const shown = new Notification("Nereid", { body: text(notice), tag: `nereid-${notice.number}`, icon: "/icon.svg" });
      shown.addEventListener("click", () => {
        window.focus();
        shown.close();
      });
    }
  }, [data, isOn, text]);
}
