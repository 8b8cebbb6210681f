import { ActionIcon, Button, Menu, Popover, SegmentedControl, Select, Switch, Tooltip } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { ArrowDownWideNarrow, Download, SlidersHorizontal, X, ZoomOut } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { MenuChoice } from "@/components/menu-choice";
import { SearchField } from "@/components/search-field";
import { describeError } from "@/lib/errors";
import { useTheme } from "@/lib/theme";
import { dismissToast, showToast } from "@/lib/toasts";
import { zipOfCharts } from "../export/all-charts";
import { fileName, saveFile } from "../export/files";
import { chartOrders, type ChartsAddress, chartSizes, mostColumns, readRange, smoothingKinds, writeStrength } from "../lib/address";
import type { ChartRun } from "../lib/chart-run";
import type { ChartSpec } from "../lib/chart-spec";
import { differenceKinds } from "../lib/difference";
import { formulaOf, type Metric, metricOfFormula, metricOfPath } from "../lib/metric";
import type { YScale } from "../lib/projection";
import type { ChartSettings } from "../lib/settings";
import { isRelative, mainAxes, type PlainXAxis, relativeAxes, writeXChoice } from "../lib/x-axis";
import { exportColors } from "../view/palette";
import classes from "./charts-toolbar.module.css";
import { fitWindow } from "./fit-window";
import { FormulaField } from "./formula-field";
import { MixButton } from "./mix-button";
import { markerChoices } from "./marker-choices";
import { Strength } from "./strength";
import { usePins } from "./pins-provider";
import type { Keeping } from "./use-keeping";

interface Props {
  address: ChartsAddress;
  settings: ChartSettings;
  isFilterBroken: boolean;
  /** How many charts there are, and how many the filter lets through. */
  total: number;
  matching: number;
  paths: readonly string[];
  /** The charts of lines on the page, in their order. */
  charts: readonly ChartSpec[];
  runs: readonly ChartRun[];
  keeping: Keeping;
  /** The run that lines can be shown against, and those that could be it. */
  base: ChartRun | undefined;
  bases: readonly ChartRun[];
  isGrouped: boolean;
  onAddress: (part: ChartsAddress, replace?: boolean) => void;
  /** What the page adds to the end of the bar. */
  children?: ReactNode;
}

const yScales: readonly YScale[] = ["linear", "log", "symlog"];

/** What all charts of the page have in common: which ones, along which axis, how smooth. */
export function ChartsToolbar({ address, settings, isFilterBroken, total, matching, paths, charts, runs, keeping, base, bases, isGrouped, onAddress, children }: Props) {
  const { t } = useTranslation("charts");
  const hasZoom = address.range !== undefined || address.xrange !== undefined || address.yrange !== undefined;
  return (
    <div className={classes.bar} role="toolbar" aria-label={t("toolbar")}>
      <SearchField
        className={classes.filter}
        text={address.q}
        label={t("filter.label")}
        hint={t("filter.hint")}
        error={isFilterBroken ? t("filter.broken") : undefined}
        onText={(q) => onAddress({ q }, true)}
      />
      <span className={classes.count} role="status">
        {matching === total ? t("count", { count: total }) : t("countOf", { count: total, matching })}
      </span>
      <span className={classes.space} />
      {hasZoom && (
        <Button
          variant="default"
          leftSection={<ZoomOut size={14} />}
          onClick={() => onAddress({ range: undefined, xrange: undefined, yrange: undefined })}
        >
          {t("resetZoom")}
        </Button>
      )}
      {settings.minus !== undefined && base && !isGrouped && (
        <Tooltip label={t("minus.stop")}>
          <Button
            className={classes.difference}
            variant="light"
            rightSection={<X size={13} />}
            title={t(`minus.axis.${settings.minus}`, { name: base.name })}
            aria-label={`${t(`minus.axis.${settings.minus}`, { name: base.name })}. ${t("minus.stop")}`}
            onClick={() => onAddress({ minus: undefined, yrange: undefined })}
          >
            <span className={classes.base}>
              {settings.minus === "percent" ? "Δ% " : "Δ "}
              <bdi>{base.name}</bdi>
            </span>
          </Button>
        </Tooltip>
      )}
      <MixButton paths={paths} address={address} onAddress={onAddress} />
      <SegmentedControl<PlainXAxis>
        aria-label={t("xAxis")}
        value={(settings.x.axis === "series" ? "" : isRelative(settings.x.axis) ? "relativeTime" : settings.x.axis) as PlainXAxis}
        data={mainAxes.map((value) => ({ value, label: t(`x.${value}`) }))}
        // A range on another axis would mean something else.
        onChange={(x) => onAddress({ x: x === "step" ? undefined : x, range: undefined, xrange: undefined })}
      />
      <div className={classes.smoothing}>
        <span aria-hidden="true">{t("smoothing")}</span>
        <Strength
          strength={settings.smoothing}
          kind={settings.smoothingKind}
          label={t("smoothing")}
          isDisabled={isGrouped}
          onStrength={(strength) => onAddress({ smooth: writeStrength(strength) }, true)}
        />
      </div>
      <SegmentedControl<YScale>
        aria-label={t("yScale.label")}
        value={settings.yScale}
        data={yScales.map((value) => ({ value, label: t(`yScale.${value}`) }))}
        onChange={(y) => onAddress({ y: y === "linear" ? undefined : y, yrange: undefined })}
      />
      <OrderButton order={address.order} onAddress={onAddress} />
      <DownloadAll address={address} settings={settings} charts={charts} runs={runs} base={isGrouped ? undefined : base} />
      <More address={address} settings={settings} paths={paths} keeping={keeping} base={base} bases={bases} isGrouped={isGrouped} onAddress={onAddress} />
      {children}
    </div>
  );
}

/** In which order the charts stand. */
function OrderButton({ order, onAddress }: { order: ChartsAddress["order"]; onAddress: Props["onAddress"] }) {
  const { t } = useTranslation("charts");
  return (
    <Menu position="bottom-end">
      <Tooltip label={t("order.label")}>
        <Menu.Target>
          <ActionIcon variant="default" size="md" aria-label={t("order.label")} data-differs={order !== undefined || undefined} className={classes.more}>
            <ArrowDownWideNarrow size={14} />
          </ActionIcon>
        </Menu.Target>
      </Tooltip>
      <Menu.Dropdown>
        {chartOrders.map((one) => (
          <MenuChoice key={one} kind="one" isOn={one === (order ?? "name")} onClick={() => onAddress({ order: one === "name" ? undefined : one })}>
            {t(`order.by.${one}`)}
          </MenuChoice>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** More would be a file that nobody unpacks, and hours of asking. */
const mostSaved = 300;

/** All charts of the page as one file. */
function DownloadAll({ address, settings, charts, runs, base }: Pick<Props, "address" | "settings" | "charts" | "runs" | "base">) {
  const { t, i18n } = useTranslation("charts");
  const queries = useQueryClient();
  const theme = useTheme();
  const { pins } = usePins();
  const [isBusy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    const some = charts.slice(0, mostSaved);
    const toast = showToast(t("download.making"), { progress: 0 });
    try {
      const zip = await zipOfCharts(queries, {
        charts: some,
        runs,
        settings,
        overrides: address.set,
        x: readRange(address.range),
        base,
        yLabelOf: (kind, name) => t(`minus.axis.${kind}`, { name }),
        language: i18n.language,
        colors: exportColors(theme),
        more: (count) => t("moreLines", { count }),
        notes: (count) => t("pins.count", { count }),
        pins,
        xName: ({ xAxis, xLabel }) => xLabel ?? t(`x.${xAxis}`),
        onProgress: (done) => showToast(t("download.making"), { progress: done / some.length }, toast),
      });
      saveFile(zip, fileName("charts", "zip"));
      dismissToast(toast);
      if (charts.length > some.length) showToast(t("download.cut", { count: charts.length - some.length }), { tone: "bad" });
    } catch (problem) {
      dismissToast(toast);
      showToast(describeError(problem), { tone: "bad" });
    }
    setBusy(false);
  };
  return (
    <Tooltip label={t("download.all", { count: Math.min(charts.length, mostSaved) })}>
      <ActionIcon variant="default" size="md" aria-label={t("download.all", { count: Math.min(charts.length, mostSaved) })} loading={isBusy} disabled={charts.length === 0} onClick={() => void save()}>
        <Download size={14} />
      </ActionIcon>
    </Tooltip>
  );
}

function More({ address, settings, paths, keeping, base, bases, isGrouped, onAddress }: Pick<Props, "address" | "settings" | "paths" | "keeping" | "base" | "bases" | "isGrouped" | "onAddress">) {
  const { t } = useTranslation("charts");
  const differs =
    !settings.showBand || settings.cutOutliers || settings.isXLog || settings.size !== "medium" || [address.zoom, address.notes, address.marks, address.minus, address.cols, address.legend, address.only, address.kind, address.fork, settings.x.metric].some((one) => one !== undefined);
  const setX = (metric: Metric | undefined) => onAddress({ x: metric === undefined ? undefined : writeXChoice({ axis: "series", metric }), range: undefined, xrange: undefined });
  return (
    <Popover position="bottom-end" width={280} shadow="md" middlewares={fitWindow}>
      <Tooltip label={t("settings.label")}>
        <Popover.Target>
          <ActionIcon variant="default" size="md" aria-label={t("settings.label")} data-differs={differs || undefined} className={classes.more}>
            <SlidersHorizontal size={14} />
          </ActionIcon>
        </Popover.Target>
      </Tooltip>
      <Popover.Dropdown className={classes.dropdown}>
        <div className={classes.settings}>
          <Switch
            label={t("settings.band")}
            description={t("settings.bandHint")}
            checked={settings.showBand}
            onChange={(event) => onAddress({ band: event.currentTarget.checked ? undefined : "off" })}
          />
          <Switch
            label={t("settings.notes")}
            description={t(isGrouped ? "settings.notesNotOfGroups" : "settings.notesHint")}
            checked={address.notes === undefined}
            onChange={(event) => onAddress({ notes: event.currentTarget.checked ? undefined : "off" })}
          />
          <Switch
            label={t("settings.outliers")}
            description={t("settings.outliersHint")}
            checked={settings.cutOutliers}
            onChange={(event) => onAddress({ outliers: event.currentTarget.checked ? "cut" : undefined })}
          />
          <Select
            label={t("markers.label")}
            description={t("markers.hint")}
            value={String(settings.markers ?? "off")}
            allowDeselect={false}
            comboboxProps={{ withinPortal: false }}
            data={markerChoices(t, settings.markers)}
            onChange={(marks) => onAddress({ marks: marks === "off" || marks === null ? undefined : marks })}
          />
          {base && (
            <Select
              label={t("minus.label")}
              description={t(isGrouped ? "minus.notOfGroups" : "minus.hint")}
              value={address.minus ?? "off"}
              disabled={isGrouped}
              allowDeselect={false}
              comboboxProps={{ withinPortal: false }}
              data={(["off", ...differenceKinds] as const).map((value) => ({ value, label: t(`minus.kind.${value}`) }))}
              // A range of values means nothing for differences.
              onChange={(minus) => onAddress({ minus: differenceKinds.find((one) => one === minus), yrange: undefined })}
            />
          )}
          {base && address.minus !== undefined && !isGrouped && (
            <Select
              label={t("minus.base")}
              searchable
              limit={200}
              allowDeselect={false}
              comboboxProps={{ withinPortal: false }}
              value={base.text ?? base.shortId}
              data={bases.map(({ shortId, text = shortId, name }) => ({ value: text, label: name }))}
              onChange={(ref) => onAddress({ ref: ref === null || ref === (bases[0]?.text ?? bases[0]?.shortId) ? undefined : ref, yrange: undefined })}
            />
          )}
          <Switch
            label={t("settings.together")}
            description={t("settings.togetherHint")}
            checked={address.zoom === undefined}
            onChange={(event) =>
              onAddress({ zoom: event.currentTarget.checked ? undefined : "own", range: undefined, xrange: undefined })
            }
          />
          <Select
            label={t("settings.kind")}
            value={settings.smoothingKind}
            allowDeselect={false}
            comboboxProps={{ withinPortal: false }}
            data={smoothingKinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
            onChange={(kind) => onAddress({ kind: smoothingKinds.find((one) => one === kind && one !== "exponential") })}
          />
          <Select
            label={t("settings.xMetric")}
            placeholder={t("own.none")}
            searchable
            clearable
            limit={100}
            comboboxProps={{ withinPortal: false }}
            data={paths.map((path) => ({ value: metricOfPath(path), label: path }))}
            value={settings.x.metric ?? null}
            onChange={(metric) => setX(metric ?? undefined)}
          />
          <FormulaField
            label={t("settings.xFormula")}
            paths={paths}
            formula={settings.x.metric === undefined ? undefined : formulaOf(settings.x.metric)}
            onFormula={(formula) => setX(formula === undefined ? undefined : metricOfFormula(formula))}
          />
          {isRelative(settings.x.axis) && (
            <Select
              label={t("settings.relative")}
              allowDeselect={false}
              comboboxProps={{ withinPortal: false }}
              data={relativeAxes.map((value) => ({ value, label: t(`settings.relativeTo.${value}`) }))}
              value={settings.x.axis}
              onChange={(next) => onAddress({ x: relativeAxes.find((one) => one === next), range: undefined, xrange: undefined })}
            />
          )}
          <Switch
            label={t("settings.inherited")}
            description={t("settings.inheritedHint")}
            checked={settings.inherited}
            onChange={(event) => onAddress({ fork: event.currentTarget.checked ? undefined : "own" })}
          />
          <Switch
            label={t("settings.xLog")}
            checked={settings.isXLog}
            onChange={(event) => onAddress({ xs: event.currentTarget.checked ? "log" : undefined })}
          />
          <Switch
            label={t("settings.legend")}
            checked={address.legend === "bottom"}
            onChange={(event) => onAddress({ legend: event.currentTarget.checked ? "bottom" : undefined })}
          />
          <Switch
            label={t("settings.starred")}
            checked={address.only === "starred"}
            onChange={(event) => onAddress({ only: event.currentTarget.checked ? "starred" : undefined })}
          />
          <Select
            label={t("settings.columns")}
            value={address.cols ?? ""}
            allowDeselect={false}
            comboboxProps={{ withinPortal: false }}
            data={[
              { value: "", label: t("settings.columnsFit") },
              ...Array.from({ length: mostColumns }, (_, i) => ({ value: String(i + 1), label: String(i + 1) })),
            ]}
            onChange={(cols) => onAddress({ cols: cols === "" || cols === null ? undefined : cols })}
          />
          <SegmentedControl
            fullWidth
            aria-label={t("size.label")}
            value={settings.size}
            data={chartSizes.map((value) => ({ value, label: t(`size.${value}`) }))}
            onChange={(size) => onAddress({ size: size === "medium" ? undefined : chartSizes.find((one) => one === size) })}
          />
          {keeping.mayKeep && (
            <div className={classes.keep}>
              <Button size="compact-sm" variant="default" disabled={keeping.isAsSaved} onClick={() => keeping.onSave(true, address)}>
                {t("keep.forMe")}
              </Button>
              <Tooltip label={t("keep.notAllowed")} disabled={keeping.mayShare}>
                <Button size="compact-sm" variant="default" data-disabled={!keeping.mayShare || undefined} disabled={!keeping.mayShare} onClick={() => keeping.onSave(false, address)}>
                  {t("keep.forAll")}
                </Button>
              </Tooltip>
              {keeping.hasSaved.own && (
                <Button size="compact-sm" variant="subtle" color="gray" onClick={() => keeping.onSave(true, undefined)}>
                  {t("keep.forget")}
                </Button>
              )}
            </div>
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
