import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { attributesQuery } from "@/api/queries";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { FileSeriesPanel } from "./components/file-series-panel";
import classes from "./images-tab.module.css";
import { fileAddress } from "./api/run";
import { findIndex, type ImagesAddress, putIndex } from "./lib/address";

const route = getRouteApi("/app/$workspace/$project/runs/$runId/images");

/** All series of files, and single images. */
export function ImagesTab() {
  const { t } = useTranslation("run");
  const { run } = route.useRouteContext();
  const { view, at } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch } = useQuery(attributesQuery(run.id));
  const series = useMemo(() => data?.filter((attribute) => attribute.type === "fileSeries"), [data]);
  const single = useMemo(
    () => data?.filter((attribute) => attribute.type === "file").filter(({ value }) => value.mediaType.startsWith("image/")),
    [data],
  );
  const change = (part: ImagesAddress) => void navigate({ search: (earlier) => ({ ...earlier, ...part }), replace: true });
  if (error && !data) return <PanelError error={error} onRetry={() => void refetch()} />;
  if (!series || !single) return <PanelLoading />;
  if (series.length + single.length === 0) return <PanelEmpty title={t("images.empty")}>{t("images.emptyHint")}</PanelEmpty>;
  return (
    <div className={classes.tab}>
      {series.length > 0 && (
        <div className={classes.bar}>
          <SegmentedControl
            aria-label={t("images.view")}
            value={view ?? "slider"}
            data={[
              { value: "slider", label: t("images.slider") },
              { value: "gallery", label: t("images.gallery") },
            ]}
            onChange={(next) => change({ view: next === "gallery" ? "gallery" : undefined })}
          />
        </div>
      )}
      <div className={classes.panels} data-view={view}>
        {series.map(({ path, count }) => (
          <FileSeriesPanel
            key={path}
            runId={run.id}
            path={path}
            total={count}
            view={view ?? "slider"}
            index={findIndex(at, path)}
            onIndex={(index) => change({ at: putIndex(at, path, index) })}
          />
        ))}
        {single.map(({ path }) => (
          <figure key={path} id={path} className={classes.single}>
            <figcaption>
              <bdi>{path}</bdi>
            </figcaption>
            <a href={fileAddress(run.id, path)} target="_blank" rel="noopener">
              <img src={fileAddress(run.id, path)} alt={path} loading="lazy" />
            </a>
          </figure>
        ))}
      </div>
    </div>
  );
}
