import { ActionIcon, Tooltip } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { Maximize2, ZoomOut } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { formatNumber } from "@/lib/format";
import type { ChartsAddress } from "../lib/address";
import { bucketsFor } from "../lib/buckets-for";
import type { ChartRun } from "../lib/chart-run";
import type { ChartSettings } from "../lib/settings";
import { useShared } from "../view/shared";
import { ChartNotes } from "./chart-notes";
import classes from "./chart-panel.module.css";
import { LineChart } from "./line-chart";
import { usePicture } from "./use-picture";
import { useZoom } from "./use-zoom";

interface Props {
  path: string;
  /** What stands above the chart; the last part of the path if not given. */
  name?: string;
  runs: readonly ChartRun[];
  settings: ChartSettings;
  address: ChartsAddress;
  onAddress: (part: ChartsAddress) => void;
  /** Without the button for the full size. */
  isPlain?: boolean;
}

/** One metric of some runs: its name, its last value, the chart, and what the chart cannot show. */
export function ChartPanel({ path, name = path.slice(path.lastIndexOf("/") + 1), runs, settings, address, onAddress, isPlain = false }: Props) {
  const { t } = useTranslation("charts");
  const { crosshair } = useShared();
  const [owner] = useState(() => Symbol("panel"));
  const { ref, width } = useElementSize();
  const { ranges, onZoom, onReset } = useZoom(path, address, onAddress);
  const { query, picture } = usePicture(path, runs, ranges, settings, bucketsFor(width || 400));
  const isZoomed = ranges.x !== undefined || ranges.y !== undefined;
  const only = picture?.model.lines.length === 1 && !isZoomed ? picture.model.lines[0] : undefined;
  const last = only?.columns.last.at(-1);
  return (
    <section className={classes.panel} aria-label={path}>
      <header className={classes.head}>
        <h3 className={classes.name} title={path}>
          <bdi>{name}</bdi>
        </h3>
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
            <ActionIcon size="sm" aria-label={t("resetZoom")} onClick={onReset}>
              <ZoomOut size={14} />
            </ActionIcon>
          </Tooltip>
        )}
        {!isPlain && (
          <Tooltip label={t("full.open")}>
            <ActionIcon className={classes.open} size="sm" aria-label={t("full.openNamed", { path })} onClick={() => onAddress({ chart: path })}>
              <Maximize2 size={14} />
            </ActionIcon>
          </Tooltip>
        )}
        {last !== undefined && (
          <span className={classes.last} title={t("lastValue")}>
            {formatNumber(last)}
          </span>
        )}
      </header>
      <div ref={ref} className={classes.plot} data-loading={query.isPlaceholderData || undefined}>
        {picture ? (
          <LineChart model={picture.model} label={t("label", { path, count: picture.model.lines.length })} onZoom={onZoom} onReset={onReset} />
        ) : query.isPending ? (
          <PanelLoading />
        ) : query.isError ? (
          <PanelError error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <PanelEmpty title={t(isZoomed ? "emptyRange" : "emptySeries")} />
        )}
      </div>
    </section>
  );
}
