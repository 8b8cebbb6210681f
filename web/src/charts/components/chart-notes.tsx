import { useTranslation } from "react-i18next";
import { neededFor } from "../lib/pins";
import { mostSeparate } from "../view/density";
import type { Picture } from "../view/make-model";
import classes from "./chart-notes.module.css";
import type { Pinned } from "./use-pinned";

interface Props {
  picture: Picture;
  /** Lines that are too many for one chart. */
  leftOut: number;
  /** Notes and events of the runs. */
  pinned: Pinned;
  onJump: (x: number) => void;
  onIncludeOutliers: () => void;
}

/** What a chart does not show as a line, counted. */
export function ChartNotes({ picture, leftOut, pinned, onJump, onIncludeOutliers }: Props) {
  const { t } = useTranslation("charts");
  const lines = picture.model.lines.length;
  const { nonFinite, firstNonFinite, outside, undrawable, gaps } = picture;
  const { difference } = picture.model;
  return (
    <>
      {leftOut > 0 && (
        <span className={classes.note} title={t("note.leftOutHint")}>
          {t("note.leftOut", { count: leftOut })}
        </span>
      )}
      {lines > mostSeparate && (
        <span className={classes.note} title={t("note.densityHint")}>
          {t("note.density", { count: lines })}
        </span>
      )}
      {difference && (
        <span className={classes.difference} title={t(`minus.axis.${difference.kind}`, { name: difference.to })}>
          Δ <bdi>{difference.to}</bdi>
        </span>
      )}
      {gaps > 0 && (
        <span className={classes.note} title={t("minus.gapsHint")}>
          {t("minus.gaps", { count: gaps })}
        </span>
      )}
      {nonFinite > 0 && (
        <button
          type="button"
          className={classes.note}
          title={t("note.nonFiniteHint")}
          onClick={() => firstNonFinite !== undefined && onJump(firstNonFinite)}
        >
          {t("note.nonFinite", { count: nonFinite })}
        </button>
      )}
      {outside > 0 && (
        <button type="button" className={classes.note} title={t("note.outsideHint")} onClick={onIncludeOutliers}>
          {t("note.outside", { count: outside })}
        </button>
      )}
      {undrawable > 0 && (
        <span className={classes.note} title={t("note.undrawableHint")}>
          {t("note.undrawable", { count: undrawable })}
        </span>
      )}
      {pinned.unplaced.length > 0 && (
        <span className={classes.note} title={t(`pins.unplacedHint.${neededFor(picture.model.xAxis)}`)}>
          {t("pins.unplaced", { count: pinned.unplaced.length })}
        </span>
      )}
      {pinned.outside > 0 && (
        <span className={classes.note} title={t("pins.outsideHint")}>
          {t("pins.outside", { count: pinned.outside })}
        </span>
      )}
      {pinned.cut > 0 && (
        <span className={classes.note} title={t("pins.cutHint")}>
          {t("pins.cut", { count: pinned.cut })}
        </span>
      )}
    </>
  );
}
