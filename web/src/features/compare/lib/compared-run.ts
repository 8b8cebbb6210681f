import type { ChartRun } from "@/charts/lib/chart-run";
import type { Run } from "@/api/types";

/** A run of a comparison: how it looks, and how the address names it. */
export interface ComparedRun extends ChartRun {
  readonly text: string;
  readonly head: Run;
}
