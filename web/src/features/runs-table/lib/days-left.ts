const dayMs = 86_400_000;

/** Days, begun ones included, before a run leaves the trash for good; 0 when its time is over and it only waits to be swept up. */
export function daysLeft(trashed: string, keptSeconds: number, nowMs: number): number {
  return Math.max(0, Math.ceil((Date.parse(trashed) + keptSeconds * 1000 - nowMs) / dayMs));
}
