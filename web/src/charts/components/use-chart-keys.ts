import type { KeyboardEvent, RefObject } from "react";
import { useTranslation } from "react-i18next";
import { at } from "../lib/columns";
import { xText } from "../lib/labels";
import { readAt } from "../lib/readout";
import type { ChartModel } from "../view/chart-view";
import type { Crosshair } from "../view/crosshair";
import type { Zoom } from "../lib/zoom";
import { valueText } from "./chart-tooltip";

interface Chart {
  model: ChartModel;
  crosshair: Crosshair;
  owner: symbol;
  /** Which line the arrows walk along. */
  keyLine: RefObject<number>;
  /** Values stand beside the chart, which Escape takes away first. */
  isReading: boolean;
  onMove: () => void;
  onSpeak: (text: string) => void;
  onZoom: (zoom: Zoom) => void;
  onReset: () => void;
  /** Keeps the values in place, and with them a note to be written when it is noting. */
  onFreeze: (isNoting: boolean) => void;
  onLeave: () => void;
}

/** What the keys do on a chart: arrows walk along a line and from line to line, and say what is there. */
export function useChartKeys(chart: Chart) {
  const { t } = useTranslation("charts");
  const { model, crosshair, owner, keyLine, isReading, onMove, onSpeak, onZoom, onReset, onFreeze, onLeave } = chart;

  const moveBy = (steps: number) => {
    const { lines, xRange, xAxis, language } = model;
    const line = lines[Math.min(keyLine.current, lines.length - 1)];
    if (!line || line.columns.x.length === 0) return;
    const { x, count } = line.columns;
    const here = crosshair.state?.x;
    const from = here === undefined ? (steps > 0 ? -1 : x.length) : (readAt([line], here, Number.POSITIVE_INFINITY)[0]?.index ?? 0);
    const index = Math.min(x.length - 1, Math.max(0, from + steps));
    if (at(x, index) < xRange[0] || at(x, index) > xRange[1]) return;
    onMove();
    crosshair.set(at(x, index), owner);
    onSpeak(
      t("spoken", { name: line.name, x: xText(at(x, index), xAxis, language), value: valueText({ lineId: line.id, index, value: at(line.values, index) }, line, model.unit), count: at(count, index) }),
    );
  };
  const selectLine = (by: number) => {
    keyLine.current = (keyLine.current + by + model.lines.length) % Math.max(1, model.lines.length);
    moveBy(0);
  };
  const zoomBy = (factor: number) => {
    const [min, max] = model.xRange;
    const middle = crosshair.state?.x ?? (min + max) / 2;
    onZoom({ x: [middle - (middle - min) * factor, middle + (max - middle) * factor] });
  };
  const panBy = (share: number) => {
    const [min, max] = model.xRange;
    const by = (max - min) * share;
    onZoom({ x: [min + by, max + by] });
  };

  return (event: KeyboardEvent) => {
    // Keys pressed in a part of the chart that has its own meaning for them, such as the panel of frozen values.
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    const many = event.shiftKey ? 10 : 1;
    const actions: Record<string, () => void> = {
      ArrowLeft: () => moveBy(-many),
      ArrowRight: () => moveBy(many),
      Home: () => moveBy(Number.NEGATIVE_INFINITY),
      End: () => moveBy(Number.POSITIVE_INFINITY),
      ArrowUp: () => selectLine(-1),
      ArrowDown: () => selectLine(1),
      "+": () => zoomBy(0.5),
      "=": () => zoomBy(0.5),
      "-": () => zoomBy(2),
      "<": () => panBy(-0.25),
      ">": () => panBy(0.25),
      "0": onReset,
      Enter: () => onFreeze(false),
      n: () => onFreeze(true),
      Escape: onLeave,
    };
    const action = actions[event.key] ?? actions[event.key.toLowerCase()];
    if (!action || (event.key === "Escape" && !isReading)) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
}
