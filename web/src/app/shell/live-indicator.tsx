import { Tooltip } from "@mantine/core";
import { clsx } from "clsx";
import { useTranslation } from "react-i18next";
import { useLiveState } from "@/lib/live";
import classes from "./live-indicator.module.css";

/** Says whether what is on screen keeps itself fresh. Pages that watch nothing show nothing. */
export function LiveIndicator() {
  const { t } = useTranslation("shell");
  const state = useLiveState();
  if (state === "off") return null;
  return (
    <Tooltip label={t(`live.${state}.explain`)}>
      <span className={clsx(classes.indicator, classes[state])} role="status">
        <span className={classes.dot} aria-hidden="true" />
        <span className={classes.word}>{t(`live.${state}.word`)}</span>
      </span>
    </Tooltip>
  );
}
