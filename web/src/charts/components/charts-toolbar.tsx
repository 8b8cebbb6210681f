import { ActionIcon, Button, Popover, SegmentedControl, Slider, Switch, Tooltip } from "@mantine/core";
import { SlidersHorizontal, ZoomOut } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { SearchField } from "@/components/search-field";
import { type ChartsAddress, chartSizes, writeStrength } from "../lib/address";
import type { YScale } from "../lib/projection";
import type { ChartSettings } from "../lib/settings";
import { type XAxis, xAxes } from "../lib/x-axis";
import classes from "./charts-toolbar.module.css";

interface Props {
  address: ChartsAddress;
  settings: ChartSettings;
  isFilterBroken: boolean;
  /** How many charts there are, and how many the filter lets through. */
  total: number;
  matching: number;
  onAddress: (part: ChartsAddress, replace?: boolean) => void;
}

const yScales: readonly YScale[] = ["linear", "log", "symlog"];

/** What all charts of the page have in common: which ones, along which axis, how smooth. */
export function ChartsToolbar({ address, settings, isFilterBroken, total, matching, onAddress }: Props) {
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
      <SegmentedControl<XAxis>
        aria-label={t("xAxis")}
        value={settings.xAxis}
        data={xAxes.map((value) => ({ value, label: t(`x.${value}`) }))}
        // A range on another axis would mean something else.
        onChange={(x) => onAddress({ x: x === "step" ? undefined : x, range: undefined, xrange: undefined })}
      />
      <Smoothing strength={settings.smoothing} onStrength={(strength) => onAddress({ smooth: writeStrength(strength) }, true)} />
      <SegmentedControl<YScale>
        aria-label={t("yScale.label")}
        value={settings.yScale}
        data={yScales.map((value) => ({ value, label: t(`yScale.${value}`) }))}
        onChange={(y) => onAddress({ y: y === "linear" ? undefined : y, yrange: undefined })}
      />
      <More address={address} settings={settings} onAddress={onAddress} />
    </div>
  );
}

function Smoothing({ strength, onStrength }: { strength: number; onStrength: (strength: number) => void }) {
  const { t } = useTranslation("charts");
  const id = useId();
  return (
    <div className={classes.smoothing}>
      <span id={id}>{t("smoothing")}</span>
      <Slider
        className={classes.slider}
        size={3}
        min={0}
        max={0.99}
        step={0.01}
        value={strength}
        label={null}
        thumbProps={{ "aria-labelledby": id }}
        onChange={onStrength}
      />
      <span className={classes.strength}>{strength === 0 ? t("off") : strength.toFixed(2)}</span>
    </div>
  );
}

function More({ address, settings, onAddress }: Pick<Props, "address" | "settings" | "onAddress">) {
  const { t } = useTranslation("charts");
  const differs = !settings.showBand || settings.cutOutliers || settings.size !== "medium" || address.zoom !== undefined;
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
