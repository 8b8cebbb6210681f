import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePreference } from "@/lib/preferences";
import classes from "./split.module.css";

const [least, usual, most, keyStep] = [220, 380, 900, 24];

/** The table at the left, as wide as a person likes or put away, and what belongs to it at the right. */
export function Split({ left, right }: { left: ReactNode; right: ReactNode }) {
  const { t } = useTranslation("runs");
  const [kept, setKept] = usePreference("split");
  const [dragged, setDragged] = useState<number>();
  const isClosed = kept === "closed" && dragged === undefined;
  const wanted = dragged ?? Number(kept ?? usual);
  const width = Math.min(most, Math.max(least, Number.isFinite(wanted) ? wanted : usual));
  const set = (next: number) => setKept(String(Math.round(Math.min(most, Math.max(least, next)))));
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    const handle = event.currentTarget;
    const from = event.clientX;
    const widthAt = (x: number) => width + x - from;
    handle.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent) => setDragged(widthAt(moved.clientX));
    const end = (ended: globalThis.PointerEvent) => {
      handle.removeEventListener("pointermove", move);
      setDragged(undefined);
      if (ended.clientX !== from) set(widthAt(ended.clientX));
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", end, { once: true });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === "ArrowLeft" ? -keyStep : event.key === "ArrowRight" ? keyStep : 0;
    if (by === 0) return;
    event.preventDefault();
    set(width + by);
  };
  const Icon = isClosed ? PanelLeftOpen : PanelLeftClose;
  return (
    <div className={classes.split}>
      {!isClosed && (
        <div className={classes.left} style={{ "--split-width": `${width}px` } as React.CSSProperties}>
          {left}
        </div>
      )}
      <div className={classes.bar}>
        {!isClosed && (
          <div
            role="separator"
            aria-orientation="vertical"
            aria-label={t("split.resize")}
            aria-valuenow={Math.round(width)}
            aria-valuemin={least}
            aria-valuemax={most}
            tabIndex={0}
            className={classes.handle}
            onPointerDown={drag}
            onKeyDown={onKeyDown}
            onDoubleClick={() => setKept(undefined)}
          />
        )}
        <button type="button" className={classes.close} aria-expanded={!isClosed} aria-label={t(isClosed ? "split.open" : "split.close")} title={t(isClosed ? "split.open" : "split.close")} onClick={() => setKept(isClosed ? undefined : "closed")}>
          <Icon size={14} aria-hidden="true" />
        </button>
      </div>
      {right}
    </div>
  );
}
