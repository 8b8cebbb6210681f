import { VisuallyHidden } from "@mantine/core";
import { clsx } from "clsx";
import type { RunState as RunStateWord } from "@/api/types";
import { useWords } from "@/lib/words";
import classes from "./run-state.module.css";

/** A run's state as a mark and a word; the mark differs in shape as well as in colour. */
export function RunState({ state, failed, stopping = false, compact = false }: { state: RunStateWord; failed: boolean; stopping?: boolean; compact?: boolean }) {
  const t = useWords("common");
  const shown = stopping ? "stopping" : failed ? "failed" : state;
  const label = t(`runState.${shown}`);
  return (
    <span className={clsx(classes.state, classes[shown])} title={compact ? label : undefined}>
      <span className={classes.mark} aria-hidden="true" />
      {compact ? <VisuallyHidden>{label}</VisuallyHidden> : label}
    </span>
  );
}
