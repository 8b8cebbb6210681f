import { VisuallyHidden } from "@mantine/core";
import { clsx } from "clsx";
import { useTranslation } from "react-i18next";
import type { RunState as RunStateWord } from "@/api/types";
import classes from "./run-state.module.css";

/** A run's state as a mark and a word; the mark differs in shape as well as in colour. */
export function RunState({ state, failed, stopping = false, compact = false }: { state: RunStateWord; failed: boolean; stopping?: boolean; compact?: boolean }) {
  const { t } = useTranslation("common");
  const shown = stopping ? "stopping" : failed ? "failed" : state;
  const label = t(`runState.${shown}`);
  return (
    <span className={clsx(classes.state, classes[shown])} title={compact ? label : undefined}>
      <span className={classes.mark} aria-hidden="true" />
      {compact ? <VisuallyHidden>{label}</VisuallyHidden> : label}
    </span>
  );
}
