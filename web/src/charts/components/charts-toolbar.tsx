import { ActionIcon, Button, Popover, SegmentedControl, Select, Switch, Tooltip } from "@mantine/core";
import { SlidersHorizontal, ZoomOut } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { SearchField } from "@/components/search-field";
import { type ChartsAddress, chartSizes, mostColumns, smoothingKinds, writeStrength } from "../lib/address";
import type { YScale } from "../lib/projection";
import type { ChartSettings } from "../lib/settings";
import { type PlainXAxis, writeXChoice, xAxes } from "../lib/x-axis";
import classes from "./charts-toolbar.module.css";
import { MixButton } from "./mix-button";
import { Strength } from "./strength";

interface Props {
  address: ChartsAddress;
  settings: ChartSettings;
  isFilterBroken: boolean;
  /** How many charts there are, and how many the filter lets through. */
  total: number;
  matching: number;
  paths: readonly string[];
  hasStars: boolean;
  isGrouped: boolean;
  onAddress: (part: ChartsAddress, replace?: boolean) => void;
  /** What the page adds to the end of the bar. */
  children?: ReactNode;
}

const yScales: readonly YScale[] = ["linear", "log", "symlog"];

/** What all charts of the page have in common: which ones, along which axis, how smooth. */
export function ChartsToolbar({ address, settings, isFilterBroken, total, matching, paths, hasStars, isGrouped, onAddress, children }: Props) {
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
      <MixButton paths={paths} address={address} onAddress={onAddress} />
      <SegmentedControl<PlainXAxis>
        aria-label={t("xAxis")}
        value={(settings.x.axis === "series" ? "" : settings.x.axis) as PlainXAxis}
        data={xAxes.map((value) => ({ value, label: t(`x.${value}`) }))}
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
      <More address={address} settings={settings} paths={paths} hasStars={hasStars} onAddress={onAddress} />
      {children}
    </div>
  );
}

function More({ address, settings, paths, hasStars, onAddress }: Pick<Props, "address" | "settings" | "paths" | "hasStars" | "onAddress">) {
  const { t } = useTranslation("charts");
  const differs =
    !settings.showBand || settings.cutOutliers || settings.isXLog || settings.size !== "medium" || [address.zoom, address.cols, address.legend, address.only, address.kind, address.fork, settings.x.path].some((one) => one !== undefined);
  return (
    <Popover position="bottom-end" width={280} shadow="md">
      <Popover.Target>
        <Tooltip label={t("settings.label")}>
          <ActionIcon variant="default" size="md" aria-label={t("settings.label")} data-differs={differs || undefined} className={classes.more}>
            <SlidersHorizontal size={14} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={classes.settings}>
          <Switch
            label={t("settings.band")}
            description={t("settings.bandHint")}
            checked={settings.showBand}
            onChange={(event) => onAddress({ band: event.currentTarget.checked ? undefined : "off" })}
          />
          <Switch
            label={t("settings.outliers")}
            description={t("settings.outliersHint")}
            checked={settings.cutOutliers}
            onChange={(event) => onAddress({ outliers: event.currentTarget.checked ? "cut" : undefined })}
          />
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
            data={[...paths]}
            value={settings.x.path ?? null}
            onChange={(path) => onAddress({ x: path === null ? undefined : writeXChoice({ axis: "series", path }), range: undefined, xrange: undefined })}
          />
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
          {hasStars && (
            <Switch
              label={t("settings.starred")}
              checked={address.only === "starred"}
              onChange={(event) => onAddress({ only: event.currentTarget.checked ? "starred" : undefined })}
            />
          )}
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
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
