import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/lib/format";
import { useTheme } from "@/lib/theme";
import { at } from "../lib/columns";
import type { Gesture, Place } from "../lib/gesture";
import { xText } from "../lib/labels";
import type { Range } from "../lib/projection";
import { nearestReading, readAt } from "../lib/readout";
import { type ChartModel, ChartView } from "../view/chart-view";
import { listenToPointer } from "../view/pointer";
import { useShared } from "../view/shared";
import { ChartTooltip, type TooltipContent } from "./chart-tooltip";
import classes from "./line-chart.module.css";

/** New ranges; an axis that is left out stays as it is. */
export interface Zoom {
  readonly x?: Range;
  readonly y?: Range;
}

interface Props {
  model: ChartModel;
  /** What the chart shows, for screen readers. */
  label: string;
  onZoom: (zoom: Zoom) => void;
  onReset: () => void;
}

/** A line chart that fills its box: hover, zoom by drag, pan by shift-drag, reset by double click, arrow keys. */
export function LineChart(props: Props) {
  const { xAxis, yScale, language } = props.model;
  // The axes of a view are made once; another kind of axis is another view.
  return <LineChartBody key={`${xAxis} ${yScale} ${language}`} {...props} />;
}

const reachPx = 24;
const endReachPx = 16;

function LineChartBody({ model, label, onZoom, onReset }: Props) {
  const { t } = useTranslation("charts");
  const { crosshair, focus } = useShared();
  const theme = useTheme();
  const root = useRef<HTMLDivElement>(null);
  const parts = useRef<{ view: ChartView; line: HTMLElement; dot: HTMLElement; box: HTMLElement }>(undefined);
  const [owner] = useState(() => Symbol("chart"));
  const [tooltip, setTooltip] = useState<TooltipContent>();
  const [spoken, setSpoken] = useState("");
  const pointer = useRef<Place>(undefined);
  const pinnedX = useRef<number>(undefined);
  // Set by the keys; the pointer takes over when it moves.
  const keyLine = useRef(0);
  const current = useRef({ model, onZoom, onReset });
  current.current = { model, onZoom, onReset };

  const refresh = useCallback(() => {
    const { view, line, dot } = parts.current ?? {};
    if (!view || !line || !dot) return;
    const { lines, xRange } = current.current.model;
    const state = crosshair.state;
    const isOwn = state?.owner === owner || pinnedX.current !== undefined;
    const x = pinnedX.current ?? state?.x;
    const ofFocus = () =>
      focus.runId === undefined ? undefined : new Set(lines.filter(({ columns }) => columns.runId === focus.runId).map(({ id }) => id));
    if (x === undefined || x < xRange[0] || x > xRange[1]) {
      line.hidden = true;
      dot.hidden = true;
      view.highlight(ofFocus());
      setTooltip(undefined);
      return;
    }
    const px = view.xToPixel(x);
    line.hidden = false;
    line.style.transform = `translateX(${px}px)`;
    const readings = readAt(lines, x, ((xRange[1] - xRange[0]) / Math.max(1, view.width)) * endReachPx);
    const place = pointer.current;
    const nearest = place ? nearestReading(readings, (value) => view.yToPixel(value), place.y, reachPx) : undefined;
    const keyed = place ? undefined : readings.find(({ lineId }) => lineId === lines[keyLine.current]?.id);
    const marked = (isOwn ? (nearest ?? keyed) : undefined) ?? (lines.length === 1 ? readings[0] : undefined);
    const py = marked ? view.yToPixel(marked.value) : Number.NaN;
    dot.hidden = !(py >= 0 && py <= view.height);
    if (marked && !dot.hidden) {
      const owner = lines.find(({ id }) => id === marked.lineId);
      dot.style.transform = `translate(${view.xToPixel(at(owner?.columns.x ?? Float64Array.of(x), marked.index))}px, ${py}px)`;
    }
    if (!isOwn) {
      view.highlight(ofFocus());
      setTooltip(undefined);
      return;
    }
    view.highlight(lines.length > 1 && marked ? new Set([marked.lineId]) : ofFocus());
    const { left, top } = view.over.getBoundingClientRect();
    setTooltip({
      x,
      readings,
      nearestId: marked?.lineId,
      left: left + px,
      top: top + (place?.y ?? (Number.isFinite(py) ? py : view.height / 2)),
      isPinned: pinnedX.current !== undefined,
    });
  }, [crosshair, focus, owner]);

  useLayoutEffect(() => {
    const element = root.current;
    if (!element) return;
    const view = new ChartView(element, current.current.model, element.clientWidth, element.clientHeight);
    const add = (className: string | undefined) => {
      const part = document.createElement("div");
      part.className = className ?? "";
      part.hidden = true;
      view.over.append(part);
      return part;
    };
    const made = { view, box: add(classes.box), line: add(classes.crosshair), dot: add(classes.dot) };
    parts.current = made;

    const size = new ResizeObserver(() => {
      if (element.clientWidth > 0) view.resize(element.clientWidth, element.clientHeight);
      refresh();
    });
    size.observe(element);

    const rangeOf = (from: Place, to: Place, gesture: Gesture): Zoom => {
      const sorted = (a: number, b: number): Range => (a < b ? [a, b] : [b, a]);
      const x = sorted(view.pixelToX(from.x), view.pixelToX(to.x));
      const y = sorted(view.pixelToY(from.y), view.pixelToY(to.y));
      if (gesture === "pan") {
        const by = from.x - to.x;
        return { x: [view.pixelToX(by), view.pixelToX(view.width + by)] };
      }
      return { ...(gesture !== "y" && { x }), ...(gesture !== "x" && { y }) };
    };
    const stopListening = listenToPointer(view.over, {
      onHover: (place) => {
        pointer.current = place;
        if (place === undefined) crosshair.clear(owner);
        else crosshair.set(snap(view, current.current.model, place), owner);
      },
      onDrag: (from, to, gesture) => {
        made.box.hidden = gesture === "none" || gesture === "pan";
        if (gesture === "pan") {
          const { x } = rangeOf(from, to, gesture);
          if (x) view.show({ ...current.current.model, xRange: x });
          return;
        }
        const across = gesture === "y" ? [0, view.width] : [Math.min(from.x, to.x), Math.abs(to.x - from.x)];
        const down = gesture === "x" ? [0, view.height] : [Math.min(from.y, to.y), Math.abs(to.y - from.y)];
        Object.assign(made.box.style, {
          left: `${across[0]}px`,
          width: `${across[1]}px`,
          top: `${down[0]}px`,
          height: `${down[1]}px`,
        });
      },
      onDragEnd: (from, to, gesture) => {
        made.box.hidden = true;
        current.current.onZoom(rangeOf(from, to, gesture));
      },
      onCancel: () => {
        made.box.hidden = true;
        view.show(current.current.model);
      },
      onClick: () => {
        const place = pointer.current;
        pinnedX.current = pinnedX.current === undefined && place ? snap(view, current.current.model, place) : undefined;
        refresh();
      },
      onDoubleClick: () => {
        pinnedX.current = undefined;
        current.current.onReset();
      },
    });
    const unfollow = [crosshair.subscribe(refresh), focus.subscribe(refresh)];
    return () => {
      for (const stop of unfollow) stop();
      crosshair.clear(owner);
      stopListening();
      size.disconnect();
      view.destroy();
      parts.current = undefined;
    };
  }, [crosshair, focus, owner, refresh]);

  useLayoutEffect(() => {
    parts.current?.view.show(model);
    refresh();
  }, [model, refresh]);

  useEffect(() => parts.current?.view.repaint(), [theme]);

  const moveBy = (steps: number) => {
    const { lines, xRange, xAxis, language } = model;
    const line = lines[Math.min(keyLine.current, lines.length - 1)];
    if (!line || line.columns.x.length === 0) return;
    const { x, count } = line.columns;
    const here = pinnedX.current ?? crosshair.state?.x;
    const from = here === undefined ? (steps > 0 ? -1 : x.length) : readAt([line], here, Number.POSITIVE_INFINITY)[0]?.index ?? 0;
    const index = Math.min(x.length - 1, Math.max(0, from + steps));
    if (at(x, index) < xRange[0] || at(x, index) > xRange[1]) return;
    pointer.current = undefined;
    pinnedX.current = undefined;
    crosshair.set(at(x, index), owner);
    setSpoken(
      t("spoken", {
        name: line.name,
        x: xText(at(x, index), xAxis, language),
        value: formatNumber(at(line.values, index)),
        count: at(count, index),
      }),
    );
  };

  const zoomBy = (factor: number) => {
    const [min, max] = model.xRange;
    const middle = crosshair.state?.x ?? (min + max) / 2;
    onZoom({ x: [middle - (middle - min) * factor, middle + (max - middle) * factor] });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
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
      "0": onReset,
      Escape: leave,
    };
    const action = actions[event.key];
    if (!action || (event.key === "Escape" && tooltip === undefined)) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
  const selectLine = (by: number) => {
    keyLine.current = (keyLine.current + by + model.lines.length) % Math.max(1, model.lines.length);
    moveBy(0);
  };
  const leave = () => {
    pinnedX.current = undefined;
    pointer.current = undefined;
    crosshair.clear(owner);
    refresh();
  };

  const lineById = useMemo(() => new Map(model.lines.map((line) => [line.id, line])), [model.lines]);
  return (
    <div
      ref={root}
      className={classes.chart}
      role="application"
      aria-roledescription={t("chart")}
      aria-label={label}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onBlur={() => pointer.current === undefined && leave()}
    >
      <span className={classes.spoken} aria-live="polite">
        {spoken}
      </span>
      {tooltip && <ChartTooltip content={tooltip} lineById={lineById} xAxis={model.xAxis} language={model.language} />}
    </div>
  );
}

/** The x of the bucket nearest to a place: of the line under it, or of the line with the nearest bucket. */
function snap(view: ChartView, { lines, xRange }: ChartModel, place: Place): number {
  const x = view.pixelToX(place.x);
  const readings = readAt(lines, x, ((xRange[1] - xRange[0]) / Math.max(1, view.width)) * endReachPx);
  const xOf = (lineId: string, index: number) => at(lines.find(({ id }) => id === lineId)?.columns.x ?? new Float64Array(), index);
  const under = nearestReading(readings, (value) => view.yToPixel(value), place.y, reachPx);
  if (under) return xOf(under.lineId, under.index);
  let nearest = x;
  let least = Number.POSITIVE_INFINITY;
  for (const { lineId, index } of readings) {
    const candidate = xOf(lineId, index);
    if (Math.abs(candidate - x) < least) {
      least = Math.abs(candidate - x);
      nearest = candidate;
    }
  }
  return Math.min(xRange[1], Math.max(xRange[0], nearest));
}
