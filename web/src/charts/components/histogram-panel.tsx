import { ActionIcon, Select, Slider, Tooltip } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { useQueries } from "@tanstack/react-query";
import { Maximize2, Minimize2 } from "lucide-react";
import { type PointerEvent, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { formatNumber } from "@/lib/format";
import { useTheme } from "@/lib/theme";
import { histogramsQuery } from "../api/histograms";
import type { ChartsAddress, HistogramView } from "../lib/address";
import { histogramViews } from "../lib/address";
import type { ChartRun } from "../lib/chart-run";
import { extentOf, type Histogram, quantileOf } from "../lib/histogram";
import { type HistogramScene, paintHistograms, placeIn, sceneOf } from "../view/paint-histograms";
import { readPalette } from "../view/palette";
import classes from "./chart-panel.module.css";
import own from "./histogram-panel.module.css";
import { LineSwatch } from "./line-swatch";

interface Props {
  path: string;
  name: string;
  runs: readonly ChartRun[];
  address: ChartsAddress;
  onAddress: (part: ChartsAddress, replace?: boolean) => void;
  isFull?: boolean;
}

/** More runs in one picture could not be told apart. */
const mostRuns = 6;
/** So many runs at most are asked for a series that some of them do not have. */
const mostAsked = 30;

/** A series of histograms: how its distribution runs along the steps, or what it is at one of them. */
export function HistogramPanel({ path, name, runs, address, onAddress, isFull = false }: Props) {
  const { t } = useTranslation("charts");
  const view: HistogramView = address.hist ?? (runs.length > 1 ? "bands" : "heat");
  const isSingle = view === "heat" || view === "ridge";
  const [chosen, setChosen] = useState<string>();
  const wanted = isSingle ? 1 : mostRuns;
  const [reach, setReach] = useState(0);
  const asked = useMemo(() => {
    const one = isSingle ? runs.find(({ id }) => id === chosen) : undefined;
    return one ? [one] : runs.slice(0, Math.max(wanted, reach));
  }, [isSingle, chosen, wanted, reach, runs]);
  const queries = useQueries({ queries: asked.map(({ id }) => histogramsQuery(id, path)) });
  const stamp = queries.map(({ dataUpdatedAt }) => dataUpdatedAt).join();
  const series = useMemo(
    () => asked.flatMap((run, i) => (queries[i]?.data ? [{ run, histograms: queries[i].data.histograms }] : [])).slice(0, wanted),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [asked, stamp, wanted],
  );
  const single = isSingle ? (series[0]?.run ?? asked[0]) : undefined;
  const isWaiting = queries.some(({ isPending }) => isPending);
  // Runs without this series leave their place to the next ones.
  const next = !isWaiting && series.length < wanted && !(isSingle && chosen !== undefined) ? Math.min(runs.length, mostAsked, asked.length + wanted - series.length) : 0;
  const isLooking = next > asked.length;
  useEffect(() => {
    if (isLooking) setReach(next);
  }, [isLooking, next]);
  const steps = useMemo(() => [...new Set(series.flatMap(({ histograms }) => histograms.map(({ step }) => step)))].toSorted((a, b) => a - b), [series]);
  const [step, setStep] = useState<number>();
  const at = step ?? steps.at(-1) ?? 0;
  const failed = queries.find(({ error, data }) => error && !data);
  const isEmpty = extentOf(series.flatMap(({ histograms }) => histograms)) === undefined;
  const left = isSingle ? 0 : Math.max(0, runs.length - asked.length);
  const cut = queries.reduce((sum, { data }) => sum + (data ? data.total - data.histograms.length : 0), 0);
  return (
    <section className={classes.panel} aria-label={path} data-chart={path}>
      <header className={classes.head}>
        <h3 className={classes.name} title={path}>
          <bdi>{name}</bdi>
        </h3>
        {left > 0 && <span className={own.note}>{t("histogram.moreRuns", { count: left })}</span>}
        {cut > 0 && <span className={own.note} title={t("histogram.cutHint", { count: cut })}>{t("histogram.cut", { count: series.reduce((sum, { histograms }) => sum + histograms.length, 0) })}</span>}
        <span className={classes.space} />
        {isSingle && runs.length > 1 && (
          <Select
            className={own.run}
            size="xs"
            aria-label={`${t("histogram.run")}: ${path}`}
            searchable
            allowDeselect={false}
            data={runs.slice(0, 200).map(({ id, name: label }) => ({ value: id, label }))}
            value={single?.id ?? null}
            onChange={(id) => setChosen(id ?? undefined)}
          />
        )}
        <Select
          className={own.view}
          size="xs"
          aria-label={`${t("histogram.view")}: ${path}`}
          allowDeselect={false}
          data={histogramViews.map((value) => ({ value, label: t(`histogram.views.${value}`) }))}
          value={view}
          onChange={(next) => onAddress({ hist: histogramViews.find((one) => one === next) }, true)}
        />
        <Tooltip label={t(isFull ? "full.close" : "full.open")}>
          <ActionIcon className={isFull ? undefined : classes.quiet} size="sm" aria-label={t(isFull ? "full.close" : "full.openNamed", { path })} onClick={() => onAddress({ chart: isFull ? undefined : path })}>
            {isFull ? <Minimize2 size={14} /> : <Maximize2 size={14} />}
          </ActionIcon>
        </Tooltip>
      </header>
      <div className={own.box}>
        {failed ? (
          <PanelError error={failed.error} onRetry={() => void failed.refetch()} />
        ) : series.length === 0 && (isWaiting || isLooking) ? (
          <PanelLoading />
        ) : isEmpty ? (
          <PanelEmpty title={t("emptySeries")} />
        ) : (
          <Plot series={series} view={view} at={at} label={t("histogram.label", { path, view: t(`histogram.views.${view}`) })} />
        )}
      </div>
      {view === "step" && steps.length > 1 && (
        <div className={own.steps}>
          <span>{t("x.step")}</span>
          <Slider
            className={own.slider}
            size={3}
            min={0}
            max={steps.length - 1}
            value={Math.max(0, steps.findLastIndex((one) => one <= at))}
            label={null}
            thumbLabel={t("x.step")}
            thumbValueText={formatNumber(at)}
            onChange={(place) => setStep(place === steps.length - 1 ? undefined : steps[place])}
          />
          <strong data-number>{formatNumber(at)}</strong>
        </div>
      )}
      {!isSingle && series.length > 1 && (
        <ul className={own.legend}>
          {series.map(({ run }) => (
            <li key={run.id} title={run.name}>
              <LineSwatch style={run.style} />
              <bdi>{run.name}</bdi>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface PlotProps {
  series: readonly { readonly run: ChartRun; readonly histograms: readonly Histogram[] }[];
  view: HistogramView;
  at: number;
  label: string;
}

function Plot({ series, view, at, label }: PlotProps) {
  const { t } = useTranslation("charts");
  const theme = useTheme();
  const { ref, width, height } = useElementSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [said, setSaid] = useState<string>();
  const scene = useMemo<HistogramScene | undefined>(() => (width > 0 && height > 0 ? sceneOf(series, view, at, width, height) : undefined), [series, view, at, width, height]);
  useEffect(() => {
    const target = canvas.current;
    const ratio = window.devicePixelRatio;
    if (!target || !scene) return;
    Object.assign(target, { width: Math.round(scene.width * ratio), height: Math.round(scene.height * ratio) });
    const context = target.getContext("2d");
    if (!context) return;
    context.scale(ratio, ratio);
    paintHistograms(context, scene, readPalette());
  }, [scene, theme]);
  const onMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!scene) return;
    const box = event.currentTarget.getBoundingClientRect();
    const place = placeIn(scene, event.clientX - box.left, event.clientY - box.top);
    if (!place) return setSaid(undefined);
    const { histogram, name, value, share } = place;
    const quartiles = [0.25, 0.5, 0.75].map((one) => formatNumber(Number(quantileOf(histogram, one).toPrecision(4))));
    setSaid(
      t("histogram.said", { name, step: formatNumber(histogram.step), value: formatNumber(Number(value.toPrecision(4))), share: `${Number((share * 100).toPrecision(3))}%`, quartiles: quartiles.join(" · ") }),
    );
  };
  return (
    <div ref={ref} className={own.plot} onPointerMove={onMove} onPointerLeave={() => setSaid(undefined)}>
      <canvas ref={canvas} role="img" aria-label={label} style={{ width, height }} />
      {said !== undefined && <span className={own.said}>{said}</span>}
    </div>
  );
}
