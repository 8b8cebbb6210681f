import { ActionIcon, Modal, SegmentedControl, Tooltip } from "@mantine/core";
import { ChevronLeft, ChevronRight, ZoomOut } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { CopyButton } from "@/components/copy-button";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import type { ChartsAddress } from "../lib/address";
import type { ChartRun } from "../lib/chart-run";
import type { ChartSettings } from "../lib/settings";
import { useShared } from "../view/shared";
import classes from "./chart-dialog.module.css";
import { ChartNotes } from "./chart-notes";
import { ChartTable } from "./chart-table";
import { LineChart } from "./line-chart";
import { LineList } from "./line-list";
import { usePicture } from "./use-picture";
import { useZoom } from "./use-zoom";

interface Props {
  path: string;
  /** The charts to step through. */
  paths: readonly string[];
  runs: readonly ChartRun[];
  settings: ChartSettings;
  address: ChartsAddress;
  onAddress: (part: ChartsAddress) => void;
}

const buckets = 1200;

/** One chart over the whole page, finer, with the figures of its lines; or all of it as a table. */
export function ChartDialog({ path, paths, runs, settings, address, onAddress }: Props) {
  const { t } = useTranslation("charts");
  const { crosshair } = useShared();
  const [owner] = useState(() => Symbol("dialog"));
  const { ranges, onZoom, onReset } = useZoom(path, address, onAddress);
  const { query, picture } = usePicture(path, runs, ranges, settings, buckets);
  const place = paths.indexOf(path);
  const go = (by: number) => {
    const next = place < 0 ? undefined : paths[place + by];
    if (next !== undefined) onAddress({ chart: next });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "PageUp" || event.key === "PageDown") {
      event.preventDefault();
      go(event.key === "PageDown" ? 1 : -1);
    }
  };
  const isZoomed = ranges.x !== undefined || ranges.y !== undefined;
  return (
    <Modal
      opened
      onClose={() => onAddress({ chart: undefined, as: undefined })}
      size="calc(100vw - 32px)"
      yOffset={16}
      xOffset={16}
      padding="md"
      title={<bdi className={classes.title}>{path}</bdi>}
      closeButtonProps={{ "aria-label": t("full.close") }}
      onKeyDown={onKeyDown}
    >
      <div className={classes.tools}>
        <SegmentedControl
          aria-label={t("full.as")}
          value={address.as ?? "chart"}
          data={[
            { value: "chart", label: t("full.chart") },
            { value: "table", label: t("full.table") },
          ]}
          onChange={(as) => onAddress({ as: as === "table" ? "table" : undefined })}
        />
        {picture && (
          <ChartNotes
            picture={picture}
            onJump={(x) => crosshair.set(x, owner)}
            onIncludeOutliers={() => onAddress({ outliers: undefined })}
          />
        )}
        <span className={classes.space} />
        {isZoomed && (
          <Tooltip label={t("resetZoom")}>
            <ActionIcon aria-label={t("resetZoom")} onClick={onReset}>
              <ZoomOut size={16} />
            </ActionIcon>
          </Tooltip>
        )}
        <CopyButton text={window.location.href} label={t("full.copyLink")} />
        <Tooltip label={t("full.previous")}>
          <ActionIcon aria-label={t("full.previous")} disabled={place <= 0} onClick={() => go(-1)}>
            <ChevronLeft size={16} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t("full.next")}>
          <ActionIcon aria-label={t("full.next")} disabled={place < 0 || place === paths.length - 1} onClick={() => go(1)}>
            <ChevronRight size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
      {query.isPending ? (
        <PanelLoading />
      ) : query.isError && !picture ? (
        <PanelError error={query.error} onRetry={() => void query.refetch()} />
      ) : !picture ? (
        <PanelEmpty title={t(isZoomed ? "emptyRange" : "emptySeries")} />
      ) : address.as === "table" ? (
        <ChartTable lines={picture.model.lines} xAxis={settings.xAxis} language={picture.model.language} />
      ) : (
        <div className={classes.body}>
          <div className={classes.plot}>
            <LineChart model={picture.model} label={t("label", { path, count: picture.model.lines.length })} onZoom={onZoom} onReset={onReset} />
          </div>
          <LineList lines={picture.model.lines} />
        </div>
      )}
      <p className={classes.help}>{t("full.help")}</p>
    </Modal>
  );
}
