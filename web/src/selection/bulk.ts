import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type BulkKind = Schemas["BulkKind"];
export type BulkJob = Schemas["BulkJob"];
export type RunSelection = Schemas["RunSelection"];

const askAgainMs = 300;

/** Waits for the end of a change, telling how far it is. */
async function follow(projectId: string, job: BulkJob, onProgress: (job: BulkJob) => void): Promise<BulkJob> {
  let latest = job;
  while (latest.state === "running") {
    onProgress(latest);
    await new Promise((done) => setTimeout(done, askAgainMs));
    latest = unwrap(
      await api.GET("/api/v1/projects/{projectId}/runs/bulk/{jobId}", { params: { path: { projectId, jobId: job.id } } }),
    );
  }
  return latest;
}

/** What some kinds of change need: tags, or the id of another project. */
export interface BulkMore {
  add?: string[];
  remove?: string[];
  target?: string;
}

/** Changes many runs; resolves at the end. */
export async function changeRuns(
  projectId: string,
  request: { kind: BulkKind; runs: RunSelection } & BulkMore,
  onProgress: (job: BulkJob) => void,
): Promise<BulkJob> {
  const body = { ...request, add: request.add ?? null, remove: request.remove ?? null, target: request.target ?? null };
  const job = unwrap(await api.POST("/api/v1/projects/{projectId}/runs/bulk", { params: { path: { projectId } }, body }));
  return follow(projectId, job, onProgress);
}

export async function undoChange(projectId: string, jobId: string, onProgress: (job: BulkJob) => void): Promise<BulkJob> {
  const job = unwrap(
    await api.POST("/api/v1/projects/{projectId}/runs/bulk/{jobId}/undo", { params: { path: { projectId, jobId } } }),
  );
  return follow(projectId, job, onProgress);
}
