import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { LineSpec } from "../lib/chart-lines";
import type { ChartRun } from "../lib/chart-run";
import type { Grouping } from "../lib/groups";
import { xText } from "../lib/labels";
import { colorToken } from "../lib/line-style";
import { projection, type Range, unprojection } from "../lib/projection";
import type { ChartSettings } from "../lib/settings";
import { type PathSink, traceLine } from "../view/trace";
import classes from "./overview-strip.module.css";
import { usePicture } from "./use-picture";

interface Props {
  lines: readonly LineSpec[];
  settings: ChartSettings;
  grouping: Grouping | undefined;
  base: ChartRun | undefined;
  /** What the chart above shows; undefined for all there is. */
  range: Range | undefined;
  onRange: (range: Range | undefined) => void;
}

const width = 1000;
const height = 40;
const buckets = 300;
// More would be a grey block.
const mostLines = 60;
const leastShare = 0.002;
const all = { x: undefined, y: undefined };
type Grip = "from" | "to" | "both" | "new";

class PathText implements PathSink {
  text = "";
  moveTo(x: number, y: number): void {
    this.text += `M${x.toFixed(1)} ${y.toFixed(1)}`;
  }
  lineTo(x: number, y: number): void {
    this.text += `L${x.toFixed(1)} ${y.toFixed(1)}`;
  }
}

/** The whole length of a chart, and which part of it is in view: its ends and itself can be moved, by pointer and by keys. */
export function OverviewStrip({ lines, settings, grouping, base, range, onRange }: Props) {
  const { t } = useTranslation("charts");
  const box = useRef<HTMLDivElement>(null);
  const [draft, setDraft] = useState<Range>();
  const drag = useRef<{ grip: Grip; at: number; from: number; to: number }>(undefined);
  const some = useMemo(() => lines.slice(0, mostLines), [lines]);
  const { picture } = usePicture(some, all, settings, buckets, grouping, base);
  const model = picture?.model;
  const paths = useMemo(() => {
    if (!model) return [];
    const toX = projection(model.isXLog ? "log" : "linear", model.xRange, 0, width);
    const toY = projection(model.yScale, model.yRange, height - 3, 3);
    return model.lines.map(({ id, style, x, values, shape }) => {
      const sink = new PathText();
      traceLine(sink, x, values, model.xRange, toX, toY, shape === "step");
      return { id, style, d: sink.text };
    });
  }, [model]);
  if (!model) return <div className={classes.strip} />;
  const scale = model.isXLog ? "log" : "linear";
  const shareOf = projection(scale, model.xRange, 0, 1);
  const xOf = unprojection(scale, model.xRange, 0, 1);
  const within = (share: number) => Math.min(1, Math.max(0, share));
  const shown = draft ?? range ?? model.xRange;
  const from = within(shareOf(shown[0]));
  const to = within(shareOf(shown[1]));
  const toRange = (a: number, b: number): Range => {
    const [low, high] = a < b ? [a, b] : [b, a];
    return [xOf(within(low)), xOf(within(Math.max(high, low + leastShare)))];
  };
  const shareAt = (event: PointerEvent) => {
    const { left = 0, width = 1 } = box.current?.getBoundingClientRect() ?? {};
    return within((event.clientX - left) / width);
  };
  const moved = (grip: Grip, at: number, by: { from: number; to: number; at: number }): Range => {
    if (grip === "from") return toRange(at, by.to);
    if (grip === "to") return toRange(by.from, at);
    if (grip === "new") return toRange(by.at, at);
    const shift = Math.min(1 - by.to, Math.max(-by.from, at - by.at));
    return toRange(by.from + shift, by.to + shift);
  };
  const onDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const at = shareAt(event);
    const grip = (event.target as HTMLElement).dataset.grip as Grip | undefined;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { grip: grip ?? "new", at, from, to };
  };
  const onMove = (event: PointerEvent) => {
    if (drag.current) setDraft(moved(drag.current.grip, shareAt(event), drag.current));
  };
  const onUp = (event: PointerEvent) => {
    const start = drag.current;
    drag.current = undefined;
    setDraft(undefined);
    if (start && Math.abs(shareAt(event) - start.at) > leastShare) onRange(moved(start.grip, shareAt(event), start));
  };
  const onKeyDown = (grip: "from" | "to" | "both") => (event: KeyboardEvent) => {
    const by = { ArrowLeft: -0.02, ArrowRight: 0.02, Home: -1, End: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const at = grip === "from" ? from : to;
    onRange(moved(grip, grip === "both" ? from + by : at + by, { from, to, at: from }));
  };
  const slider = (grip: "from" | "to", share: number) => (
    <span
      role="slider"
      tabIndex={0}
      data-grip={grip}
      className={classes.grip}
      style={{ left: `${share * 100}%` }}
      aria-label={t(`strip.${grip}`)}
      aria-valuemin={model.xRange[0]}
      aria-valuemax={model.xRange[1]}
      aria-valuenow={shown[grip === "from" ? 0 : 1]}
      aria-valuetext={xText(shown[grip === "from" ? 0 : 1], model.xAxis, model.language)}
      onKeyDown={onKeyDown(grip)}
    />
  );
  return (
    <div
      ref={box}
      className={classes.strip}
      role="group"
      aria-label={t("strip.label")}
      onPointerDown={onDown}
      onPointerMove={onMove}
      onPointerUp={onUp}
      onPointerCancel={() => {
        drag.current = undefined;
        setDraft(undefined);
      }}
      onDoubleClick={() => onRange(undefined)}
    >
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {paths.map(({ id, style, d }) => (
          <path key={id} d={d} style={{ stroke: colorToken(style) }} />
        ))}
      </svg>
      <span className={classes.away} style={{ left: 0, width: `${from * 100}%` }} />
      <span className={classes.away} style={{ left: `${to * 100}%`, right: 0 }} />
      <span className={classes.window} data-grip="both" style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }} />
      {slider("from", from)}
      {slider("to", to)}
      {lines.length > mostLines && <span className={classes.note}>{t("moreLines", { count: lines.length - mostLines })}</span>}
    </div>
  );
}
