import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import type { RunSelection } from "@/selection/bulk";

type Schemas = components["schemas"];
export type SavedView = Schemas["SavedView"];
export type ViewVersion = Schemas["ViewVersion"];

const viewsStayMs = 15_000;

export const viewsQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "views"],
    queryFn: async ({ signal }) => unwrap(await api.GET("/api/v1/projects/{projectId}/views", { params: { path: { projectId } }, signal })),
    staleTime: viewsStayMs,
    refetchOnWindowFocus: true,
  });

export const versionsQuery = (projectId: string, viewId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "views", viewId, "versions"],
    queryFn: async ({ signal }) =>
      unwrap(await api.GET("/api/v1/projects/{projectId}/views/{viewId}/versions", { params: { path: { projectId, viewId } }, signal })).versions,
  });

interface NewView {
  name: string;
  state: string;
  isPrivate: boolean;
  version?: number;
}

export const createView = async (projectId: string, view: NewView): Promise<SavedView> =>
  unwrap(await api.POST("/api/v1/projects/{projectId}/views", { params: { path: { projectId } }, body: { ...view, version: null } }));

export const updateView = async (projectId: string, viewId: string, view: NewView): Promise<SavedView> =>
  unwrap(
    await api.PUT("/api/v1/projects/{projectId}/views/{viewId}", {
      params: { path: { projectId, viewId } },
      body: { ...view, version: view.version ?? null },
    }),
  );

export const deleteView = async (projectId: string, viewId: string): Promise<void> =>
  unwrap(await api.DELETE("/api/v1/projects/{projectId}/views/{viewId}", { params: { path: { projectId, viewId } } }));

export const restoreView = async (projectId: string, viewId: string): Promise<void> =>
  unwrap(await api.POST("/api/v1/projects/{projectId}/views/{viewId}/restore", { params: { path: { projectId, viewId } } }));

export const setDefaultView = async (projectId: string, view: string | null): Promise<void> =>
  unwrap(await api.PUT("/api/v1/projects/{projectId}/views/default", { params: { path: { projectId } }, body: { view } }));

export type ExportFormat = Schemas["ExportFormat"];
type ExportRequest = Schemas["ExportRequest"];

/** Saves the table as a file in the browser. */
export async function exportRuns(projectId: string, request: Omit<ExportRequest, "runs"> & { runs: RunSelection }, fileName: string): Promise<void> {
  const answer = await api.POST("/api/v1/projects/{projectId}/runs/export", {
    params: { path: { projectId } },
    body: request,
    parseAs: "blob",
  });
  const blob = unwrap<Blob>(answer as { data?: Blob; error?: unknown; response: Response });
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(address);
}
