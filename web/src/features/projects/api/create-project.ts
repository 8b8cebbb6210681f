import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { projectsQuery } from "@/api/queries";
import type { NewProject } from "@/api/types";

export function useCreateProject() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (project: NewProject) => unwrap(await api.POST("/api/v1/projects", { body: project })),
    onSuccess: () => queries.invalidateQueries({ queryKey: projectsQuery.queryKey }),
  });
}
