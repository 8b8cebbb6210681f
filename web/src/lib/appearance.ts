import { useSyncExternalStore } from "react";
import { useTheme } from "./theme";

/** Colours of runs: the default, two kinds for the usual forms of colour blindness, and one of high contrast. */
export const palettes = ["default", "redGreen", "blueYellow", "contrast"] as const;
export type PaletteName = (typeof palettes)[number];
export const textSizes = ["normal", "large", "larger"] as const;
export type TextSize = (typeof textSizes)[number];

const keys = { palette: "nereid.palette", text: "nereid.text" } as const;
const listeners = new Set<() => void>();
const oneOf = <T extends string>(all: readonly [T, ...T[]], text: string | null | undefined): T => all.find((one) => one === text) ?? all[0];

let palette: PaletteName = oneOf(palettes, localStorage.getItem(keys.palette));
let text: TextSize = oneOf(textSizes, localStorage.getItem(keys.text));

/** The style sheet reads both from the page's root; see tokens.css. */
function apply(): void {
  const { dataset } = document.documentElement;
  if (palette === "default") delete dataset.palette;
  else dataset.palette = palette;
  if (text === "normal") delete dataset.text;
  else dataset.text = text;
  for (const listener of listeners) listener();
}

const keep = (key: string, value: string, plain: string) => (value === plain ? localStorage.removeItem(key) : localStorage.setItem(key, value));

/** Called once, at start. */
export const startAppearance = apply;

export function setPalette(next: string): void {
  palette = oneOf(palettes, next);
  keep(keys.palette, palette, "default");
  apply();
}

export function setTextSize(next: string): void {
  text = oneOf(textSizes, next);
  keep(keys.text, text, "normal");
  apply();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const usePaletteName = () => useSyncExternalStore(subscribe, () => palette);
export const useTextSize = () => useSyncExternalStore(subscribe, () => text);

/** Another text whenever a canvas has to be drawn again with other colours or letters. */
export function useAppearance(): string {
  const theme = useTheme();
  const name = usePaletteName();
  const size = useTextSize();
  return `${theme} ${name} ${size}`;
}
