import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import { pinKey, type PlacedPin } from "../lib/pins";
import { PinText } from "./pin-text";
import classes from "./pins.module.css";

const mostShown = 4;
const roomPx = 320;

/** What the notes behind one flag say, below it. */
export function PinTip({ pins, flag }: { pins: readonly PlacedPin[]; flag: HTMLElement }) {
  const { t } = useTranslation("charts");
  const { left, width, bottom } = flag.getBoundingClientRect();
  const middle = left + width / 2;
  return createPortal(
    <div className={classes.tip} role="presentation" style={{ left: Math.max(12, Math.min(middle - 16, window.innerWidth - roomPx)), top: bottom + 4 }}>
      {pins.slice(0, mostShown).map((shown) => (
        <div key={pinKey(shown)} className={classes.one}>
          <PinText shown={shown} isShort />
        </div>
      ))}
      {pins.length > mostShown && <p className={classes.more}>{t("pins.more", { count: pins.length - mostShown })}</p>}
    </div>,
    document.body,
  );
}
