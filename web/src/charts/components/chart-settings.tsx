import { ActionIcon, Button, Popover, SegmentedControl, Select, Switch, TextInput, Tooltip } from "@mantine/core";
import { Settings2 } from "lucide-react";
import { type ReactNode, useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ChartsAddress, findRange, putRange, readRange, readStrength, writeRange } from "../lib/address";
import type { ChartSpec } from "../lib/chart-spec";
import { differenceKinds } from "../lib/difference";
import { nameOfMetric } from "../lib/metric";
import { type ChartOverride, putOverride } from "../lib/overrides";
import type { Range } from "../lib/projection";
import { type ChartSettings, shapes, usualWidth } from "../lib/settings";
import { isRelative, writeXChoice, xAxes } from "../lib/x-axis";
import classes from "./chart-settings.module.css";
import { fitWindow } from "./fit-window";
import { markerChoices } from "./marker-choices";
import { Strength } from "./strength";

interface Props {
  chart: ChartSpec;
  override: ChartOverride;
  isDifferent: boolean;
  settings: ChartSettings;
  /** There is a baseline that lines can be taken from. */
  mayDiffer: boolean;
  address: ChartsAddress;
  /** The ranges on screen, for those who type others. */
  ranges: { readonly x: Range; readonly y: Range } | undefined;
  onAddress: (part: ChartsAddress, replace?: boolean) => void;
}

/** What one chart has of its own. A dot on the button says that it differs from the page's settings. */
export function ChartSettingsButton(props: Props) {
  const { t } = useTranslation("charts");
  return (
    <Popover position="bottom-end" width={320} shadow="md" middlewares={fitWindow} trapFocus>
      <Tooltip label={t(props.isDifferent ? "own.differs" : "own.label")}>
        <Popover.Target>
          <ActionIcon
            className={classes.button}
            size="sm"
            aria-label={t(props.isDifferent ? "own.differsNamed" : "own.labelNamed", { chart: props.chart.name })}
            data-differs={props.isDifferent || undefined}
          >
            <Settings2 size={14} />
          </ActionIcon>
        </Popover.Target>
      </Tooltip>
      <Popover.Dropdown className={classes.dropdown}>
        <Form {...props} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Form({ chart, override, isDifferent, settings, mayDiffer, address, ranges, onAddress }: Props) {
  const { t } = useTranslation("charts");
  const change = (part: ChartOverride) => onAddress({ set: putOverride(address.set, chart.id, { ...override, ...part }) }, true);
  const unlessPage = <T extends string>(value: T, page: T) => (value === page ? undefined : value);
  const pageX = address.x ?? "step";
  const setX = (x: Range | undefined) =>
    onAddress(address.zoom === "own" ? { xrange: putRange(address.xrange, chart.id, x) } : { range: x && writeRange(x) });
  const isXSet = (address.zoom === "own" ? findRange(address.xrange, chart.id) : readRange(address.range)) !== undefined;
  const isYSet = findRange(address.yrange, chart.id) !== undefined;
  const copyToAll = () =>
    onAddress({
      x: writeXChoice(settings.x) === "step" ? undefined : writeXChoice(settings.x),
      xs: settings.isXLog ? "log" : undefined,
      y: settings.yScale === "linear" ? undefined : settings.yScale,
      smooth: settings.smoothing > 0 ? String(Math.round(settings.smoothing * 100)) : undefined,
      kind: settings.smoothingKind === "exponential" ? undefined : settings.smoothingKind,
      band: settings.showBand ? undefined : "off",
      outliers: settings.cutOutliers ? "cut" : undefined,
      marks: settings.markers === undefined ? undefined : String(settings.markers),
      minus: settings.minus,
      set: putOverride(address.set, chart.id, keepNames(override)),
    });
  return (
    <div className={classes.form}>
      <Text label={t("own.title")} value={override.title} placeholder={chart.name} onText={(title) => change({ title })} />
      <div className={classes.pair}>
        <Text label={t("own.xLabel")} value={override.xLabel} onText={(xLabel) => change({ xLabel })} />
        <Text label={t("own.yLabel")} value={override.yLabel} onText={(yLabel) => change({ yLabel })} />
      </div>
      <Row label={t("xAxis")}>
        <Select
          aria-label={t("xAxis")}
          allowDeselect={false}
          comboboxProps={{ withinPortal: false }}
          placeholder={settings.x.metric && nameOfMetric(settings.x.metric)}
          value={settings.x.axis === "series" ? null : settings.x.axis}
          data={xAxes.map((value) => ({ value, label: isRelative(value) ? t(`settings.relativeTo.${value}`) : t(`x.${value}`) }))}
          onChange={(x) => change({ x: x === null ? undefined : unlessPage(x, pageX) })}
        />
      </Row>
      <Row label={t("xScale.label")}>
        <SegmentedControl
          aria-label={t("xScale.label")}
          value={settings.isXLog ? "log" : "linear"}
          data={(["linear", "log"] as const).map((value) => ({ value, label: t(`yScale.${value}`) }))}
          onChange={(xs) => change({ xs: unlessPage(xs, address.xs ?? "linear") })}
        />
      </Row>
      <Row label={t("yScale.label")}>
        <SegmentedControl
          aria-label={t("yScale.label")}
          value={settings.yScale}
          data={(["linear", "log", "symlog"] as const).map((value) => ({ value, label: t(`yScale.${value}`) }))}
          onChange={(y) => change({ y: unlessPage(y, address.y ?? "linear") })}
        />
      </Row>
      <Row label={t("smoothing")}>
        <Strength
          kind={settings.smoothingKind}
          strength={settings.smoothing}
          label={t("smoothing")}
          onStrength={(strength) => {
            const percent = Math.round(strength * 100);
            change({ smooth: percent === Math.round(readStrength(address.smooth) * 100) ? undefined : String(percent) });
          }}
        />
      </Row>
      <div className={classes.pair}>
        <Ends label={t("own.xRange")} range={ranges?.x} isSet={isXSet} onRange={setX} />
        <Ends label={t("own.yRange")} range={ranges?.y} isSet={isYSet} onRange={(y) => onAddress({ yrange: putRange(address.yrange, chart.id, y) })} />
      </div>
      <div className={classes.pair}>
        <Select
          label={t("own.shape")}
          value={settings.shape}
          allowDeselect={false}
          comboboxProps={{ withinPortal: false }}
          data={shapes.map((value) => ({ value, label: t(`shape.${value}`) }))}
          onChange={(shape) => change({ shape: shape === "auto" || shape === null ? undefined : shape })}
        />
        <Select
          label={t("own.points")}
          value={settings.points}
          allowDeselect={false}
          comboboxProps={{ withinPortal: false }}
          data={(["auto", "on", "off"] as const).map((value) => ({ value, label: t(`points.${value}`) }))}
          onChange={(points) => change({ points: points === "auto" || points === null ? undefined : points })}
        />
      </div>
      <Select
        label={t("markers.label")}
        value={String(settings.markers ?? "off")}
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
        data={markerChoices(t, settings.markers)}
        onChange={(marks) => change({ marks: unlessPage(marks ?? "off", address.marks ?? "off") })}
      />
      {mayDiffer && (
        <Select
          label={t("minus.label")}
          value={settings.minus ?? "off"}
          allowDeselect={false}
          comboboxProps={{ withinPortal: false }}
          data={(["off", ...differenceKinds] as const).map((value) => ({ value, label: t(`minus.kind.${value}`) }))}
          onChange={(minus) =>
            onAddress(
              { set: putOverride(address.set, chart.id, { ...override, minus: unlessPage(minus ?? "off", address.minus ?? "off") }), yrange: putRange(address.yrange, chart.id, undefined) },
              true,
            )
          }
        />
      )}
      <div className={classes.triple}>
        <Text
          label={t("own.width")}
          value={override.width}
          placeholder={String(usualWidth)}
          isNumber
          onText={(width) => change({ width })}
        />
        <Text label={t("own.baseline")} value={override.base} placeholder={t("own.none")} isNumber onText={(base) => change({ base })} />
        <Text label={t("own.unit")} value={override.unit} onText={(unit) => change({ unit })} />
      </div>
      <Switch
        label={t("settings.band")}
        checked={settings.showBand}
        onChange={(event) => change({ band: unlessPage(event.currentTarget.checked ? "on" : "off", address.band ?? "on") })}
      />
      <Switch
        label={t("settings.outliers")}
        checked={settings.cutOutliers}
        onChange={(event) => change({ outliers: unlessPage(event.currentTarget.checked ? "cut" : "keep", address.outliers ?? "keep") })}
      />
      <div className={classes.actions}>
        <Button variant="default" disabled={!isDifferent} onClick={() => onAddress({ set: putOverride(address.set, chart.id, {}) })}>
          {t("own.reset")}
        </Button>
        <Button variant="default" disabled={!isDifferent} onClick={copyToAll}>
          {t("own.copyToAll")}
        </Button>
      </div>
    </div>
  );
}

const keepNames = ({ title, xLabel, yLabel, unit, base, shape, points, width }: ChartOverride): ChartOverride => ({
  title,
  xLabel,
  yLabel,
  unit,
  base,
  shape,
  points,
  width,
});

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={classes.row}>
      <span>{label}</span>
      {children}
    </div>
  );
}

interface TextProps {
  label: string;
  value: string | undefined;
  placeholder?: string;
  isNumber?: boolean;
  onText: (text: string | undefined) => void;
}

/** A text that is taken over when it is done: on Enter and on leaving the field. */
function Text({ label, value, placeholder, isNumber = false, onText }: TextProps) {
  const { t } = useTranslation("charts");
  const [typed, setTyped] = useState(value ?? "");
  useEffect(() => setTyped(value ?? ""), [value]);
  const isBroken = isNumber && typed.trim() !== "" && !Number.isFinite(Number(typed));
  const take = () => {
    const text = typed.trim() === "" ? undefined : typed.trim();
    if (!isBroken && text !== value) onText(text);
  };
  return (
    <TextInput
      label={label}
      value={typed}
      placeholder={placeholder}
      maxLength={200}
      inputMode={isNumber ? "decimal" : undefined}
      error={isBroken ? t("own.noNumber") : undefined}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={(event) => event.key === "Enter" && !event.nativeEvent.isComposing && take()}
    />
  );
}

/** The two ends of a range; both empty stands for all there is. */
function Ends({ label, range, isSet, onRange }: { label: string; range: Range | undefined; isSet: boolean; onRange: (range: Range | undefined) => void }) {
  const { t } = useTranslation("charts");
  const id = useId();
  const shown = isSet && range ? range.map((end) => String(Number(end.toPrecision(6)))) : ["", ""];
  const key = shown.join("~");
  const [typed, setTyped] = useState(shown);
  useEffect(() => setTyped(key.split("~")), [key]);
  const [from = "", to = ""] = typed;
  const isBroken = (from !== "" || to !== "") && (!(Number(from) < Number(to)) || from.trim() === "" || to.trim() === "");
  const take = () => {
    if (from === "" && to === "") {
      if (isSet) onRange(undefined);
    } else if (!isBroken && typed.join("~") !== key) onRange([Number(from), Number(to)]);
  };
  const field = (which: "from" | "to", value: string, onText: (text: string) => void) => (
    <TextInput
      aria-label={`${label}: ${t(`own.${which}`)}`}
      aria-describedby={isBroken ? id : undefined}
      placeholder={range?.[which === "from" ? 0 : 1] === undefined ? "" : String(Number((range[which === "from" ? 0 : 1] ?? 0).toPrecision(4)))}
      value={value}
      inputMode="decimal"
      error={isBroken}
      onChange={(event) => onText(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={(event) => event.key === "Enter" && take()}
    />
  );
  return (
    <div>
      <span className={classes.name}>{label}</span>
      <div className={classes.ends}>
        {field("from", from, (text) => setTyped([text, to]))}
        <span aria-hidden="true">–</span>
        {field("to", to, (text) => setTyped([from, text]))}
      </div>
      {isBroken && (
        <p id={id} className={classes.fault}>
          {t("own.noRange")}
        </p>
      )}
    </div>
  );
}
