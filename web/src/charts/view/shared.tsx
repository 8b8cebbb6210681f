import { createContext, type ReactNode, useContext, useMemo, useRef, useState } from "react";
import type { TipOrder } from "../lib/readout";
import { Crosshair } from "./crosshair";
import { RunFocus } from "./run-focus";

interface Shared {
  crosshair: Crosshair;
  focus: RunFocus;
  /** How the rows of tooltips are ordered, as a person last chose. */
  tipOrder: { current: TipOrder };
  /** The run that values are compared with; undefined for none. */
  base: { current: string | undefined };
  /** What stands beside the runs in lists of lines: attributes by name, and their texts by run. */
  facts: Facts;
}

export interface Facts {
  readonly names: readonly string[];
  readonly byRun: ReadonlyMap<string, readonly string[]>;
}

export const noFacts: Facts = { names: [], byRun: new Map() };

const SharedContext = createContext<Shared | undefined>(undefined);

/** Charts below it share one crosshair and one run in focus. */
export function ChartsTogether({ baseRun, facts = noFacts, children }: { baseRun?: string; facts?: Facts; children: ReactNode }) {
  const [lasting] = useState(() => ({ crosshair: new Crosshair(), focus: new RunFocus(), tipOrder: { current: "value" as TipOrder }, base: { current: baseRun } }));
  const known = useRef(baseRun);
  if (known.current !== baseRun) known.current = lasting.base.current = baseRun;
  const shared = useMemo<Shared>(() => ({ ...lasting, facts }), [lasting, facts]);
  return <SharedContext value={shared}>{children}</SharedContext>;
}

export function useShared(): Shared {
  const shared = useContext(SharedContext);
  if (!shared) throw new Error("ChartsTogether is missing.");
  return shared;
}
