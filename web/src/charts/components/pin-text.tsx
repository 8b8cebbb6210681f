import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { formatDateTime, formatNumber } from "@/lib/format";
import type { PlacedPin } from "../lib/pins";
import { LineSwatch } from "./line-swatch";
import classes from "./pins.module.css";

type Shown = Omit<PlacedPin, "x">;

/** Where and when, and by whom. */
export function pinFacts(t: TFunction<"charts">, { pin: { step, unixMicros, author, noteId } }: Shown): string {
  return [
    noteId === undefined ? t("pins.logged") : author,
    step === undefined ? undefined : t("pins.atStep", { step: formatNumber(step) }),
    unixMicros === undefined ? undefined : formatDateTime(new Date(unixMicros / 1000).toISOString()),
  ]
    .filter((part) => part !== undefined && part !== "")
    .join(" · ");
}

const longestSpoken = 300;

/** What is said of a flag: the one note, or how many and the first. */
export function pinLabel(t: TFunction<"charts">, pins: readonly PlacedPin[]): string {
  const [first] = pins;
  if (!first) return "";
  const text = first.pin.text.length > longestSpoken ? `${first.pin.text.slice(0, longestSpoken)}…` : first.pin.text;
  const said = `${first.runName}: ${text} (${pinFacts(t, first)})`;
  return pins.length === 1 ? said : `${t("pins.count", { count: pins.length })}. ${said}`;
}

/** One note: whose it is, what it says, where it stands. */
export function PinText({ shown, isShort = false }: { shown: Shown; isShort?: boolean }) {
  const { t } = useTranslation("charts");
  return (
    <>
      <span className={classes.run}>
        <LineSwatch style={shown.style} hasMarker={false} />
        <bdi>{shown.runName}</bdi>
      </span>
      <span className={classes.text} data-short={isShort || undefined} dir="auto">
        {shown.pin.text}
      </span>
      <span className={classes.facts}>
        <bdi>{pinFacts(t, shown)}</bdi>
      </span>
    </>
  );
}
