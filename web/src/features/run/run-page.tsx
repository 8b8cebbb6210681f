import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { runQuery } from "@/api/queries";
import { RunState } from "@/components/run-state";
import { useLive } from "@/lib/live";
import { usePageTitle } from "@/lib/use-page-title";

const route = getRouteApi("/app/$workspace/$project/runs/$runId/$tab");

export function RunPage() {
  const { project, run: loaded } = route.useRouteContext();
  const { data: run = loaded } = useQuery(runQuery(project.id, loaded.shortId));
  useLive({ projects: [project.id], runs: [run.id] });
  usePageTitle(run.name ?? run.shortId, project.name);
  return (
    <h1>
      {run.shortId} {run.name} <RunState state={run.state} failed={run.failed} />
    </h1>
  );
}
