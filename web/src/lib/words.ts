import i18next, { type TFunction } from "i18next";
import { useSyncExternalStore } from "react";
import type en from "@/locales/en";

const listeners = new Set<() => void>();
const known = new Map<string, unknown>();
let isListening = false;

function subscribe(listener: () => void): () => void {
  if (!isListening) i18next.on("languageChanged", () => listeners.forEach((each) => each()));
  isListening = true;
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The language that is spoken; who asks is drawn anew when it changes. */
export const useLanguage = (): string => useSyncExternalStore(subscribe, () => i18next.language);

/**
 * The words of one part of the catalogue. For what stands in every cell of a long table: react-i18next's own hook makes a new function for each that asks, which
 * was a fifth of the work of a scrolled frame.
 */
export function useWords<Part extends keyof typeof en>(part: Part): TFunction<Part> {
  const language = useLanguage();
  const key = `${language} ${part}`;
  let words = known.get(key) as TFunction<Part> | undefined;
  if (words === undefined) known.set(key, (words = i18next.getFixedT(language, part) as TFunction<Part>));
  return words;
}

const sentences = new WeakMap<object, Map<string, readonly [string, string]>>();

/** A text with one name in it, looked up once: the catalogue takes a sixth of a millisecond for each, too much for every row that is scrolled past. */
export function sentence<Part extends keyof typeof en>(t: TFunction<Part>, key: Parameters<TFunction<Part>>[0] & string, placeholder: string, name: string): string {
  let ofLanguage = sentences.get(t);
  if (ofLanguage === undefined) sentences.set(t, (ofLanguage = new Map()));
  let parts = ofLanguage.get(key);
  if (parts === undefined) {
    const mark = "\u0000";
    const [before = "", after = ""] = (t as (key: string, values: Record<string, string>) => string)(key, { [placeholder]: mark }).split(mark);
    ofLanguage.set(key, (parts = [before, after]));
  }
  return parts[0] + name + parts[1];
}
