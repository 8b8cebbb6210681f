import { ActionIcon } from "@mantine/core";
import { X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import type { PlacedPin } from "../lib/pins";
import { PinList } from "./pin-list";
import classes from "./pins.module.css";

interface Props {
  pins: readonly PlacedPin[];
  /** What it was opened from. */
  flag: HTMLElement;
  /** @param isDone false: something else was pressed, which has the focus now */
  onClose: (isDone: boolean) => void;
}

const widthPx = 320;
const edgePx = 12;

/** The notes behind one flag, to be read in full and changed. */
export function PinPanel({ pins, flag, onClose }: Props) {
  const { t } = useTranslation("charts");
  const panel = useRef<HTMLElement>(null);
  // Also when what had the focus went with a note.
  useEffect(() => {
    if (!panel.current?.contains(document.activeElement)) panel.current?.focus({ preventScroll: true });
  }, [pins.length]);
  // A press anywhere else closes it, as it does popovers.
  useEffect(() => {
    const onDown = (event: PointerEvent) => event.target instanceof Element && !event.target.closest("[data-pins], [data-portal]") && !panel.current?.contains(event.target) && onClose(false);
    document.addEventListener("pointerdown", onDown);
    return () => document.removeEventListener("pointerdown", onDown);
  }, [onClose]);
  // Where the flag was when it was pressed: a note that is changed does not move what is read.
  const [place] = useState(() => flag.getBoundingClientRect());
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Escape") onClose(true);
  };
  return createPortal(
    <section
      ref={panel}
      className={classes.panel}
      aria-label={t("pins.count", { count: pins.length })}
      tabIndex={-1}
      style={{ left: Math.max(edgePx, Math.min(place.left, window.innerWidth - widthPx - edgePx)), top: Math.max(edgePx, Math.min(place.bottom + 4, window.innerHeight - 240)) }}
      onKeyDown={onKeyDown}
    >
      <header className={classes.head}>
        <strong>{t("pins.count", { count: pins.length })}</strong>
        <ActionIcon size="sm" aria-label={t("pins.close")} onClick={() => onClose(true)}>
          <X size={14} />
        </ActionIcon>
      </header>
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={t("pins.label")}>
        <PinList pins={pins} />
      </div>
    </section>,
    document.body,
  );
}
