import { useCallback, useLayoutEffect, useRef } from "react";

/** A function that stays the same for its receivers and always does what its last rendering said. Not to be called while rendering. */
export function useEvent<Args extends unknown[], Result>(handler: (...args: Args) => Result): (...args: Args) => Result {
  const latest = useRef(handler);
  useLayoutEffect(() => {
    latest.current = handler;
  });
  return useCallback((...args: Args) => latest.current(...args), []);
}
