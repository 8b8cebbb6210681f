import { usePrefetchQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Project, RunRow } from "@/api/types";
import { savedSettingsQuery } from "@/charts/api/saved-settings";
import { ChartsBoard } from "@/charts/components/charts-board";
import type { ChartRun } from "@/charts/lib/chart-run";
import type { Grouping } from "@/charts/lib/groups";
import { ChartsTogether, useShared } from "@/charts/view/shared";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { runFocus } from "@/selection/focus";
import type { RunStyle } from "@/selection/styles";
import { seriesPathsQuery } from "../api/attributes";
import { chartsOf, type RunsAddress, writeCharts } from "../lib/address";
import classes from "./charts-pane.module.css";

interface Props {
  project: Project;
  /** With an open eye, in the table's order. */
  runs: readonly RunRow[];
  /** How many have an open eye; more than `runs` while some are on their way. */
  shown: number;
  isLoading: boolean;
  styleOf: (run: RunRow) => RunStyle;
  grouping: Grouping | undefined;
  address: RunsAddress;
  onAddress: (part: RunsAddress, replace?: boolean) => void;
}

/** The charts of the shown runs, beside the table. */
export function ChartsPane({ project, runs, shown, isLoading, styleOf, grouping, address, onAddress }: Props) {
  const { t } = useTranslation("runs");
  const key = JSON.stringify(runs.map((run) => ({ id: run.id, shortId: run.shortId, name: run.name, style: styleOf(run), fork: run.fork?.step })));
  // A text stands for the runs, so that a chart is not made anew for every answer that changes nothing.
  const chartRuns = useMemo<ChartRun[]>(() => {
    const known = JSON.parse(key) as (Omit<ChartRun, "name"> & { name: string | null })[];
    const counts = new Map<string | null, number>();
    for (const { name } of known) counts.set(name, (counts.get(name) ?? 0) + 1);
    // Runs with the same name are told apart by their ids.
    return known.map((run) => ({ ...run, name: run.name === null ? run.shortId : (counts.get(run.name) ?? 0) > 1 ? `${run.name} (${run.shortId})` : run.name }));
  }, [key]);
  const ids = useMemo(() => chartRuns.map(({ id }) => id), [chartRuns]);
  // Asked for while this is drawn: what waits for the commit waits for all rows of the table beside it. The settings wait for nothing.
  const queries = useQueryClient();
  const pathsQuery = seriesPathsQuery(project.id, ids);
  if (ids.length > 0 && queries.getQueryState(pathsQuery.queryKey) === undefined) void queries.prefetchQuery(pathsQuery);
  usePrefetchQuery(savedSettingsQuery(project.id));
  const paths = useQuery(pathsQuery);
  const charts = useMemo(() => chartsOf(address), [address]);
  return (
    <section className={classes.pane} aria-label={t("charts.label")}>
      {shown === 0 ? (
        <PanelEmpty title={t("charts.none")}>{t("charts.noneHint")}</PanelEmpty>
      ) : paths.error && !paths.data ? (
        <PanelError error={paths.error} onRetry={() => void paths.refetch()} />
      ) : isLoading || paths.data === undefined ? (
        <PanelLoading />
      ) : (
        <ChartsTogether>
          <FocusBridge />
          <ChartsBoard
            project={project}
            runs={chartRuns}
            paths={paths.data.paths}
            histograms={paths.data.histograms}
            address={charts}
            onAddress={(part, replace) => onAddress(writeCharts(part), replace)}
            grouping={grouping}
          />
          {paths.data.left > 0 && <p className={classes.left}>{t("charts.left", { count: paths.data.left })}</p>}
        </ChartsTogether>
      )}
    </section>
  );
}

/** A row that is pointed at makes its lines stand out, and a line its row. */
function FocusBridge() {
  const { crosshair, focus } = useShared();
  useEffect(() => {
    const fromTable = runFocus.subscribe(() => focus.set(runFocus.runId));
    let told: string | undefined;
    const fromCharts = crosshair.subscribe(() => {
      const pointed = crosshair.state === undefined ? undefined : focus.pointedRunId;
      if (pointed === told) return;
      told = pointed;
      runFocus.set(pointed);
    });
    return () => {
      fromTable();
      fromCharts();
    };
  }, [crosshair, focus]);
  return null;
}
