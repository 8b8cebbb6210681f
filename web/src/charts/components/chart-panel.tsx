import { ActionIcon, Popover, Tooltip } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { List, Maximize2, Star, ZoomOut } from "lucide-react";
import { type HTMLAttributes, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { LinkButton } from "@/components/link-button";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { formatCount, formatNumber } from "@/lib/format";
import type { ChartsAddress } from "../lib/address";
import { bucketsFor } from "../lib/buckets-for";
import type { ChartRun } from "../lib/chart-run";
import { chartOfMetric, type ChartSpec } from "../lib/chart-spec";
import type { Grouping } from "../lib/groups";
import { nameOfMetric } from "../lib/metric";
import type { ChartSettings } from "../lib/settings";
import { useShared } from "../view/shared";
import { ChartDownload } from "./chart-download";
import { ChartNotes } from "./chart-notes";
import classes from "./chart-panel.module.css";
import { ChartSettingsButton } from "./chart-settings";
import { withUnit } from "./chart-tooltip";
import { Legend } from "./legend";
import { LineChart } from "./line-chart";
import { useChart } from "./use-chart";
import { usePicture } from "./use-picture";
import { useZoom } from "./use-zoom";

interface Props {
  chart: ChartSpec;
  /** What stands above the chart; the last part of its name if not given. */
  name?: string;
  runs: readonly ChartRun[];
  settings: ChartSettings;
  /** The runs are shown in groups. */
  grouping?: Grouping;
  address: ChartsAddress;
  onAddress: (part: ChartsAddress, replace?: boolean) => void;
  /** Undefined where charts cannot have stars. */
  star?: {
    readonly isStarred: boolean;
    /** All members see the star. */
    readonly isShared: boolean;
    readonly mayShare: boolean;
    readonly onStar: (isStarred: boolean, isShared?: boolean) => void;
  };
  /** What makes its name something to drag it by. */
  drag?: Pick<HTMLAttributes<HTMLElement>, "onDragStart" | "onDragEnd" | "onDragOver" | "onDrop">;
}

/** One chart: its name, its last value, the picture, and what the picture cannot show. */
export function ChartPanel({ chart, name = chart.name.slice(chart.name.lastIndexOf("/") + 1), runs, settings: page, grouping, address, onAddress, star, drag }: Props) {
  const { t } = useTranslation("charts");
  const { crosshair } = useShared();
  const [owner] = useState(() => Symbol("panel"));
  const { ref, width } = useElementSize();
  const { override, isDifferent, settings, lines, shown, title } = useChart(chart, name, runs, page, address, grouping);
  const { ranges, onZoom, onReset } = useZoom(chart.id, address, onAddress);
  const { query, picture, leftOut } = usePicture(shown, ranges, settings, bucketsFor(width || 400), grouping);
  const isZoomed = ranges.x !== undefined || ranges.y !== undefined;
  const only = picture?.model.lines.length === 1 && !isZoomed ? picture.model.lines[0] : undefined;
  const last = only?.columns.last.at(-1);
  const model = picture?.model;
  const onScreen = useMemo(() => model && { x: model.xRange, y: model.yRange }, [model]);
  const legend = lines.length > 1 && <Legend lines={lines} off={address.off ?? []} onOff={(off) => onAddress({ off }, true)} />;
  return (
    <section className={classes.panel} aria-label={chart.name} data-chart={chart.id} onDragOver={drag?.onDragOver} onDrop={drag?.onDrop}>
      <header className={classes.head} draggable={drag !== undefined} data-movable={drag !== undefined || undefined} onDragStart={drag?.onDragStart} onDragEnd={drag?.onDragEnd}>
        <h3 className={classes.name} title={chart.isMix ? chart.metrics.map(nameOfMetric).join("\n") : chart.name}>
          <bdi>{title}</bdi>
        </h3>
        {picture && (
          <ChartNotes
            picture={picture}
            leftOut={leftOut}
            onJump={(x) => crosshair.set(x, owner)}
            onIncludeOutliers={() => onAddress({ outliers: undefined })}
          />
        )}
        <span className={classes.space} />
        <span className={classes.tools}>
          {star && (
            <Tooltip label={t(star.isShared ? "star.shared" : star.isStarred ? "star.remove" : star.mayShare ? "star.addOrShare" : "star.add")}>
              <ActionIcon
                className={star.isStarred ? classes.starred : classes.quiet}
                size="sm"
                aria-pressed={star.isStarred}
                aria-label={t("star.named", { chart: chart.name })}
                disabled={star.isShared && !star.mayShare}
                onClick={(event) => star.onStar(!star.isStarred, star.isShared || (event.shiftKey && star.mayShare))}
              >
                <Star size={14} fill={star.isStarred ? "currentColor" : "none"} />
              </ActionIcon>
            </Tooltip>
          )}
          <span className={isDifferent ? undefined : classes.quiet}>
            <ChartSettingsButton chart={chart} override={override} isDifferent={isDifferent} settings={settings} address={address} ranges={onScreen} onAddress={onAddress} />
          </span>
          {model && (
            <span className={classes.quiet}>
              <ChartDownload title={title} model={model} lines={shown} />
            </span>
          )}
          <LinkButton className={classes.quiet} address={() => chartAddress(chart.id)} label={chart.name} />
          <Tooltip label={t("full.open")}>
            <ActionIcon className={classes.quiet} size="sm" aria-label={t("full.openNamed", { path: chart.name })} onClick={() => onAddress({ chart: chart.id })}>
              <Maximize2 size={14} />
            </ActionIcon>
          </Tooltip>
          {isZoomed && (
            <Tooltip label={t("resetZoom")}>
              <ActionIcon size="sm" aria-label={t("resetZoom")} onClick={onReset}>
                <ZoomOut size={14} />
              </ActionIcon>
            </Tooltip>
          )}
          {legend && address.legend !== "bottom" && (
            <Popover position="bottom-end" width={280} shadow="md">
              <Popover.Target>
                <Tooltip label={t("legend.label")}>
                  <button type="button" className={classes.legendButton} aria-label={t("legend.named", { chart: chart.name, count: lines.length })}>
                    <List size={13} aria-hidden="true" />
                    {shown.length < lines.length ? `${formatCount(shown.length)}/${formatCount(lines.length)}` : formatCount(lines.length)}
                  </button>
                </Tooltip>
              </Popover.Target>
              <Popover.Dropdown className={classes.legendBox}>{legend}</Popover.Dropdown>
            </Popover>
          )}
        </span>
        {last !== undefined && (
          <span className={classes.last} title={t("lastValue")} data-number>
            {withUnit(formatNumber(last), settings.unit)}
          </span>
        )}
      </header>
      <div ref={ref} className={classes.plot} data-loading={query.isPlaceholderData || undefined}>
        {model ? (
          <LineChart model={model} label={t("label", { path: chart.name, count: model.lines.length })} onZoom={onZoom} onReset={onReset} />
        ) : shown.length === 0 ? (
          <PanelEmpty title={t(lines.length === 0 ? "noMetrics" : "allOff")} />
        ) : query.isPending ? (
          <PanelLoading />
        ) : query.isError ? (
          <PanelError error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <PanelEmpty title={t(isZoomed ? "emptyRange" : "emptySeries")} />
        )}
      </div>
      {legend && address.legend === "bottom" && legend}
    </section>
  );
}

/** This page with the chart in full size; beside the table the charts' part of an address has a prefix. An attribute's chart is its page. */
function chartAddress(id: string): string {
  const address = new URL(window.location.href);
  if (!address.pathname.endsWith("/attributes")) address.searchParams.set(address.pathname.endsWith("/runs") ? "ch.chart" : "chart", id);
  return address.href;
}

/** The chart of one metric, where it stands alone. */
export function MetricPanel({ path, ...rest }: Omit<Props, "chart"> & { path: string }) {
  const chart = useMemo(() => chartOfMetric(path), [path]);
  return <ChartPanel chart={chart} {...rest} />;
}
