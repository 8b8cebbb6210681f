import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ConnectGuide } from "@/components/connect-guide";
import { PanelError, PanelLoading } from "@/components/panel-message";
import { RunState } from "@/components/run-state";
import { useLive } from "@/lib/live";
import { usePageTitle } from "@/lib/use-page-title";
import { runsQuery } from "./api/runs";
import { readSort } from "./lib/address";
import classes from "./runs-page.module.css";

const route = getRouteApi("/app/$workspace/$project/runs");

export function RunsPage() {
  const { t } = useTranslation("runs");
  const { project } = route.useRouteContext();
  const { q, sort, c } = route.useSearch();
  const runs = useQuery(runsQuery(project.id, { text: q, sort: readSort(sort), columns: c ?? [], offset: 0 }));
  useLive({ projects: [project.id] });
  usePageTitle(t("title"), project.name);

  if (runs.isPending) return <PanelLoading />;
  if (runs.isError) return <PanelError error={runs.error} onRetry={() => void runs.refetch()} />;
  if (runs.data.total === 0 && q === undefined) {
    return (
      <div className={classes.guide}>
        <h1 className={classes.title}>{t("empty.title")}</h1>
        <p className={classes.lead}>{t("empty.lead")}</p>
        <ConnectGuide project={`${project.workspace}/${project.name}`} />
      </div>
    );
  }
  return (
    <ul>
      {runs.data.runs.map((run) => (
        <li key={run.id}>
          {run.shortId} {run.name} <RunState state={run.state} failed={run.failed} />
        </li>
      ))}
    </ul>
  );
}
