import { useSyncExternalStore } from "react";

export interface Toast {
  readonly id: number;
  readonly message: string;
  readonly tone: "plain" | "bad";
  /** Share of the work that is done, 0 to 1; undefined for a toast that reports an end. */
  readonly progress?: number;
  /** Takes back what the message says. Offered for ten seconds, also by Ctrl Z. */
  readonly undo?: () => void;
}

const staysMs = 10_000;
const keptToasts = 3;

/** A message that was shown, for those who looked away. */
export interface Notice {
  readonly id: number;
  readonly message: string;
  readonly tone: Toast["tone"];
  readonly time: number;
}

const keptNotices = 50;
let notices: readonly Notice[] = [];
let seenUntil = 0;
let toasts: readonly Toast[] = [];
let nextId = 1;
const timers = new Map<number, ReturnType<typeof setTimeout>>();
const listeners = new Set<() => void>();

function publish(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

export function dismissToast(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
  publish(toasts.filter((toast) => toast.id !== id));
}

/** Shows a short message at the foot of the page. One with progress stays until it is replaced. */
export function showToast(message: string, rest: Partial<Omit<Toast, "id" | "message">> = {}, id = nextId++): number {
  const toast: Toast = { id, message, tone: "plain", ...rest };
  clearTimeout(timers.get(id));
  if (toast.progress === undefined) {
    timers.set(id, setTimeout(() => dismissToast(id), staysMs));
    notices = [{ id, message, tone: toast.tone, time: Date.now() }, ...notices].slice(0, keptNotices);
  }
  publish([...toasts.filter((other) => other.id !== id), toast].slice(-keptToasts));
  return id;
}

/** Takes back the newest change that can be; false when there is none. */
export function undoLatest(): boolean {
  const latest = toasts.findLast(({ undo }) => undo !== undefined);
  if (latest?.undo === undefined) return false;
  dismissToast(latest.id);
  latest.undo();
  return true;
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useToasts = () => useSyncExternalStore(subscribe, () => toasts);

/** What was told in this tab, newest first. */
export const useNotices = () => useSyncExternalStore(subscribe, () => notices);

/** How many of them nobody has looked at in the list. */
export const useUnseenCount = () => useSyncExternalStore(subscribe, () => notices.filter(({ id }) => id > seenUntil).length);

export function markNoticesSeen(): void {
  seenUntil = Math.max(0, ...notices.map(({ id }) => id));
  publish(toasts);
}
