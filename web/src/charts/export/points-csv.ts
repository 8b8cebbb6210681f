import { api } from "@/api/client";
import { ProblemError } from "@/api/problem";
import { seriesOf, wireOf } from "../api/buckets";
import type { LineSpec } from "../lib/chart-lines";

/** Every point of the lines as the server writes them: run, metric, step, time and value. */
export async function pointsCsv(lines: readonly LineSpec[]): Promise<Blob> {
  const { data, error, response } = await api.POST("/api/v1/series/csv", { body: { series: wireOf(seriesOf(lines)) }, parseAs: "blob" });
  if (!response.ok) throw new ProblemError(response.status, typeof error === "object" && error !== null ? error : {});
  return data as unknown as Blob;
}
