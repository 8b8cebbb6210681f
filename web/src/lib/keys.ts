/** Single keys that a person may change, and what they are at first. */
export const defaultKeys = {
  keys: "?",
  search: "/",
  focusMode: "\\",
  check: "x",
  eye: "e",
  compare: "c",
  tags: "t",
  pin: "p",
  shuffle: "r",
  smooth: "s",
  scale: "l",
  fullScreen: "f",
} as const;
export type KeyAction = keyof typeof defaultKeys;
export type KeyMap = Readonly<Record<KeyAction, string>>;

const keyActions = Object.keys(defaultKeys) as readonly KeyAction[];
/** Keys with a meaning of their own, which no action may take. */
const taken = new Set(["j", "k", ...Array.from({ length: 9 }, (_, i) => String(i + 1))]);

/** One printed character, the letters small; undefined for any other key. */
export function readKey(key: string): string | undefined {
  const small = key.toLowerCase();
  return [...small].length === 1 && small !== " " && !taken.has(small) ? small : undefined;
}

/** What was kept; what means nothing any more is left out. */
export function readKeys(text: string | undefined): KeyMap {
  const map: Record<KeyAction, string> = { ...defaultKeys };
  for (const entry of (text ?? "").split(" ")) {
    const at = entry.indexOf("=");
    const action = keyActions.find((one) => one === entry.slice(0, at));
    const key = readKey(entry.slice(at + 1));
    if (action !== undefined && key !== undefined) map[action] = key;
  }
  return map;
}

/** Undefined when every key is as it was at first. */
export function writeKeys(map: KeyMap): string | undefined {
  const changed = keyActions.filter((action) => map[action] !== defaultKeys[action]);
  return changed.length > 0 ? changed.map((action) => `${action}=${map[action]}`).join(" ") : undefined;
}

/** The action gets the key; the one that had it gets the action's. */
export function withKey(map: KeyMap, action: KeyAction, key: string): KeyMap {
  const other = keyActions.find((one) => map[one] === key);
  return { ...map, ...(other && { [other]: map[action] }), [action]: key };
}

export const actionOf = (map: KeyMap, key: string): KeyAction | undefined => keyActions.find((action) => map[action] === key.toLowerCase());
