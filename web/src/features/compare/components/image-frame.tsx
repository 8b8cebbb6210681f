import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, type WheelEvent } from "react";
import { useTranslation } from "react-i18next";
import classes from "./image-compare.module.css";

/** Which part of an image is seen: how large, and moved by how many pixels. */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export const whole: View = { scale: 1, x: 0, y: 0 };

/** A window onto an image; all windows look at the same part. */
export function Frame({ view, onView, children }: { view: View; onView: (view: View) => void; children: ReactNode }) {
  const { t } = useTranslation("compare");
  const start = useRef<{ x: number; y: number }>(undefined);
  const onDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0 || view.scale === 1) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX - view.x, y: event.clientY - view.y };
  };
  const onMove = (event: PointerEvent<HTMLDivElement>) => {
    if (start.current) onView({ ...view, x: event.clientX - start.current.x, y: event.clientY - start.current.y });
  };
  const onWheel = (event: WheelEvent) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey) return;
    const scale = Math.min(32, Math.max(1, view.scale * Math.exp(-event.deltaY / 300)));
    onView(scale === 1 ? whole : { ...view, scale });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowLeft: [24, 0], ArrowRight: [-24, 0], ArrowUp: [0, 24], ArrowDown: [0, -24] }[event.key];
    if (!by || view.scale === 1) return;
    event.preventDefault();
    onView({ ...view, x: view.x + (by[0] ?? 0), y: view.y + (by[1] ?? 0) });
  };
  return (
    <div
      className={classes.frame}
      data-movable={view.scale > 1 || undefined}
      tabIndex={0}
      role="group"
      aria-label={t("images.frame")}
      onPointerDown={onDown}
      onPointerMove={onMove}
      onPointerUp={() => (start.current = undefined)}
      onPointerCancel={() => (start.current = undefined)}
      onWheel={onWheel}
      onKeyDown={onKeyDown}
    >
      <div className={classes.content} style={{ transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})` }}>
        {children}
      </div>
    </div>
  );
}
