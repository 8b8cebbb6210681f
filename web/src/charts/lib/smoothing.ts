import type { SmoothingKind } from "./address";

/** How the server is asked to smooth. */
export interface WireSmoothing {
  readonly kind: "exponential" | "causalAverage" | "centredAverage" | "gaussian";
  readonly strength: number;
}

const kinds = { exponential: "exponential", causal: "causalAverage", centred: "centredAverage", gaussian: "gaussian" } as const;

/**
 * What a strength between 0 and 1 means for each kind: the weight of an exponential average; the points of a window, from 2 to 1,000, ten
 * times as many for each third; the deviation of a Gaussian, a quarter of that window. Undefined for none.
 */
export function smoothingFor(kind: SmoothingKind, strength: number): WireSmoothing | undefined {
  if (!(strength > 0)) return undefined;
  if (kind === "exponential") return { kind: kinds[kind], strength: Math.min(strength, 0.999) };
  const window = Math.max(2, Math.round(10 ** (3 * Math.min(strength, 1))));
  return { kind: kinds[kind], strength: kind === "gaussian" ? window / 4 : window };
}
