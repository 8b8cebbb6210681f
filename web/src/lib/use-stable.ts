import { useLayoutEffect, useRef, useState } from "react";

/** An object of functions that stays the same and always does what the last rendering said. */
export function useStable<T extends object>(latest: T): T {
  const ref = useRef(latest);
  useLayoutEffect(() => {
    ref.current = latest;
  });
  const [stable] = useState(() => {
    const read = (key: string | symbol) => Reflect.get(ref.current, key) as unknown;
    const call = (key: string) => (...args: unknown[]) => (read(key) as (...given: unknown[]) => unknown)(...args);
    return Object.fromEntries(Object.keys(latest).map((key) => [key, call(key)])) as T;
  });
  return stable;
}
