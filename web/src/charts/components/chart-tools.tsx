import { ActionIcon, Tooltip } from "@mantine/core";
import { Maximize2, Star as StarIcon } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { LinkButton } from "@/components/link-button";
import type { ChartsAddress } from "../lib/address";
import type { LineSpec } from "../lib/chart-lines";
import type { ChartSpec } from "../lib/chart-spec";
import type { ChartOverride } from "../lib/overrides";
import type { ChartSettings } from "../lib/settings";
import type { ChartModel } from "../view/chart-view";
import { ChartDownload } from "./chart-download";
import classes from "./chart-panel.module.css";
import { ChartSettingsButton } from "./chart-settings";

export interface Star {
  readonly isStarred: boolean;
  /** All members see the star. */
  readonly isShared: boolean;
  readonly mayShare: boolean;
  readonly onStar: (isStarred: boolean, isShared?: boolean) => void;
}

interface Props {
  chart: ChartSpec;
  title: string;
  model: ChartModel | undefined;
  lines: readonly LineSpec[];
  override: ChartOverride;
  isDifferent: boolean;
  settings: ChartSettings;
  /** There is a baseline that lines can be taken from. */
  mayDiffer: boolean;
  address: ChartsAddress;
  star: Star | undefined;
  /** The chart is looked at. Before that only those exist that say something: a star, settings of its own. */
  isWanted: boolean;
  onAddress: (part: ChartsAddress, replace?: boolean) => void;
}

/** The buttons above one chart. */
export function ChartTools({ chart, title, model, lines, override, isDifferent, settings, mayDiffer, address, star, isWanted, onAddress }: Props) {
  const { t } = useTranslation("charts");
  const onScreen = useMemo(() => model && { x: model.xRange, y: model.yRange }, [model]);
  return (
    <>
      {star && (isWanted || star.isStarred) && (
        <Tooltip label={t(star.isShared ? "star.shared" : star.isStarred ? "star.remove" : star.mayShare ? "star.addOrShare" : "star.add")}>
          <ActionIcon
            className={star.isStarred ? classes.starred : classes.quiet}
            size="sm"
            aria-pressed={star.isStarred}
            aria-label={t("star.named", { chart: chart.name })}
            disabled={star.isShared && !star.mayShare}
            onClick={(event) => star.onStar(!star.isStarred, star.isShared || (event.shiftKey && star.mayShare))}
          >
            <StarIcon size={14} fill={star.isStarred ? "currentColor" : "none"} />
          </ActionIcon>
        </Tooltip>
      )}
      {(isWanted || isDifferent) && (
        <span className={isDifferent ? undefined : classes.quiet}>
          <ChartSettingsButton chart={chart} override={override} isDifferent={isDifferent} settings={settings} mayDiffer={mayDiffer} address={address} ranges={onScreen} onAddress={onAddress} />
        </span>
      )}
      {isWanted && (
        <>
          {model && (
            <span className={classes.quiet}>
              <ChartDownload name={chart.name} title={title} model={model} lines={lines} />
            </span>
          )}
          <LinkButton className={classes.quiet} address={() => chartAddress(chart.id)} label={chart.name} />
          <Tooltip label={t("full.open")}>
            <ActionIcon className={classes.quiet} size="sm" aria-label={t("full.openNamed", { path: chart.name })} onClick={() => onAddress({ chart: chart.id })}>
              <Maximize2 size={14} />
            </ActionIcon>
          </Tooltip>
        </>
      )}
    </>
  );
}

/** This page with the chart in full size; beside the table the charts' part of an address has a prefix. An attribute's chart is its page. */
function chartAddress(id: string): string {
  const address = new URL(window.location.href);
  if (!address.pathname.endsWith("/attributes")) address.searchParams.set(address.pathname.endsWith("/runs") ? "ch.chart" : "chart", id);
  return address.href;
}
