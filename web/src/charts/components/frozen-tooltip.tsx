import { ActionIcon, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Pin, X } from "lucide-react";
import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import { CopyButton } from "@/components/copy-button";
import { formatNumber } from "@/lib/format";
import { exactQuery } from "../api/exact";
import { at } from "../lib/columns";
import { xText } from "../lib/labels";
import { readAt, sortReadings, type TipOrder, tipOrders } from "../lib/readout";
import type { ChartModel } from "../view/chart-view";
import type { Line } from "../view/line";
import { useShared } from "../view/shared";
import { differenceText, valueText } from "./chart-tooltip";
import classes from "./frozen-tooltip.module.css";
import { LineSwatch } from "./line-swatch";
import { PinHere } from "./pin-here";
import { useXName } from "./use-x-name";

/** Where values are kept in place, and where their panel first stands, in pixels of the window. */
export interface Frozen {
  readonly x: number;
  readonly left: number;
  readonly top: number;
  /** The line that was pointed at. */
  readonly lineId?: string;
  /** A note is to be written at once. */
  readonly isNoting?: boolean;
}

interface Props {
  frozen: Frozen;
  model: ChartModel;
  lineById: ReadonlyMap<string, Line>;
  onClose: () => void;
}

const leastPx = 320;
const mostPx = 560;
/** What every column beyond the usual ones adds. */
const columnPx = 68;
const edgePx = 12;
const stepPx = 16;
const endShare = 0.03;

/**
 * The values of all lines at one x, kept in place: it can be moved, made larger, scrolled and copied. New points do not take it away; its figures
 * follow them.
 */
export function FrozenTooltip({ frozen, model, lineById, onClose }: Props) {
  const { t } = useTranslation("charts");
  const { focus, tipOrder, base, facts } = useShared();
  const [baseRun, setBaseRun] = useState(base.current);
  const xName = useXName(model);
  const [order, setOrder] = useState<TipOrder>(tipOrder.current === "near" ? "value" : tipOrder.current);
  const [moved, setMoved] = useState({ x: 0, y: 0 });
  const start = useRef<{ x: number; y: number }>(undefined);
  const { lines, xRange, xAxis, language, unit, source } = model;
  const rows = useMemo(
    () => sortReadings(readAt(lines, frozen.x, (xRange[1] - xRange[0]) * endShare), order, (id) => lineById.get(id)?.name ?? "", undefined),
    [lines, frozen.x, xRange, order, lineById],
  );
  const baseReading = baseRun === undefined || model.difference ? undefined : rows.find(({ lineId }) => lineById.get(lineId)?.runId === baseRun);
  // Where one value stands for many points, the one that was logged nearest to here is shown as well.
  const behind = useMemo(
    () => rows.flatMap(({ lineId, index }) => {
      const line = lineById.get(lineId);
      return line?.runId !== undefined && at(line.columns.count, index) > 1 ? [{ lineId, runId: line.runId, metric: line.columns.metric }] : [];
    }),
    [rows, lineById],
  );
  const exactPoints = useQuery(exactQuery(source, behind.map(({ runId, metric }) => ({ runId, metric })), frozen.x)).data;
  const exactOf = new Map(behind.map(({ lineId }, i) => [lineId, exactPoints?.[i]]));
  const hasExact = behind.length > 0;
  const hasRaw = lines.some(({ raw }) => raw !== undefined);
  const xOf = (line: Line, index: number) => xText(at(line.columns.x, index), xAxis, language);
  const text = () =>
    [
      [t("list.line"), xName, t("table.mean"), ...(hasRaw ? [t("detail.raw")] : []), ...(hasExact ? [t("frozen.exact"), t("x.step")] : []), ...facts.names].join("\t"),
      ...rows.flatMap(({ lineId, index, value }) => {
        const line = lineById.get(lineId);
        if (!line) return [];
        const raw = hasRaw ? [String(at(line.raw ?? line.values, index))] : [];
        const exact = exactOf.get(lineId);
        const logged = hasExact ? [String(exact?.value ?? ""), String(exact?.step ?? "")] : [];
        const known = line.runId === undefined ? [] : (facts.byRun.get(line.runId) ?? []);
        return [[line.name, String(at(line.columns.x, index)), String(value), ...raw, ...logged, ...known].map((cell) => cell.replaceAll(/[\t\n\r]+/g, " ")).join("\t")];
      }),
    ].join("\n");
  const onDown = (event: PointerEvent) => {
    if ((event.target as Element).closest("button, input, textarea") || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX - moved.x, y: event.clientY - moved.y };
  };
  const onMove = (event: PointerEvent) => {
    if (start.current) setMoved({ x: event.clientX - start.current.x, y: event.clientY - start.current.y });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Escape") onClose();
    const by = { ArrowLeft: [-stepPx, 0], ArrowRight: [stepPx, 0], ArrowUp: [0, -stepPx], ArrowDown: [0, stepPx] }[event.key];
    if (!by || event.target !== event.currentTarget) return;
    event.preventDefault();
    setMoved(({ x, y }) => ({ x: x + (by[0] ?? 0), y: y + (by[1] ?? 0) }));
  };
  const noted = rows.toSorted((a, b) => Number(b.lineId === frozen.lineId) - Number(a.lineId === frozen.lineId)).flatMap(({ lineId }) => lineById.get(lineId) ?? []);
  const columns = Number(hasRaw) + Number(hasExact) + Number(baseReading !== undefined) + facts.names.length;
  const widthPx = Math.min(mostPx, leastPx + columns * columnPx);
  const left = Math.max(edgePx, Math.min(frozen.left, window.innerWidth - widthPx - edgePx));
  const top = Math.max(edgePx, Math.min(frozen.top, window.innerHeight - 240));
  return createPortal(
    <section
      className={classes.panel}
      aria-label={t("frozen.label", { x: xText(frozen.x, xAxis, language) })}
      tabIndex={-1}
      style={{ left, top, width: Math.min(widthPx, window.innerWidth - 2 * edgePx), transform: `translate(${moved.x}px, ${moved.y}px)` }}
      onKeyDown={onKeyDown}
    >
      <header
        className={classes.head}
        onPointerDown={onDown}
        onPointerMove={onMove}
        onPointerUp={() => (start.current = undefined)}
        onPointerCancel={() => (start.current = undefined)}
      >
        <span className={classes.axis}>{xName}</span>
        <strong>{xText(frozen.x, xAxis, language)}</strong>
        <span className={classes.space} />
        <Select
          className={classes.order}
          size="xs"
          aria-label={t("frozen.order")}
          value={order}
          allowDeselect={false}
          comboboxProps={{ withinPortal: false }}
          data={tipOrders.filter((one) => one !== "near").map((value) => ({ value, label: t(`frozen.by.${value}`) }))}
          onChange={(next) => {
            const known = tipOrders.find((one) => one === next) ?? "value";
            tipOrder.current = known;
            setOrder(known);
          }}
        />
        <CopyButton text={text()} label={t("frozen.copy")} />
        <ActionIcon size="sm" aria-label={t("frozen.close")} onClick={onClose}>
          <X size={14} />
        </ActionIcon>
      </header>
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={t("frozen.values")}>
        <table className={classes.rows}>
          {(hasExact || hasRaw || facts.names.length > 0 || baseReading) && (
            <thead>
              <tr>
                <td />
                <th scope="col">{t("list.line")}</th>
                <th scope="col">{xName}</th>
                {hasRaw && <th scope="col">{t("detail.raw")}</th>}
                {hasExact && <th scope="col">{t("frozen.exact")}</th>}
                <th scope="col">{t("table.mean")}</th>
                {baseReading && <th scope="col">Δ</th>}
                {facts.names.map((name) => (
                  <th key={name} scope="col" title={name}>
                    <bdi>{name.slice(name.lastIndexOf("/") + 1)}</bdi>
                  </th>
                ))}
                <td />
              </tr>
            </thead>
          )}
          <tbody>
            {rows.map((reading) => {
              const line = lineById.get(reading.lineId);
              if (!line) return null;
              return (
                <tr key={reading.lineId} onPointerEnter={() => focus.set(line.runId)} onPointerLeave={() => focus.set(undefined)}>
                  <td className={classes.swatch}>
                    <LineSwatch style={line.style} hasMarker={line.markers !== undefined} />
                  </td>
                  <th scope="row" dir="auto" title={line.name}>
                    {line.name}
                  </th>
                  <td>{xOf(line, reading.index)}</td>
                  {hasRaw && <td className={classes.raw}>{formatNumber(at(line.raw ?? line.values, reading.index))}</td>}
                  {hasExact && (
                    <td className={classes.raw} title={exactTitle(exactOf.get(reading.lineId), language)}>
                      {exactOf.get(reading.lineId) ? formatNumber(exactOf.get(reading.lineId)?.value ?? Number.NaN) : ""}
                    </td>
                  )}
                  <td className={classes.value}>{valueText(reading, line, unit)}</td>
                  {baseReading && <td className={classes.difference}>{differenceText(reading, baseReading)}</td>}
                  {line.runId !== undefined && (facts.byRun.get(line.runId) ?? []).map((text, i) => <td key={facts.names[i]} className={classes.fact} title={`${facts.names[i]}: ${text}`}><bdi>{text}</bdi></td>)}
                  <td className={classes.pin}>
                    {line.runId !== undefined && lines.length > 1 && !model.difference && (
                      <button
                        type="button"
                        aria-pressed={line.runId === baseRun}
                        aria-label={t("frozen.compare", { name: line.name })}
                        title={t("frozen.compare", { name: line.name })}
                        onClick={() => {
                          const next = line.runId === baseRun ? undefined : line.runId;
                          base.current = next;
                          setBaseRun(next);
                        }}
                      >
                        <Pin size={12} />
                      </button>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
        {rows.length === 0 && <p className={classes.note}>{t("nothingHere")}</p>}
        {rows.length < lines.length && rows.length > 0 && <p className={classes.note}>{t("frozen.silent", { count: lines.length - rows.length })}</p>}
      </div>
      <PinHere key={`${frozen.x} ${frozen.isNoting}`} x={frozen.x} lines={noted} model={model} isOpen={frozen.isNoting === true} />
    </section>,
    document.body,
  );
}

const exactTitle = (point: { step: number; unixMicros: number } | undefined, language: string) =>
  point && `${formatNumber(point.step)}, ${xText(point.unixMicros / 1e6, "absoluteTime", language)}`;
