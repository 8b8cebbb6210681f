import { useSyncExternalStore } from "react";

/** What the person chose; "system" follows the system's setting live. */
export type ThemeChoice = "light" | "dark" | "system";
export type Theme = "light" | "dark";

// Also read by public/theme.js before the first paint.
const storageKey = "nereid.theme";
const attribute = "data-mantine-color-scheme";
const listeners = new Set<() => void>();
let choice: ThemeChoice = readChoice();
// What the page's style shows. The system's setting may be ahead of it by an event.
let shown: Theme = resolve();

/** An address may ask for a theme (?theme=dark); the person's own choice comes after it. */
function readChoice(): ThemeChoice {
  const asked = new URLSearchParams(window.location.search).get("theme");
  if (asked === "light" || asked === "dark") return asked;
  const stored = localStorage.getItem(storageKey);
  return stored === "light" || stored === "dark" ? stored : "system";
}

function systemPrefersDark(): MediaQueryList {
  return window.matchMedia("(prefers-color-scheme: dark)");
}

function onPaper(): MediaQueryList {
  return window.matchMedia("print");
}

/** Paper is white, whatever the screen is. */
function resolve(): Theme {
  if (onPaper().matches) return "light";
  if (choice !== "system") return choice;
  return systemPrefersDark().matches ? "dark" : "light";
}

// The attribute is set before anyone is told, so that a listener may read the new colours from the page's style.
function apply(): void {
  shown = resolve();
  document.documentElement.setAttribute(attribute, shown);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Begins to follow the system's setting. Called once, at start. */
export function startTheme(): void {
  systemPrefersDark().addEventListener("change", apply);
  onPaper().addEventListener("change", apply);
  apply();
}

export function setThemeChoice(next: ThemeChoice): void {
  choice = next;
  if (next === "system") localStorage.removeItem(storageKey);
  else localStorage.setItem(storageKey, next);
  apply();
}

export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribe, () => choice);
}

/** The theme on screen. A chart that has drawn with colours read from the tokens draws again when this changes. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, () => shown);
}
