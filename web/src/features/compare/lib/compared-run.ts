import type { RunRow } from "@/api/types";
import type { ChartRun } from "@/charts/lib/chart-run";

/** Where a run is, and what stands in its row. */
export interface RunHead extends Omit<RunRow, "cells"> {
  readonly projectId: string;
  readonly workspace: string;
  readonly project: string;
}

/** A run of a comparison: how it looks, and how the address names it. */
export interface ComparedRun extends ChartRun {
  readonly text: string;
  readonly head: RunHead;
}
