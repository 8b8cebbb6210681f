import { useMemo } from "react";
import { type KeyMap, readKeys, writeKeys } from "./keys";
import { usePreference } from "./preferences";

/** The person's keys, and how to change them. */
export function useKeys(): readonly [KeyMap, (map: KeyMap) => void] {
  const [text, setText] = usePreference("keys");
  const map = useMemo(() => readKeys(text), [text]);
  return [map, (next) => setText(writeKeys(next))];
}
