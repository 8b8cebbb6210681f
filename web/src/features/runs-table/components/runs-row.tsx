import { flexRender } from "@tanstack/react-table";
import { clsx } from "clsx";
import { memo, type MouseEvent } from "react";
import { useTranslation } from "react-i18next";
import type { RunsColumns, RunsTableRow } from "../lib/use-runs-columns";
import classes from "./runs-table.module.css";

interface Place {
  index: number;
  /** Pixels from the top of the table's body. */
  top: number;
}

interface Props extends Place {
  row: RunsTableRow;
  /** Not read here: a row is drawn again when the columns change. */
  columns: RunsColumns;
  isSelected: boolean;
  onToggle: (shortId: string, withRange: boolean) => void;
  onOpen: (shortId: string, inNewTab: boolean) => void;
}

/** The place of a row whose page is on the way. */
export function WaitingRow({ index, top }: Place) {
  return (
    <div role="row" aria-rowindex={index + 2} aria-busy="true" className={classes.row} style={{ transform: `translateY(${top}px)` }}>
      <span role="cell" className={classes.waiting} />
    </div>
  );
}

/**
 * One row: a click anywhere opens the run, except on the check box and on links. Scrolling moves no row that stays in sight,
 * so none of them is drawn again then.
 */
export const RunsRow = memo(function RunsRow({ index, top, row, isSelected, onToggle, onOpen }: Props) {
  const { t } = useTranslation("runs");
  const run = row.original;
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
      style={{ transform: `translateY(${top}px)` }}
      onClick={open}
    >
      <span role="cell" className={classes.check}>
        <label className={classes.checkArea}>
          <input
            type="checkbox"
            checked={isSelected}
            aria-label={t("select", { run: run.shortId })}
            onClick={(event) => onToggle(run.shortId, event.shiftKey)}
            readOnly
          />
        </label>
      </span>
      {row.getAllCells().map((cell) => (
        <span key={cell.id} role="cell" className={clsx(classes.cell, cell.column.id === "id" && classes.pinned)}>
          {flexRender(cell.column.columnDef.cell, cell.getContext())}
        </span>
      ))}
    </div>
  );
});
