import { SegmentedControl } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { attributesQuery, runQuery } from "@/api/queries";
import { seriesLimit } from "@/charts/api/buckets";
import { ChartsBoard } from "@/charts/components/charts-board";
import type { ChartRun } from "@/charts/lib/chart-run";
import { stylesOfRuns } from "@/charts/lib/line-style";
import { ChartsTogether } from "@/charts/view/shared";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { describeError } from "@/lib/errors";
import { useLive } from "@/lib/live";
import { usePageTitle } from "@/lib/use-page-title";
import classes from "./compare-page.module.css";
import { CompareTable } from "./components/compare-table";
import { RunChips } from "./components/run-chips";
import type { CompareAddress } from "./lib/address";

const route = getRouteApi("/app/$workspace/$project/compare");
const noIds: readonly string[] = [];

/** Two or more runs: their charts over each other, and their values side by side. */
export function ComparePage() {
  const { t } = useTranslation("compare");
  const { project } = route.useRouteContext();
  const address = route.useSearch();
  const { runs: shortIds = noIds, hide = noIds, view } = address;
  const navigate = route.useNavigate();
  const heads = useQueries({ queries: shortIds.map((shortId) => runQuery(project.id, shortId)) });
  const runs = heads.flatMap(({ data }) => (data ? [data] : []));
  const attributes = useQueries({ queries: runs.map(({ id }) => attributesQuery(id)) });
  useLive({ projects: runs.length > 0 ? [project.id] : [], runs: runs.map(({ id }) => id) });
  usePageTitle(t("title"), project.name);

  const change = useCallback(
    (part: CompareAddress, replace = false) => void navigate({ search: (earlier) => ({ ...earlier, ...part }), replace }),
    [navigate],
  );
  // Texts stand for the lists, so that a chart is not made anew for every answer that changes nothing.
  const runsKey = JSON.stringify(runs.map(({ id, shortId, name }) => [id, shortId, name]));
  const hideKey = hide.join(",");
  const all = useMemo<ChartRun[]>(() => {
    const known = (JSON.parse(runsKey) as [string, string, string | null][]).map(([id, shortId, name]) => ({ id, shortId, name }));
    const styles = stylesOfRuns(known);
    const names = known.map(({ name, shortId }) => name ?? shortId);
    return known.map(({ id, shortId, name }) => ({
      id,
      shortId,
      // Runs with the same name are told apart by their ids.
      name: name === null ? shortId : names.filter((other) => other === name).length > 1 ? `${name} (${shortId})` : name,
      style: styles.get(id) ?? { color: 0, dash: 0 },
    }));
  }, [runsKey]);
  const shown = useMemo(() => {
    const hidden = new Set(hideKey.split(","));
    return all.filter(({ shortId }) => !hidden.has(shortId));
  }, [all, hideKey]);
  const pathsKey = JSON.stringify([
    ...new Set(
      attributes.flatMap(({ data }, i) =>
        hide.includes(runs[i]?.shortId ?? "") ? [] : (data ?? []).filter(({ type }) => type === "floatSeries").map(({ path }) => path),
      ),
    ),
  ]);
  const paths = useMemo(() => JSON.parse(pathsKey) as string[], [pathsKey]);

  if (shortIds.length === 0) {
    return (
      <PanelEmpty title={t("none.title")}>
        <Link to="/$workspace/$project/runs" params={{ workspace: project.workspace, project: project.name }} className={classes.link}>
          {t("none.action")}
        </Link>
      </PanelEmpty>
    );
  }
  const failed = heads.flatMap(({ error }, i) => (error ? [{ shortId: shortIds[i] ?? "", error }] : []));
  const isLoading = heads.some(({ isPending }) => isPending) || attributes.some(({ isPending }) => isPending);
  const broken = attributes.find(({ error, data }) => error && !data);
  return (
    <ChartsTogether>
      <div className={classes.page}>
        <header className={classes.head}>
          <h1 className={classes.title}>{t("heading", { count: shortIds.length })}</h1>
          <SegmentedControl
            aria-label={t("view.label")}
            value={view ?? "charts"}
            data={[
              { value: "charts", label: t("view.charts") },
              { value: "table", label: t("view.table") },
            ]}
            onChange={(next) => change({ view: next === "table" ? "table" : undefined })}
          />
        </header>
        <RunChips
          project={project}
          runs={all}
          heads={runs}
          hidden={hide}
          onHidden={(next) => change({ hide: next.length > 0 ? next : undefined }, true)}
          onRemove={(shortId) =>
            change({ runs: shortIds.filter((one) => one !== shortId), hide: hide.filter((one) => one !== shortId) })
          }
        />
        {failed.map(({ shortId, error }) => (
          <p key={shortId} className={classes.problem} role="alert">
            {shortId}: {describeError(error)}
          </p>
        ))}
        {shown.length > seriesLimit && (
          <p className={classes.problem} role="status">
            {t("tooMany", { count: shown.length, limit: seriesLimit })}
          </p>
        )}
        {isLoading && runs.length === 0 && failed.length === 0 ? (
          <PanelLoading />
        ) : broken ? (
          <PanelError error={broken.error} onRetry={() => void broken.refetch()} />
        ) : view === "table" ? (
          <CompareTable runs={all} attributes={attributes.map(({ data }) => data ?? [])} address={address} onAddress={change} />
        ) : isLoading && paths.length === 0 ? (
          <PanelLoading />
        ) : shown.length === 0 ? (
          <PanelEmpty title={t("allHidden")} />
        ) : (
          <ChartsBoard runs={shown} paths={paths} address={address} onAddress={change} />
        )}
      </div>
    </ChartsTogether>
  );
}
