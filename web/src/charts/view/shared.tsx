import { createContext, type ReactNode, useContext, useState } from "react";
import { Crosshair } from "./crosshair";
import { RunFocus } from "./run-focus";

interface Shared {
  crosshair: Crosshair;
  focus: RunFocus;
}

const SharedContext = createContext<Shared | undefined>(undefined);

/** Charts below it share one crosshair and one run in focus. */
export function ChartsTogether({ children }: { children: ReactNode }) {
  const [shared] = useState<Shared>(() => ({ crosshair: new Crosshair(), focus: new RunFocus() }));
  return <SharedContext value={shared}>{children}</SharedContext>;
}

export function useShared(): Shared {
  const shared = useContext(SharedContext);
  if (!shared) throw new Error("ChartsTogether is missing.");
  return shared;
}
