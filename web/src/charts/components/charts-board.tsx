import { Button } from "@mantine/core";
import { clsx } from "clsx";
import { ChevronRight } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { PanelEmpty } from "@/components/panel-message";
import { formatCount } from "@/lib/format";
import { type ChartsAddress, type ChartSize, readColumns } from "../lib/address";
import type { ChartRun } from "../lib/chart-run";
import { chartOfMetric, chartOfMix, type ChartSpec } from "../lib/chart-spec";
import { foldedFrom, pathFilter, toSections } from "../lib/sections";
import type { Grouping } from "../lib/groups";
import { readSettings } from "../lib/settings";
import { ChartDialog } from "./chart-dialog";
import { ChartGrid } from "./chart-grid";
import { ChartPanel } from "./chart-panel";
import classes from "./charts-board.module.css";
import { ChartsToolbar } from "./charts-toolbar";
import type { Stars } from "./use-stars";

interface Props {
  /** In drawing order: later ones over earlier ones. */
  runs: readonly ChartRun[];
  /** All float series that any of the runs has. */
  paths: readonly string[];
  address: ChartsAddress;
  onAddress: (part: ChartsAddress, replace?: boolean) => void;
  /** The runs are shown in groups. */
  grouping?: Grouping;
  /** Charts that a person wants first; undefined where nothing is kept. */
  stars?: Stars;
  /** What the page adds to the toolbar. */
  saving?: ReactNode;
}

const heights: Record<ChartSize, number> = { small: 180, medium: 232, large: 360 };
const widths: Record<ChartSize, number> = { small: 248, medium: 340, large: 560 };
const attachedLegendPx = 48;

interface Part {
  /** Stands in addresses. */
  readonly key: string;
  readonly title: string;
  readonly charts: readonly { readonly chart: ChartSpec; readonly name: string }[];
  readonly isFolded: boolean;
}

/** A page of charts: one for each metric, in sections by namespace. Stands inside `ChartsTogether`. */
export function ChartsBoard({ runs, paths, address, onAddress, grouping, stars, saving }: Props) {
  const { t } = useTranslation("charts");
  const { q, only, x, xs, y, smooth, kind, band, outliers, size, fork, fold, open, mix } = address;
  const settings = useMemo(
    () => readSettings({ x, xs, y, smooth, kind, band, outliers, size, fork }),
    [x, xs, y, smooth, kind, band, outliers, size, fork],
  );
  const filter = useMemo(() => pathFilter(q), [q]);
  const starred = stars?.paths;
  const { parts, isMany } = useMemo<{ parts: Part[]; isMany: boolean }>(() => {
    const isStarred = (path: string) => starred?.has(path) ?? false;
    const matching = paths.filter((path) => filter.accepts(path) && (only !== "starred" || isStarred(path)));
    const mixes = (mix ?? []).flatMap((text) => chartOfMix(text, paths) ?? []).filter(({ name, metrics }) => filter.accepts(name) || metrics.some(filter.accepts));
    const isMany = matching.length > foldedFrom;
    const part = (key: string, title: string, charts: Part["charts"], opensAlways = false): Part[] =>
      charts.length === 0
        ? []
        : [{ key, title, charts, isFolded: isMany && !opensAlways ? !(open?.includes(key) ?? false) : (fold?.includes(key) ?? false) }];
    const parts = [
      ...part(starKey, t("star.section"), matching.filter(isStarred).map((path) => ({ chart: chartOfMetric(path), name: path })), true),
      ...part(mixKey, t("mix.section"), only === "starred" ? [] : mixes.map((chart) => ({ chart, name: chart.name })), true),
      ...toSections(only === "starred" ? [] : matching).flatMap(({ name, paths }) =>
        part(
          name || "/",
          name || t("noNamespace"),
          paths.map((path) => ({ chart: chartOfMetric(path), name: name === "" ? path : path.slice(name.length + 1) })),
        ),
      ),
    ];
    return { parts, isMany };
  }, [paths, filter, only, starred, mix, fold, open, t]);
  const charts = useMemo(() => [...new Map(parts.flatMap((part) => part.charts).map(({ chart }) => [chart.id, chart])).values()], [parts]);
  const toggle = ({ key }: Part) => {
    const isListed = isMany && key !== starKey && key !== mixKey ? "open" : "fold";
    const list = address[isListed] ?? [];
    const next = list.includes(key) ? list.filter((one) => one !== key) : [...list, key];
    onAddress({ [isListed]: next.length > 0 ? next : undefined }, true);
  };
  const allFolded = (isFolded: boolean) => {
    const keys = parts.map(({ key }) => key);
    onAddress(isMany ? { open: isFolded ? undefined : keys, fold: undefined } : { fold: isFolded ? keys : undefined, open: undefined }, true);
  };
  if (paths.length === 0) return <PanelEmpty title={t("empty.title")}>{t("empty.hint")}</PanelEmpty>;
  const opened = address.chart === undefined ? undefined : findChart(address.chart, charts, paths);
  const height = heights[settings.size] + (address.legend === "bottom" && runs.length > 1 ? attachedLegendPx : 0);
  return (
    <div className={classes.board}>
      <ChartsToolbar
        address={address}
        settings={settings}
        isFilterBroken={filter.isBroken}
        total={paths.length}
        matching={charts.filter(({ isMix }) => !isMix).length}
        paths={paths}
        hasStars={stars !== undefined}
        isGrouped={grouping !== undefined}
        onAddress={onAddress}
      >
        {saving}
      </ChartsToolbar>
      {charts.length === 0 && <PanelEmpty title={only === "starred" && q === undefined ? t("star.none") : t("noMatch", { text: q })} />}
      {parts.length > 1 && (
        <p className={classes.all}>
          {isMany && <span>{t("manyFolded", { count: foldedFrom })}</span>}
          <Button variant="subtle" color="gray" size="compact-xs" onClick={() => allFolded(true)}>
            {t("foldAll")}
          </Button>
          <Button variant="subtle" color="gray" size="compact-xs" onClick={() => allFolded(false)}>
            {t("openAll")}
          </Button>
        </p>
      )}
      {parts.map((part) => (
        <section key={part.key} aria-label={part.title}>
          <h2 className={classes.heading}>
            <button type="button" aria-expanded={!part.isFolded} className={classes.fold} onClick={() => toggle(part)}>
              <ChevronRight size={14} className={clsx(classes.arrow, !part.isFolded && classes.unfolded)} aria-hidden="true" />
              <bdi className={classes.namespace}>{part.title}</bdi>
              <span className={classes.count}>{formatCount(part.charts.length)}</span>
            </button>
          </h2>
          {!part.isFolded && (
            <div className={classes.charts}>
              <ChartGrid
                columns={readColumns(address.cols)}
                leastWidth={widths[settings.size]}
                height={height}
                charts={part.charts.map(({ chart, name }) => ({
                  key: chart.id,
                  content: () => (
                    <ChartPanel
                      chart={chart}
                      name={name}
                      runs={runs}
                      settings={settings}
                      grouping={grouping}
                      address={address}
                      onAddress={onAddress}
                      star={
                        stars && !chart.isMix
                          ? { isStarred: stars.paths.has(chart.id), onStar: (isStarred) => stars.onStar(chart.id, isStarred) }
                          : undefined
                      }
                    />
                  ),
                }))}
              />
            </div>
          )}
        </section>
      ))}
      {opened && <ChartDialog chart={opened} charts={charts} runs={runs} settings={settings} grouping={grouping} address={address} onAddress={onAddress} />}
    </div>
  );
}

const starKey = "*";
const mixKey = "~";

/** The chart that an address names, also when the filter leaves it out. */
function findChart(id: string, charts: readonly ChartSpec[], paths: readonly string[]): ChartSpec {
  return charts.find((chart) => chart.id === id) ?? (id.startsWith("~") ? chartOfMix(id.slice(1), paths) : undefined) ?? chartOfMetric(id);
}
