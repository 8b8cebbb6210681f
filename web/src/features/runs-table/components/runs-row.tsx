import { clsx } from "clsx";
import type { MouseEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { RunRow } from "@/api/types";
import classes from "./runs-table.module.css";

interface Props {
  index: number;
  /** Pixels from the top of the table's body. */
  top: number;
  /** Undefined while its page is on the way. */
  run: RunRow | undefined;
  isSelected: boolean;
  onToggle: (shortId: string, withRange: boolean) => void;
  onOpen: (shortId: string, inNewTab: boolean) => void;
  children: ReactNode;
}

/** One row: a click anywhere opens the run, except on the check box and on links. */
export function RunsRow({ index, top, run, isSelected, onToggle, onOpen, children }: Props) {
  const { t } = useTranslation("runs");
  const style = { transform: `translateY(${top}px)` };
  if (run === undefined) {
    return (
      <div role="row" aria-rowindex={index + 2} aria-busy="true" className={classes.row} style={style}>
        <span className={classes.waiting} />
      </div>
    );
  }
  const open = (event: MouseEvent) => {
    const isOnControl = event.target instanceof Element && event.target.closest("a, button, label, input") !== null;
    const isSelectingText = window.getSelection()?.isCollapsed === false;
    if (!isOnControl && !isSelectingText) onOpen(run.shortId, event.ctrlKey || event.metaKey);
  };
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      data-index={index}
      data-run={run.shortId}
      className={clsx(classes.row, isSelected && classes.selected)}
      style={style}
      onClick={open}
    >
      <label className={classes.check} role="cell">
        <input
          type="checkbox"
          checked={isSelected}
          aria-label={t("select", { run: run.shortId })}
          onClick={(event) => onToggle(run.shortId, event.shiftKey)}
          readOnly
        />
      </label>
      {children}
    </div>
  );
}
