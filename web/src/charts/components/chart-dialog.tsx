import { ActionIcon, Modal, SegmentedControl, Tooltip } from "@mantine/core";
import { ChevronLeft, ChevronRight, ZoomOut } from "lucide-react";
import { type KeyboardEvent, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { CopyButton } from "@/components/copy-button";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import type { ChartsAddress } from "../lib/address";
import { bucketsFor } from "../lib/buckets-for";
import type { ChartRun } from "../lib/chart-run";
import type { ChartSpec } from "../lib/chart-spec";
import type { Grouping } from "../lib/groups";
import { type Pin, pinKey } from "../lib/pins";
import type { ChartSettings } from "../lib/settings";
import { useShared } from "../view/shared";
import classes from "./chart-dialog.module.css";
import { ChartDownload } from "./chart-download";
import { ChartNotes } from "./chart-notes";
import { ChartSettingsButton } from "./chart-settings";
import { ChartTable } from "./chart-table";
import { LineChart } from "./line-chart";
import { LineList } from "./line-list";
import { OverviewStrip } from "./overview-strip";
import { useChart } from "./use-chart";
import { PinPopover } from "./pin-popover";
import { usePicture } from "./use-picture";
import { usePinned } from "./use-pinned";
import { useZoom } from "./use-zoom";

interface Props {
  chart: ChartSpec;
  /** The charts to step through. */
  charts: readonly ChartSpec[];
  runs: readonly ChartRun[];
  settings: ChartSettings;
  /** The runs are shown in groups. */
  grouping?: Grouping;
  /** The run whose line is taken away from the others when differences are shown. */
  base?: ChartRun;
  address: ChartsAddress;
  onAddress: (part: ChartsAddress, replace?: boolean) => void;
}

/** One chart over the whole page, finer, with the figures of its lines and a strip of its whole length; or all of it as a table. */
export function ChartDialog({ chart, charts, runs, settings: page, grouping, base, address, onAddress }: Props) {
  const { t } = useTranslation("charts");
  const { crosshair } = useShared();
  const [owner] = useState(() => Symbol("dialog"));
  const { override, isDifferent, settings, lines, shown, title } = useChart(chart, chart.name, runs, page, address, grouping);
  const { ranges, onZoom, onReset } = useZoom(chart.id, address, onAddress);
  const { query, picture, leftOut, isWithoutBase } = usePicture(shown, ranges, settings, bucketsFor(window.innerWidth), grouping, base);
  const isZoomed = ranges.x !== undefined || ranges.y !== undefined;
  const pinned = usePinned(picture, shown, settings, isZoomed);
  const { model } = pinned;
  const [focusPin, setFocusPin] = useState<{ key: string }>();
  const onScreen = useMemo(() => model && { x: model.xRange, y: model.yRange }, [model]);
  const place = charts.findIndex(({ id }) => id === chart.id);
  const go = (by: number) => {
    const next = place < 0 ? undefined : charts[place + by];
    if (next !== undefined) onAddress({ chart: next.id });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "PageUp" || event.key === "PageDown") {
      event.preventDefault();
      go(event.key === "PageDown" ? 1 : -1);
    }
  };
  /** Brings a note into the picture, as wide as it is. */
  const jumpTo = (pin: Pin, x: number) => {
    setFocusPin({ key: pinKey({ pin }) });
    if (address.as === "table") onAddress({ as: undefined });
    if (!model || (x >= model.xRange[0] && x <= model.xRange[1])) return;
    const half = (model.xRange[1] - model.xRange[0]) / 2;
    onZoom({ x: [x - half, x + half] });
  };
  return (
    <Modal
      opened
      onClose={() => onAddress({ chart: undefined, as: undefined })}
      size="calc(100vw - 32px)"
      yOffset={16}
      xOffset={16}
      padding="md"
      title={<bdi className={classes.title}>{title}</bdi>}
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
            leftOut={leftOut}
            pinned={pinned}
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
        <ChartSettingsButton chart={chart} override={override} isDifferent={isDifferent} settings={settings} mayDiffer={base !== undefined && grouping === undefined} address={address} ranges={onScreen} onAddress={onAddress} />
        <PinPopover pinned={pinned} onJump={jumpTo} />
        {model && <ChartDownload name={chart.name} title={title} model={model} lines={shown} />}
        <CopyButton text={window.location.href} label={t("full.copyLink")} />
        <Tooltip label={t("full.previous")}>
          <ActionIcon aria-label={t("full.previous")} disabled={place <= 0} onClick={() => go(-1)}>
            <ChevronLeft size={16} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t("full.next")}>
          <ActionIcon aria-label={t("full.next")} disabled={place < 0 || place === charts.length - 1} onClick={() => go(1)}>
            <ChevronRight size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
      <div className={address.as === "table" ? undefined : classes.body}>
        {address.as === "table" && model ? (
          <ChartTable lines={model.lines} xAxis={settings.x.axis} language={model.language} />
        ) : (
          <>
            <div className={classes.plot} data-loading={query.isPlaceholderData || undefined}>
              {model ? (
                <>
                  <div className={classes.chart}>
                    <LineChart model={model} label={t("label", { path: chart.name, count: model.lines.length })} onZoom={onZoom} onReset={onReset} focusPin={focusPin} />
                  </div>
                  <OverviewStrip lines={shown} settings={settings} grouping={grouping} base={base} range={ranges.x} onRange={(x) => (x ? onZoom({ x }) : onReset())} />
                </>
              ) : shown.length === 0 ? (
                <PanelEmpty title={t(lines.length === 0 ? "noMetrics" : "allOff")} />
              ) : query.isPending ? (
                <PanelLoading />
              ) : query.isError ? (
                <PanelError error={query.error} onRetry={() => void query.refetch()} />
              ) : isWithoutBase ? (
                <PanelEmpty title={t("minus.noBase", { name: base?.name })} />
              ) : (
                <PanelEmpty title={t(isZoomed ? "emptyRange" : "emptySeries")} />
              )}
            </div>
            <LineList
              specs={lines}
              drawn={model?.lines ?? []}
              unit={settings.unit}
              off={address.off ?? []}
              onOff={(off) => onAddress({ off }, true)}
            />
          </>
        )}
      </div>
      <p className={classes.help}>{t("full.help")}</p>
    </Modal>
  );
}
