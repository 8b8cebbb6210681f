import { clsx } from "clsx";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Sort } from "../lib/address";
import { nextSort } from "../lib/columns";
import type { RunsColumnMeta } from "../lib/use-runs-columns";
import classes from "./runs-table.module.css";

interface Props {
  meta: RunsColumnMeta | undefined;
  sort: Sort;
  onSort: (sort: Sort | undefined) => void;
  isPinned: boolean;
  isNumeric: boolean;
  isResizing: boolean;
  onResizeStart: (event: unknown) => void;
  onResizeReset: () => void;
  children: ReactNode;
}

/** A column's head: a click sorts, a drag at its edge resizes, a double click there gives the width back. */
export function HeaderCell(props: Props) {
  const { meta, sort, onSort, isPinned, isNumeric, isResizing, onResizeStart, onResizeReset, children } = props;
  const { t } = useTranslation("runs");
  const path = meta?.sortPath;
  const direction = path !== undefined && path === sort.path ? (sort.descending ? "descending" : "ascending") : undefined;
  const Arrow = direction === "descending" ? ArrowDown : ArrowUp;
  return (
    <span
      role="columnheader"
      aria-sort={direction ?? "none"}
      className={clsx(classes.head, isPinned && classes.pinned, isNumeric && classes.headNumeric)}
    >
      {path === undefined ? (
        <span className={classes.headLabel}>{children}</span>
      ) : (
        <button
          type="button"
          className={clsx(classes.sort, direction && classes.sorted)}
          aria-label={t("sortBy", { column: meta?.label })}
          onClick={() => onSort(nextSort(sort, path))}
        >
          <span className={classes.headLabel}>{children}</span>
          <Arrow size={12} aria-hidden="true" className={classes.arrow} />
        </button>
      )}
      <span
        className={clsx(classes.resize, isResizing && classes.resizing)}
        aria-hidden="true"
        onMouseDown={onResizeStart}
        onTouchStart={onResizeStart}
        onDoubleClick={onResizeReset}
      />
    </span>
  );
}
