import { useParams } from "@tanstack/react-router";

/** Which project and run the address names, whatever page it is of. */
export function usePlace(): { workspace?: string; project?: string; run?: string } {
  const params: Record<string, string | undefined> = useParams({ strict: false });
  return { workspace: params.workspace, project: params.project, run: params.runId };
}
