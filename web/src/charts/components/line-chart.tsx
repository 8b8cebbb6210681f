import { lazy, Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/lib/format";
import { useAppearance } from "@/lib/appearance";
import { loadPart } from "@/lib/load-part";
import { useEvent } from "@/lib/use-event";
import { at } from "../lib/columns";
import type { Gesture, Place } from "../lib/gesture";
import { colorToken } from "../lib/line-style";
import { markerOf, markers } from "../lib/markers";
import type { Range } from "../lib/projection";
import { type PinGroup, pinKey } from "../lib/pins";
import { type Reading, readAt, nearestReading } from "../lib/readout";
import type { Zoom } from "../lib/zoom";
import { type ChartModel, ChartView } from "../view/chart-view";
import { fillChip, makePointerMarks, type PointerMarks } from "../view/marks-of-pointer";
import { PinFlags } from "../view/pin-flags";
import { listenToPointer } from "../view/pointer";
import { useShared } from "../view/shared";
import { ChartTooltip, type TooltipContent } from "./chart-tooltip";
import { type Frozen, FrozenTooltip } from "./frozen-tooltip";
import classes from "./line-chart.module.css";
import { pinLabel } from "./pin-text";
import { PinTip } from "./pin-tip";
import pinClasses from "./pins.module.css";
import { useChartKeys } from "./use-chart-keys";

const PinPanel = lazy(async () => ({ default: (await loadPart(() => import("./pin-panel"))).PinPanel }));

interface Props {
  model: ChartModel;
  /** What the chart shows, for screen readers. */
  label: string;
  onZoom: (zoom: Zoom) => void;
  onReset: () => void;
  /** The note whose flag gets the focus when it is there. */
  focusPin?: { readonly key: string };
}

/** A line chart that fills its box: hover, zoom by drag or wheel, pan by shift-drag, reset by double click, arrow keys. */
export function LineChart(props: Props) {
  const { xAxis, isXLog, yScale, language, xLabel, yLabel } = props.model;
  // The axes of a view are made once; another kind of axis is another view.
  return <LineChartBody key={JSON.stringify([xAxis, isXLog, yScale, language, xLabel, yLabel])} {...props} />;
}

const reachPx = 24;
const endReachPx = 16;
const chipRows = 4;
const wheelRestMs = 160;
/** So long the flag of a note may take to come into the picture. Whoever waits longer does something else. */
const jumpMs = 5_000;

function LineChartBody({ model, label, onZoom, onReset, focusPin }: Props) {
  const { t } = useTranslation("charts");
  const { crosshair, focus } = useShared();
  const appearance = useAppearance();
  const root = useRef<HTMLDivElement>(null);
  const parts = useRef<{ view: ChartView; flags: PinFlags } & PointerMarks>(undefined);
  const [owner] = useState(() => Symbol("chart"));
  const [tooltip, setTooltip] = useState<TooltipContent>();
  const [frozen, setFrozen] = useState<Frozen>();
  const [spoken, setSpoken] = useState("");
  const [tip, setTip] = useState<{ group: PinGroup; flag: HTMLElement }>();
  const [opened, setOpened] = useState<{ ids: ReadonlySet<string>; flag: HTMLElement }>();
  const pointer = useRef<Place>(undefined);
  // Set by the keys; the pointer takes over when it moves.
  const keyLine = useRef(0);
  const lineById = useMemo(() => new Map(model.lines.map((line) => [line.id, line])), [model.lines]);
  const current = useRef({ model, lineById, onZoom, onReset, frozen });
  current.current = { model, lineById, onZoom, onReset, frozen };

  const refresh = useCallback(() => {
    if (!parts.current) return;
    const { view, crosshair: line, dot, chip, frozen: frozenLine } = parts.current;
    const { model, lineById, frozen } = current.current;
    const { lines } = model;
    const xRange = view.ranges.x;
    frozenLine.hidden = frozen === undefined || frozen.x < xRange[0] || frozen.x > xRange[1];
    if (frozen && !frozenLine.hidden) frozenLine.style.transform = `translateX(${view.xToPixel(frozen.x)}px)`;
    const state = crosshair.state;
    const isOwn = state?.owner === owner;
    const x = state?.x;
    const ofFocus = () => (focus.runId === undefined ? undefined : new Set(lines.filter(({ runId }) => runId === focus.runId).map(({ id }) => id)));
    if (x === undefined || x < xRange[0] || x > xRange[1]) {
      for (const part of [line, dot, chip]) part.hidden = true;
      view.highlight(ofFocus());
      setTooltip(undefined);
      return;
    }
    const px = view.xToPixel(x);
    line.hidden = false;
    line.style.transform = `translateX(${px}px)`;
    const readings = readAt(lines, x, ((xRange[1] - xRange[0]) / Math.max(1, view.width)) * endReachPx);
    const place = isOwn ? pointer.current : undefined;
    const nearest = place ? nearestReading(readings, view.yProjection(), place.y, reachPx) : undefined;
    const keyed = place ? undefined : readings.find(({ lineId }) => lineId === lines[keyLine.current]?.id);
    const marked = (isOwn ? (nearest ?? keyed) : undefined) ?? (lines.length === 1 ? readings[0] : undefined);
    const py = marked ? view.yToPixel(marked.value) : Number.NaN;
    dot.hidden = !(py >= 0 && py <= view.height);
    if (marked && !dot.hidden) {
      const markedX = lineById.get(marked.lineId)?.x;
      dot.style.transform = `translate(${view.xToPixel(markedX ? at(markedX, marked.index) : x)}px, ${py}px)`;
    }
    if (!isOwn) {
      view.highlight(ofFocus());
      setTooltip(undefined);
      showChip(chip, readings, px > view.width / 2);
      return;
    }
    chip.hidden = true;
    focus.point(marked && lineById.get(marked.lineId)?.runId);
    view.highlight(lines.length > 1 && marked ? new Set([marked.lineId]) : ofFocus());
    const { left, top } = view.over.getBoundingClientRect();
    setTooltip({
      x,
      readings,
      nearestId: marked?.lineId,
      middle: place && view.pixelToY(place.y),
      left: left + px,
      top: top + (place?.y ?? (Number.isFinite(py) ? py : view.height / 2)),
    });

    function showChip(chip: HTMLElement, readings: readonly Reading[], isLeft: boolean) {
      const first = readings.filter(({ lineId }) => lineById.get(lineId)?.runId === focus.pointedRunId);
      const ordered = [...first, ...readings.filter((reading) => !first.includes(reading))].slice(0, readings.length > chipRows ? chipRows - 1 : chipRows);
      const unit = model.unit === undefined ? "" : ` ${model.unit}`;
      const rows = ordered.flatMap(({ lineId, value }) => {
        const line = lineById.get(lineId);
        return line ? [{ color: colorToken(line.style), marker: line.markers === undefined ? undefined : markers[markerOf(line.style)], text: `${formatNumber(value)}${unit}` }] : [];
      });
      fillChip(chip, rows, readings.length > rows.length ? t("moreLines", { count: readings.length - rows.length }) : undefined);
      Object.assign(chip.style, isLeft ? { left: "2px", right: "auto" } : { left: "auto", right: "2px" });
    }
  }, [crosshair, focus, owner, t]);

  const wanted = useRef<{ key: string; until: number }>(undefined);
  const layOutFlags = useCallback(() => {
    const { view, flags } = parts.current ?? {};
    if (!view || !flags) return;
    flags.layOut(current.current.model.pins, (x) => view.xToPixel(x), view.width);
    const { key, until } = wanted.current ?? {};
    if (key !== undefined && until !== undefined && (performance.now() > until || flags.focus(key))) wanted.current = undefined;
  }, []);
  const labelOf = useEvent(({ pins }: PinGroup) => pinLabel(t, pins));
  const onPoint = useEvent((group: PinGroup | undefined, flag: HTMLElement | undefined) => {
    if (group) crosshair.clear(owner);
    setTip(group && flag && { group, flag });
  });

  useLayoutEffect(() => {
    const element = root.current;
    if (!element) return;
    const view = new ChartView(element, current.current.model, element.clientWidth, element.clientHeight, layOutFlags);
    const flags = new PinFlags(view.over, pinClasses, { labelOf, onPoint, onOpen: ({ pins }, flag) => setOpened({ ids: new Set(pins.map(pinKey)), flag }) });
    const made = { view, flags, ...makePointerMarks(view.over, classes) };
    parts.current = made;
    layOutFlags();

    const size = new ResizeObserver(() => {
      if (element.clientWidth > 0) view.resize(element.clientWidth, element.clientHeight);
      refresh();
    });
    size.observe(element);

    const sorted = (a: number, b: number): Range => (a < b ? [a, b] : [b, a]);
    const panned = (from: Place, to: Place): Range => [view.pixelToX(from.x - to.x), view.pixelToX(view.width + from.x - to.x)];
    const rangeOf = (from: Place, to: Place, gesture: Gesture): Zoom => ({
      ...(gesture !== "y" && { x: sorted(view.pixelToX(from.x), view.pixelToX(to.x)) }),
      ...(gesture !== "x" && { y: sorted(view.pixelToY(from.y), view.pixelToY(to.y)) }),
    });
    let startOfPan: Range | undefined;
    let wheelRest: ReturnType<typeof setTimeout> | undefined;
    const stopListening = listenToPointer(view.over, {
      onHover: (place) => {
        pointer.current = place;
        if (place === undefined) crosshair.clear(owner);
        else crosshair.set(snap(view, current.current.model, place), owner);
      },
      onDrag: (from, to, gesture) => {
        made.box.hidden = gesture === "none" || gesture === "pan";
        if (gesture === "pan") {
          const { xRange, yRange } = current.current.model;
          startOfPan ??= xRange;
          view.preview({ x: startOfPan, y: yRange });
          view.preview({ x: panned(from, to), y: yRange });
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
        startOfPan = undefined;
        current.current.onZoom(gesture === "pan" ? { x: view.ranges.x } : rangeOf(from, to, gesture));
      },
      onCancel: () => {
        made.box.hidden = true;
        startOfPan = undefined;
        view.show(current.current.model);
      },
      onClick: () => {
        const place = pointer.current;
        if (!place) return;
        const { left, top } = view.over.getBoundingClientRect();
        const { model } = current.current;
        const x = snap(view, model, place);
        setFrozen({ x, left: left + place.x + 16, top: top + place.y + 12, lineId: nearestReading(readAt(model.lines, x, Number.POSITIVE_INFINITY), view.yProjection(), place.y, reachPx)?.lineId });
      },
      onDoubleClick: () => {
        setFrozen(undefined);
        current.current.onReset();
      },
      onWheel: (place, factor) => {
        const toX = (pixel: number) => view.pixelToX(place.x + (pixel - place.x) * factor);
        view.preview({ x: [toX(0), toX(view.width)], y: current.current.model.yRange });
        refresh();
        clearTimeout(wheelRest);
        wheelRest = setTimeout(() => current.current.onZoom({ x: view.ranges.x }), wheelRestMs);
      },
    });
    const unfollow = [crosshair.subscribe(refresh), focus.subscribe(refresh)];
    return () => {
      clearTimeout(wheelRest);
      for (const stop of unfollow) stop();
      crosshair.clear(owner);
      stopListening();
      size.disconnect();
      view.destroy();
      parts.current = undefined;
    };
  }, [crosshair, focus, owner, refresh, layOutFlags, labelOf, onPoint]);

  useLayoutEffect(() => {
    parts.current?.view.show(model);
    refresh();
  }, [model, frozen, refresh]);

  useEffect(() => {
    if (!focusPin) return;
    wanted.current = { key: focusPin.key, until: performance.now() + jumpMs };
    layOutFlags();
  }, [focusPin, layOutFlags]);

  const openPins = opened ? model.pins.filter(({ pin }) => opened.ids.has(pinKey({ pin }))) : [];
  const isEmptied = opened !== undefined && openPins.length === 0;
  useEffect(() => {
    if (!isEmptied) return;
    setOpened(undefined);
    root.current?.focus({ preventScroll: true });
  }, [isEmptied]);

  useEffect(() => parts.current?.view.repaint(), [appearance]);

  const leave = () => {
    pointer.current = undefined;
    crosshair.clear(owner);
    refresh();
  };
  const onKeyDown = useChartKeys({
    model,
    crosshair,
    owner,
    keyLine,
    isReading: tooltip !== undefined || frozen !== undefined,
    onMove: () => (pointer.current = undefined),
    onSpeak: setSpoken,
    onZoom,
    onReset,
    onFreeze: (isNoting) => {
      const box = parts.current?.view.over.getBoundingClientRect();
      if (tooltip && box) setFrozen({ x: tooltip.x, left: tooltip.left + 16, top: box.top + 12, lineId: tooltip.nearestId, isNoting });
    },
    onLeave: () => (frozen ? setFrozen(undefined) : leave()),
  });

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
      {tooltip && tooltip.x !== frozen?.x && <ChartTooltip content={tooltip} lineById={lineById} model={model} />}
      {frozen && <FrozenTooltip frozen={frozen} model={model} lineById={lineById} onClose={() => setFrozen(undefined)} />}
      {tip && !opened && <PinTip pins={tip.group.pins} flag={tip.flag} />}
      {opened && openPins.length > 0 && (
        <Suspense fallback={null}>
          <PinPanel
            pins={openPins}
            flag={opened.flag}
            onClose={(isDone) => {
              setOpened(undefined);
              if (isDone) opened.flag.focus({ preventScroll: true });
            }}
          />
        </Suspense>
      )}
    </div>
  );
}

/** The x of the bucket nearest to a place: of the line under it, or of the line with the nearest bucket. */
function snap(view: ChartView, { lines }: ChartModel, place: Place): number {
  const xRange = view.ranges.x;
  const x = view.pixelToX(place.x);
  const readings = readAt(lines, x, ((xRange[1] - xRange[0]) / Math.max(1, view.width)) * endReachPx);
  const columnsOf = new Map(lines.map(({ id, columns }) => [id, columns.x]));
  const xOf = ({ lineId, index }: Reading) => at(columnsOf.get(lineId) ?? new Float64Array(), index);
  const under = nearestReading(readings, view.yProjection(), place.y, reachPx);
  if (under) return xOf(under);
  let nearest = x;
  let least = Number.POSITIVE_INFINITY;
  for (const reading of readings) {
    const candidate = xOf(reading);
    if (Math.abs(candidate - x) < least) {
      least = Math.abs(candidate - x);
      nearest = candidate;
    }
  }
  return Math.min(xRange[1], Math.max(xRange[0], nearest));
}
