import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { attributesQuery, runQuery } from "@/api/queries";
import { useLive } from "@/lib/live";
import { usePageTitle } from "@/lib/use-page-title";
import { RunHeader } from "./components/run-header";
import classes from "./run-page.module.css";

const route = getRouteApi("/app/$workspace/$project/runs/$runId");
const tabs = ["charts", "attributes", "parameters", "logs", "images"] as const;
const series: Partial<Record<(typeof tabs)[number], readonly string[]>> = { charts: ["floatSeries", "histogramSeries"], logs: ["stringSeries"] };

/** The frame of one run: who and what it is, and the tabs. Each tab is a page of its own below it. */
export function RunPage() {
  const { t } = useTranslation("run");
  const { project, run: loaded } = route.useRouteContext();
  const params = route.useParams();
  const { data: run = loaded } = useQuery(runQuery(project.id, loaded.shortId));
  const { data: attributes } = useQuery(attributesQuery(run.id));
  useLive({ projects: [project.id], runs: [run.id] });
  usePageTitle(run.name ?? run.shortId, project.name);
  const countOf = (tab: (typeof tabs)[number]) => {
    const types = series[tab];
    return types === undefined ? undefined : attributes?.filter(({ type }) => types.includes(type)).length;
  };
  return (
    <div className={classes.page}>
      <RunHeader run={run} role={project.role} attributes={attributes} />
      <nav className={classes.tabs} aria-label={t("tabs.label")}>
        {tabs.map((tab) => (
          <Link
            key={tab}
            to={`/$workspace/$project/runs/$runId/${tab}`}
            params={params}
            className={classes.tab}
            activeOptions={{ includeSearch: false }}
          >
            {t(`tabs.${tab}`)}
            {countOf(tab) !== undefined && <span className={classes.count}>{countOf(tab)}</span>}
          </Link>
        ))}
      </nav>
      <div className={classes.body}>
        <Outlet />
      </div>
    </div>
  );
}
