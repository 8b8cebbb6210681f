import { createContext, type ReactNode, useContext, useState } from "react";
import type { TipOrder } from "../lib/readout";
import { Crosshair } from "./crosshair";
import { RunFocus } from "./run-focus";

interface Shared {
  crosshair: Crosshair;
  focus: RunFocus;
  /** How the rows of tooltips are ordered, as a person last chose. */
  tipOrder: { current: TipOrder };
}

const SharedContext = createContext<Shared | undefined>(undefined);

/** Charts below it share one crosshair and one run in focus. */
export function ChartsTogether({ children }: { children: ReactNode }) {
  const [shared] = useState<Shared>(() => ({ crosshair: new Crosshair(), focus: new RunFocus(), tipOrder: { current: "value" } }));
  return <SharedContext value={shared}>{children}</SharedContext>;
}

export function useShared(): Shared {
  const shared = useContext(SharedContext);
  if (!shared) throw new Error("ChartsTogether is missing.");
  return shared;
}
