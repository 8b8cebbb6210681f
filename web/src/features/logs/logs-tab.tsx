import { Button, Select, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { attributesQuery } from "@/api/queries";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { SearchField } from "@/components/search-field";
import { LogView } from "./components/log-view";
import { type LogsAddress, sortSeries } from "./lib/address";
import classes from "./logs-tab.module.css";

const route = getRouteApi("/app/$workspace/$project/runs/$runId/logs");

/** Console output and other series of text. */
export function LogsTab() {
  const { t } = useTranslation("logs");
  const { run } = route.useRouteContext();
  const { series, line, q, wrap, times } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch } = useQuery(attributesQuery(run.id));
  const paths = useMemo(
    () => (data ? sortSeries(data.filter(({ type }) => type === "stringSeries").map(({ path }) => path)) : undefined),
    [data],
  );
  const change = (part: LogsAddress) => void navigate({ search: (earlier) => ({ ...earlier, ...part }), replace: true });
  if (error && !data) return <PanelError error={error} onRetry={() => void refetch()} />;
  if (!paths) return <PanelLoading />;
  const path = series ?? paths[0];
  if (path === undefined) return <PanelEmpty title={t("empty")}>{t("emptyHint")}</PanelEmpty>;
  return (
    <div className={classes.tab}>
      <div className={classes.bar}>
        {paths.length <= 1 ? (
          <bdi className={classes.path} title={path}>
            {path}
          </bdi>
        ) : (
          <Select
            className={classes.choice}
            aria-label={t("series")}
            value={path}
            data={paths}
            searchable={paths.length > 8}
            allowDeselect={false}
            onChange={(next) => change({ series: next ?? undefined, line: undefined })}
          />
        )}
        <SearchField className={classes.search} text={q} label={t("search")} hint={t("searchHint")} onText={(q) => change({ q })} />
        <span className={classes.space} />
        <Switch
          label={t("times")}
          checked={times !== "off"}
          onChange={(event) => change({ times: event.currentTarget.checked ? undefined : "off" })}
        />
        <Switch
          label={t("wrap")}
          checked={wrap === "on"}
          onChange={(event) => change({ wrap: event.currentTarget.checked ? "on" : undefined })}
        />
      </div>
      {paths.includes(path) ? (
        <LogView
          key={path}
          runId={run.id}
          path={path}
          line={line === undefined ? undefined : Number(line)}
          text={q}
          isWrapped={wrap === "on"}
          hasTimes={times !== "off"}
          onLine={(next) => change({ line: next === undefined ? undefined : String(next) })}
        />
      ) : (
        <PanelEmpty title={t("gone", { path })}>
          <Button variant="default" onClick={() => change({ series: undefined, line: undefined })}>
            {t("showFirst")}
          </Button>
        </PanelEmpty>
      )}
    </div>
  );
}
