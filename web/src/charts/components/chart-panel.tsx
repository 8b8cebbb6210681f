import { ActionIcon, Popover, Tooltip } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { List, ZoomOut } from "lucide-react";
import { type HTMLAttributes, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
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
import { CardOffer } from "./card-offer";
import { ChartNotes } from "./chart-notes";
import classes from "./chart-panel.module.css";
import { ChartTools, type Star } from "./chart-tools";
import { withUnit } from "./chart-tooltip";
import { Legend } from "./legend";
import { LineChart } from "./line-chart";
import { useChart } from "./use-chart";
import { usePicture } from "./use-picture";
import { usePinned } from "./use-pinned";
import { useTurn } from "./use-turn";
import { useZoom } from "./use-zoom";

interface Props {
  chart: ChartSpec;
  /** What stands above the chart; the last part of its name if not given. */
  name?: string;
  runs: readonly ChartRun[];
  settings: ChartSettings;
  /** The runs are shown in groups. */
  grouping?: Grouping;
  /** The run whose line is taken away from the others when differences are shown; undefined where there is none. */
  base?: ChartRun;
  address: ChartsAddress;
  onAddress: (part: ChartsAddress, replace?: boolean) => void;
  /** Undefined where charts cannot have stars. */
  star?: Star;
  /** In pixels; measured if not given. */
  width?: number;
  /** What makes its name something to drag it by. */
  drag?: Pick<HTMLAttributes<HTMLElement>, "onDragStart" | "onDragEnd" | "onDragOver" | "onDrop">;
}

/** One chart: its name, its last value, the picture, and what the picture cannot show. */
export function ChartPanel({ chart, name = chart.name.slice(chart.name.lastIndexOf("/") + 1), runs, settings: page, grouping, base, address, onAddress, star, width, drag }: Props) {
  const { t } = useTranslation("charts");
  const { crosshair } = useShared();
  const [owner] = useState(() => Symbol("panel"));
  const measured = useElementSize();
  // Tools that show when the chart is looked at are made when the pointer moves over it, and not when it scrolls past below: they cost more than the chart.
  const [isWanted, setWanted] = useState(() => !window.matchMedia("(hover: hover)").matches);
  const { override, isDifferent, settings, lines, shown, title } = useChart(chart, name, runs, page, address, grouping);
  const { ranges, onZoom, onReset } = useZoom(chart.id, address, onAddress);
  const { query, picture, leftOut, isWithoutBase } = usePicture(shown, ranges, settings, bucketsFor(width ?? (measured.width || 400)), grouping, base);
  const isZoomed = ranges.x !== undefined || ranges.y !== undefined;
  const pinned = usePinned(picture, shown, settings, isZoomed);
  const only = picture?.model.lines.length === 1 && !isZoomed ? picture.model.lines[0] : undefined;
  const last = only?.columns.last.at(-1);
  const { model } = pinned;
  const hasTurn = useTurn(model !== undefined);
  const want = () => setWanted(true);
  const panel = useRef<HTMLElement>(null);
  const legend = lines.length > 1 && <Legend lines={lines} hasMarkers={settings.markers !== undefined} off={address.off ?? []} onOff={(off) => onAddress({ off }, true)} />;
  return (
    <section ref={panel} className={classes.panel} aria-label={chart.name} data-chart={chart.id} onPointerMove={want} onFocus={want} onDragOver={drag?.onDragOver} onDrop={drag?.onDrop}>
      <header className={classes.head} draggable={drag !== undefined} data-movable={drag !== undefined || undefined} onDragStart={drag?.onDragStart} onDragEnd={drag?.onDragEnd}>
        <h3 className={classes.name} title={chart.isMix ? chart.metrics.map(nameOfMetric).join("\n") : chart.name}>
          <bdi>{title}</bdi>
        </h3>
        {picture && (
          <ChartNotes
            picture={picture}
            leftOut={leftOut}
            pinned={pinned}
            onJump={(x) => crosshair.set(x, owner)}
            onIncludeOutliers={() => onAddress({ outliers: undefined })}
          />
        )}
        <span className={classes.space} />
        <span className={classes.tools}>
          <ChartTools
            chart={chart}
            title={title}
            model={model}
            lines={shown}
            override={override}
            isDifferent={isDifferent}
            settings={settings}
            mayDiffer={base !== undefined && grouping === undefined}
            address={address}
            star={star}
            isWanted={isWanted}
            onAddress={onAddress}
          />
          {isZoomed && (
            <Tooltip label={t("resetZoom")}>
              <ActionIcon size="sm" aria-label={`${t("resetZoom")}: ${chart.name}`} onClick={onReset}>
                <ZoomOut size={14} />
              </ActionIcon>
            </Tooltip>
          )}
          {legend && address.legend !== "bottom" && (
            <Popover position="bottom-end" width={280} shadow="md">
              <Popover.Target>
                <button type="button" className={classes.legendButton} title={t("legend.label")} aria-label={t("legend.named", { chart: chart.name, count: lines.length })}>
                  <List size={13} aria-hidden="true" />
                  {shown.length < lines.length ? `${formatCount(shown.length)}/${formatCount(lines.length)}` : formatCount(lines.length)}
                </button>
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
      <div ref={width === undefined ? measured.ref : undefined} className={classes.plot} data-loading={query.isPlaceholderData || undefined} data-paper={query.isPending ? t("paper.waiting") : undefined}>
        {model && <CardOffer panel={panel} title={title} model={model} />}
        {model && hasTurn ? (
          <LineChart model={model} label={t("label", { path: chart.name, count: model.lines.length })} onZoom={onZoom} onReset={onReset} />
        ) : shown.length === 0 ? (
          <PanelEmpty title={t(lines.length === 0 ? "noMetrics" : "allOff")} />
        ) : query.isPending || model ? (
          <PanelLoading />
        ) : query.isError ? (
          <PanelError error={query.error} onRetry={() => void query.refetch()} />
        ) : isWithoutBase ? (
          <PanelEmpty title={t("minus.noBase", { name: base?.name })} />
        ) : (
          <PanelEmpty title={t(isZoomed ? "emptyRange" : "emptySeries")} />
        )}
      </div>
      {legend && address.legend === "bottom" && legend}
    </section>
  );
}

/** The chart of one metric, where it stands alone. */
export function MetricPanel({ path, ...rest }: Omit<Props, "chart"> & { path: string }) {
  const chart = useMemo(() => chartOfMetric(path), [path]);
  return <ChartPanel chart={chart} {...rest} />;
}
