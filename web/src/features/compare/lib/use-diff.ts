import { useEffect, useRef, useState } from "react";
import type { DiffLine } from "./diff-lines";
import type { DiffAnswer, DiffQuestion } from "./diff-worker";

type State = { readonly kind: "working" } | { readonly kind: "done"; readonly lines: readonly DiffLine[] } | { readonly kind: "tooLong" };

/** Compares two texts, or three, in a worker, so that the page goes on moving. */
export function useDiff(a: string | undefined, b: string | undefined, c: string | undefined, isThree: boolean, ignoresSpace: boolean): State {
  const [state, setState] = useState<State>({ kind: "working" });
  const worker = useRef<Worker>(undefined);
  const asked = useRef(0);
  useEffect(() => () => worker.current?.terminate(), []);
  useEffect(() => {
    if (a === undefined || b === undefined || (isThree && c === undefined)) return;
    // An earlier question is given up with its worker.
    worker.current?.terminate();
    const made = new Worker(new URL("./diff-worker.ts", import.meta.url), { type: "module" });
    worker.current = made;
    const id = ++asked.current;
    setState({ kind: "working" });
    made.addEventListener("message", ({ data }: MessageEvent<DiffAnswer>) => {
      if (data.id !== asked.current) return;
      setState(data.lines ? { kind: "done", lines: data.lines } : { kind: "tooLong" });
    });
    made.postMessage({ id, a, b, c: isThree ? c : undefined, ignoresSpace } satisfies DiffQuestion);
  }, [a, b, c, isThree, ignoresSpace]);
  return state;
}
