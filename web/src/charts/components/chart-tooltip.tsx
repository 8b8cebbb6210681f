import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import { formatCount, formatNumber } from "@/lib/format";
import { exactQuery } from "../api/exact";
import { at } from "../lib/columns";
import { xText } from "../lib/labels";
import { fitRows, type Reading, sortReadings } from "../lib/readout";
import type { ChartModel } from "../view/chart-view";
import type { Line } from "../view/line";
import { useShared } from "../view/shared";
import classes from "./chart-tooltip.module.css";
import { LineSwatch } from "./line-swatch";
import { useXName } from "./use-x-name";

export interface TooltipContent {
  readonly x: number;
  readonly readings: readonly Reading[];
  readonly nearestId: string | undefined;
  /** The value where the pointer stands; undefined when keys lead. */
  readonly middle: number | undefined;
  /** In pixels of the window. */
  readonly left: number;
  readonly top: number;
}

interface Props {
  content: TooltipContent;
  lineById: ReadonlyMap<string, Line>;
  model: ChartModel;
}

const mostRows = 12;
const roomPx = 300;

/** What all lines say at the crosshair. Follows the pointer on the side where there is room. */
export function ChartTooltip({ content, lineById, model }: Props) {
  const { t } = useTranslation("charts");
  const { tipOrder, base } = useShared();
  const xName = useXName(model);
  const { x, readings, nearestId, middle, left, top } = content;
  const sorted = useMemo(
    () => sortReadings(readings, tipOrder.current, (id) => lineById.get(id)?.name ?? "", middle),
    [readings, tipOrder, lineById, middle],
  );
  const rows = fitRows(sorted, nearestId, mostRows);
  const baseReading = base.current === undefined || model.difference ? undefined : readings.find(({ lineId }) => lineById.get(lineId)?.runId === base.current);
  const main = readings.find(({ lineId }) => lineId === nearestId) ?? (readings.length === 1 ? readings[0] : undefined);
  const mainLine = main && lineById.get(main.lineId);
  // On a phone there is room on neither side: it lies across.
  const isAcross = window.innerWidth < 2 * roomPx;
  const toLeft = left > window.innerWidth - roomPx;
  const toTop = top > window.innerHeight / 2;
  return createPortal(
    <div
      className={classes.tooltip}
      role="presentation"
      style={{
        left: isAcross ? 12 : toLeft ? undefined : left + 14,
        right: !isAcross && toLeft ? window.innerWidth - left + 14 : undefined,
        top: toTop ? undefined : top + 12,
        bottom: toTop ? window.innerHeight - top + 12 : undefined,
      }}
    >
      <div className={classes.head}>
        <span className={classes.axis}>{xName}</span>
        <span>{rangeText(x, main ?? rows[0], lineById, model)}</span>
      </div>
      {rows.length === 0 ? (
        <p className={classes.note}>{t("nothingHere")}</p>
      ) : (
        <table className={classes.rows}>
          <tbody>
            {rows.map((reading, i) => {
              const line = lineById.get(reading.lineId);
              if (!line) return null;
              // By place: with every move other lines stand there, and writing into rows costs less than making them.
              return (
                <tr key={i} className={reading.lineId === nearestId && rows.length > 1 ? classes.nearest : undefined}>
                  <td className={classes.swatch}>
                    <LineSwatch style={line.style} hasMarker={line.markers !== undefined} />
                  </td>
                  <td className={classes.name} dir="auto">
                    {line.name}
                  </td>
                  <td className={classes.value}>{valueText(reading, line, model.unit)}</td>
                  {baseReading && <td className={classes.difference}>{differenceText(reading, baseReading)}</td>}
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {sorted.length > rows.length && <p className={classes.note}>{t("moreLines", { count: sorted.length - rows.length })}</p>}
      {main && mainLine && <Detail reading={main} line={mainLine} model={model} />}
    </div>,
    document.body,
  );
}

/** The x of the points that the leading line says something about: one, or from first to last. */
function rangeText(x: number, reading: Reading | undefined, lineById: Props["lineById"], { xAxis, language }: ChartModel): string {
  const columns = reading && lineById.get(reading.lineId)?.columns;
  if (!columns) return xText(x, xAxis, language);
  const [first, last] = [at(columns.firstX, reading.index), at(columns.lastX, reading.index)];
  const start = xText(first, xAxis, language);
  const end = xText(last, xAxis, language);
  return start === end ? start : `${start}–${end}`;
}

/** A bucket without a finite value says which kind it has. */
export function valueText({ index, value }: Reading, { columns }: Line, unit: string | undefined): string {
  if (Number.isFinite(value)) return withUnit(formatNumber(value), unit);
  if (at(columns.nan, index) > 0) return "NaN";
  if (at(columns.positiveInfinity, index) > 0) return "∞";
  // A difference to nothing is nothing.
  return at(columns.negativeInfinity, index) > 0 ? "−∞" : "–";
}

export const withUnit = (text: string, unit: string | undefined) => (unit === undefined ? text : `${text} ${unit}`);

/** How far a value lies from that of the run it is compared with. */
export function differenceText({ lineId, value }: Reading, base: Reading): string {
  if (lineId === base.lineId) return "±0";
  const by = value - base.value;
  if (!Number.isFinite(by)) return "";
  const shown = formatNumber(Number(by.toPrecision(4)));
  return by > 0 ? `+${shown}` : shown;
}

/** Points are asked for one by one only where the pointer rests. */
const restMs = 160;

/** The logged point nearest to where the pointer rests; undefined while it moves. */
function useExact({ runId, columns }: Line, index: number, { source }: ChartModel, isWanted: boolean) {
  const x = at(columns.x, index);
  const [rested, setRested] = useState<number>();
  useEffect(() => {
    const timer = setTimeout(() => setRested(x), restMs);
    return () => clearTimeout(timer);
  }, [x]);
  const isResting = isWanted && runId !== undefined && rested === x;
  const series = useMemo(() => (runId === undefined ? [] : [{ runId, metric: columns.metric }]), [runId, columns.metric]);
  return useQuery({ ...exactQuery(source, series, x), enabled: isResting }).data?.[0];
}

/** What lies behind the value of one line: raw value, range of the bucket, points that are no numbers, and the nearest point as it was logged. */
function Detail({ reading, line, model }: { reading: Reading; line: Line; model: ChartModel }) {
  const { t } = useTranslation("charts");
  const { unit, language } = model;
  const { columns, raw } = line;
  const { index } = reading;
  const count = at(columns.count, index);
  const exact = useExact(line, index, model, count > 1);
  const nonFinite = at(columns.nan, index) + at(columns.positiveInfinity, index) + at(columns.negativeInfinity, index);
  if (raw === undefined && count === 1) return null;
  const runs = columns.series && at(columns.series, index);
  return (
    <dl className={classes.detail}>
      {runs !== undefined && (
        <div>
          <dt>{t("detail.runs")}</dt>
          <dd>{formatCount(runs)}</dd>
        </div>
      )}
      {raw && (
        <div>
          <dt>{t("detail.raw")}</dt>
          <dd>{withUnit(formatNumber(at(raw, index)), unit)}</dd>
        </div>
      )}
      {count > 1 && (
        <>
          <div>
            <dt>{t("detail.points")}</dt>
            <dd>{formatCount(count)}</dd>
          </div>
          <div>
            <dt>{t(columns.series ? "detail.band" : "detail.range")}</dt>
            <dd>
              {formatNumber(at(columns.min, index))}–{formatNumber(at(columns.max, index))}
            </dd>
          </div>
        </>
      )}
      {exact && (
        <div>
          <dt>{t("detail.exact", { step: formatNumber(exact.step) })}</dt>
          <dd title={xText(exact.unixMicros / 1e6, "absoluteTime", language)}>{withUnit(formatNumber(exact.value), unit)}</dd>
        </div>
      )}
      {nonFinite > 0 && (
        <div>
          <dt>{t("detail.nonFinite")}</dt>
          <dd>{formatCount(nonFinite)}</dd>
        </div>
      )}
    </dl>
  );
}
