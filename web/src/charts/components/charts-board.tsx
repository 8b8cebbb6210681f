import { Button, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { ChevronRight } from "lucide-react";
import { type DragEvent, type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Project } from "@/api/types";
import { PanelEmpty } from "@/components/panel-message";
import { formatCount } from "@/lib/format";
import { mostRanked, ranksQuery } from "../api/ranking";
import { type ChartsAddress, type ChartSize, readColumns } from "../lib/address";
import type { ChartRun } from "../lib/chart-run";
import { chartOfMetric, chartOfMix, type ChartSpec } from "../lib/chart-spec";
import type { Grouping } from "../lib/groups";
import { nameOfMetric } from "../lib/metric";
import { foldedFrom, pathFilter, toSections } from "../lib/sections";
import { readSettings } from "../lib/settings";
import { ChartDialog } from "./chart-dialog";
import { ChartGrid } from "./chart-grid";
import { ChartPanel } from "./chart-panel";
import classes from "./charts-board.module.css";
import { ChartsToolbar } from "./charts-toolbar";
import { HistogramPanel } from "./histogram-panel";
import { PinsProvider } from "./pins-provider";
import { useKeeping } from "./use-keeping";
import { usePageKeys } from "./use-page-keys";

interface Props {
  project: Project;
  /** In drawing order: later ones over earlier ones. */
  runs: readonly ChartRun[];
  /** All float series that any of the runs has. */
  paths: readonly string[];
  /** All histogram series that any of the runs has. */
  histograms: readonly string[];
  address: ChartsAddress;
  onAddress: (part: ChartsAddress, replace?: boolean) => void;
  /** The runs are shown in groups. */
  grouping?: Grouping;
  /** Runs that may be the baseline, also those that are not drawn; those that are, if not given. */
  bases?: readonly ChartRun[];
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
export function ChartsBoard(props: Props) {
  const { project, runs, address, grouping } = props;
  return (
    <PinsProvider project={project} runs={runs} hidden={address.notes === "off" ? "off" : grouping ? "grouped" : undefined}>
      <Board {...props} />
    </PinsProvider>
  );
}

function Board({ project, runs, paths, histograms, address, onAddress, grouping, bases = runs, saving }: Props) {
  const { t } = useTranslation("charts");
  const { q, only, order = "name", x, xs, y, smooth, kind, band, outliers, marks, size, fork, minus, fold, open, mix } = address;
  const keeping = useKeeping(project, address, onAddress);
  usePageKeys(address, onAddress);
  const [dragged, setDragged] = useState<string>();
  const settings = useMemo(
    () => readSettings({ x, xs, y, smooth, kind, band, outliers, marks, size, fork, minus }),
    [x, xs, y, smooth, kind, band, outliers, marks, size, fork, minus],
  );
  const base = bases.length < 2 ? undefined : (bases.find(({ shortId, text = shortId }) => text === address.ref) ?? bases[0]);
  const filter = useMemo(() => pathFilter(q), [q]);
  const { stars } = keeping;
  const bars = useMemo(() => new Set(histograms), [histograms]);
  const all = useMemo(() => [...paths, ...histograms.filter((path) => !paths.includes(path))], [paths, histograms]);
  const runIds = useMemo(() => runs.map(({ id }) => id), [runs]);
  const ranks = useQuery(ranksQuery(project.id, runIds, paths, order)).data;
  const { parts, isMany } = useMemo<{ parts: Part[]; isMany: boolean }>(() => {
    const starred = new Set(stars);
    const matching = all.filter((path) => filter.accepts(path) && (only !== "starred" || starred.has(path)));
    const known = new Set(matching);
    const mixes = (mix ?? []).flatMap((text) => chartOfMix(text, paths) ?? []).filter(({ name, metrics }) => filter.accepts(name) || metrics.some((metric) => filter.accepts(nameOfMetric(metric))));
    const isMany = matching.length > foldedFrom;
    const part = (key: string, title: string, charts: Part["charts"], opensAlways = false): Part[] =>
      charts.length === 0
        ? []
        : [{ key, title, charts, isFolded: isMany && !opensAlways ? !(open?.includes(key) ?? false) : (fold?.includes(key) ?? false) }];
    const named = (path: string) => ({ chart: chartOfMetric(path), name: path });
    const ranked = () => matching.toSorted((a, b) => (ranks?.get(b) ?? Number.NEGATIVE_INFINITY) - (ranks?.get(a) ?? Number.NEGATIVE_INFINITY) || a.localeCompare(b, "en", { numeric: true }));
    const rest =
      only === "starred"
        ? []
        : order === "name" || !ranks
          ? toSections(matching).flatMap(({ name, paths }) =>
              part(
                name || "/",
                name || t("noNamespace"),
                paths.map((path) => ({ chart: chartOfMetric(path), name: name === "" ? path : path.slice(name.length + 1) })),
              ),
            )
          : part(rankKey, t(`order.section.${order}`), ranked().map(named), true);
    const parts = [
      ...part(starKey, t("star.section"), stars.filter((path) => known.has(path)).map(named), true),
      ...part(mixKey, t("mix.section"), only === "starred" ? [] : mixes.map((chart) => ({ chart, name: chart.name })), true),
      ...rest,
    ];
    return { parts, isMany };
  }, [all, paths, filter, only, stars, mix, fold, open, order, ranks, t]);
  const charts = useMemo(() => [...new Map(parts.flatMap((part) => part.charts).map(({ chart }) => [chart.id, chart])).values()], [parts]);
  const lineCharts = useMemo(() => charts.filter(({ id }) => !bars.has(id)), [charts, bars]);
  const toggle = ({ key }: Part) => {
    const isListed = isMany && key !== starKey && key !== mixKey && key !== rankKey ? "open" : "fold";
    const list = address[isListed] ?? [];
    const next = list.includes(key) ? list.filter((one) => one !== key) : [...list, key];
    onAddress({ [isListed]: next.length > 0 ? next : undefined }, true);
  };
  const allFolded = (isFolded: boolean) => {
    const keys = parts.map(({ key }) => key);
    onAddress(isMany ? { open: isFolded ? undefined : keys, fold: undefined } : { fold: isFolded ? keys : undefined, open: undefined }, true);
  };
  if (all.length === 0) return <PanelEmpty title={t("empty.title")}>{t("empty.hint")}</PanelEmpty>;
  const opened = address.chart === undefined || bars.has(address.chart) ? undefined : findChart(address.chart, charts, paths);
  const openedBars = address.chart !== undefined && bars.has(address.chart) ? address.chart : undefined;
  const height = heights[settings.size] + (address.legend === "bottom" && runs.length > 1 ? attachedLegendPx : 0);
  const starOf = (chart: ChartSpec) => ({
    isStarred: keeping.ownStars.has(chart.id) || keeping.sharedStars.has(chart.id),
    isShared: keeping.sharedStars.has(chart.id),
    mayShare: keeping.mayShare,
    onStar: (isStarred: boolean, isShared?: boolean) => keeping.onStar(chart.id, isStarred, isShared),
  });
  /** A starred chart is put before another one by dragging its name there. */
  const dragOf = (part: Part, id: string) =>
    part.key !== starKey || !keeping.mayKeep
      ? undefined
      : {
          onDragStart: () => setDragged(id),
          onDragEnd: () => setDragged(undefined),
          onDragOver: (event: DragEvent) => dragged !== undefined && dragged !== id && event.preventDefault(),
          onDrop: () => dragged !== undefined && dragged !== id && keeping.onMove(dragged, id),
        };
  const panel = (part: Part, chart: ChartSpec, name: string, width: number) =>
    bars.has(chart.id) ? (
      <HistogramPanel path={chart.id} name={name} runs={runs} address={address} onAddress={onAddress} />
    ) : (
      <ChartPanel
        chart={chart}
        name={name}
        runs={runs}
        settings={settings}
        grouping={grouping}
        base={base}
        address={address}
        onAddress={onAddress}
        star={chart.isMix || !keeping.mayKeep ? undefined : starOf(chart)}
        width={width}
        drag={dragOf(part, chart.id)}
      />
    );
  return (
    <div className={classes.board}>
      <ChartsToolbar
        address={address}
        settings={settings}
        isFilterBroken={filter.isBroken}
        total={all.length}
        charts={lineCharts}
        matching={charts.filter(({ isMix }) => !isMix).length}
        paths={paths}
        runs={runs}
        keeping={keeping}
        base={base}
        bases={bases}
        isGrouped={grouping !== undefined}
        onAddress={onAddress}
      >
        {saving}
      </ChartsToolbar>
      {order !== "name" && paths.length > mostRanked && <p className={classes.cut}>{t("order.cut", { count: paths.length - mostRanked })}</p>}
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
                charts={part.charts.map(({ chart, name }) => ({ key: chart.id, name, content: (width: number) => panel(part, chart, name, width) }))}
              />
            </div>
          )}
        </section>
      ))}
      {opened && <ChartDialog chart={opened} charts={lineCharts} runs={runs} settings={settings} grouping={grouping} base={base} address={address} onAddress={onAddress} />}
      {openedBars !== undefined && (
        <Modal opened onClose={() => onAddress({ chart: undefined })} size="calc(100vw - 32px)" yOffset={16} xOffset={16} padding={0} withCloseButton={false} aria-label={openedBars}>
          <div className={classes.fullBars}>
            <HistogramPanel path={openedBars} name={openedBars} runs={runs} address={address} onAddress={onAddress} isFull />
          </div>
        </Modal>
      )}
    </div>
  );
}

const starKey = "*";
const mixKey = "~";
const rankKey = "^";

/** The chart that an address names, also when the filter leaves it out. */
function findChart(id: string, charts: readonly ChartSpec[], paths: readonly string[]): ChartSpec {
  return charts.find((chart) => chart.id === id) ?? (id.startsWith("~") ? chartOfMix(id.slice(1), paths) : undefined) ?? chartOfMetric(id);
}
