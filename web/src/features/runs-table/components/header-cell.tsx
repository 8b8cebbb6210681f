import { clsx } from "clsx";
import { ArrowDown, ArrowUp, Check, ChevronDown, X } from "lucide-react";
import { type DragEvent, memo, type PointerEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Sort } from "../lib/address";
import { columnKey, type Figure } from "../lib/column-spec";
import { canSort, namedColumn } from "../lib/columns";
import type { LaidColumn } from "../lib/layout";
import { PathLabel } from "./path-label";
import { cellStyle } from "./run-row";
import classes from "./header-cell.module.css";

export interface HeaderActions {
  onSort: (column: LaidColumn, isMore: boolean) => void;
  onResize: (key: string, width: number, isEnd: boolean) => void;
  onFit: (key: string) => void;
  /** Puts the column before another one, among the pinned ones if that is. */
  onMove: (key: string, before: string) => void;
  onMenu: (column: LaidColumn, place: HTMLElement) => void;
  /** A suggested column becomes one of the table's own. */
  onKeep: (column: LaidColumn) => void;
  /** A suggested column is not suggested again. */
  onDecline: (column: LaidColumn) => void;
}

interface Props {
  column: LaidColumn;
  sorts: readonly Sort[];
  isPinned: boolean;
  isNumeric: boolean;
  isSuggested: boolean;
  actions: HeaderActions;
}

const dragType = "text/x-nereid-column";

/** How a column is called: by its label, its name in the catalogue, or its path. */
export function useColumnName() {
  const { t } = useTranslation("runs");
  return ({ path, label, aggregate, figure }: { path: string; label?: string; aggregate: string; figure?: Figure }) => {
    const named = namedColumn(path);
    const base = label ?? (named === undefined ? path : t(`column.${named}`));
    if (figure) return `${base} (${t(`figure.${figure.kind}`, { ...figure })})`;
    return aggregate === "last" ? base : `${base} (${t(`aggregate.${aggregate as "min"}`)})`;
  };
}

/** A column's head: a click sorts, a drag moves it, a drag at its edge resizes, a double click there fits the width; the rest is in its menu. */
export const HeaderCell = memo(function HeaderCell({ column, sorts, isPinned, isNumeric, isSuggested, actions }: Props) {
  const { t } = useTranslation("runs");
  const nameOf = useColumnName();
  const [isTarget, setTarget] = useState(false);
  const { key, spec, width, left, number } = column;
  const at = sorts.findIndex((one) => columnKey(one) === key);
  const sort = sorts[at];
  const direction = sort === undefined ? "none" : sort.descending ? "descending" : "ascending";
  const Arrow = sort?.descending ? ArrowDown : ArrowUp;
  const name = nameOf(spec);
  const isPath = spec.label === undefined && spec.formula === undefined && namedColumn(spec.path) === undefined;
  const content = (
    <>
      {isPath ? <PathLabel path={spec.path} /> : <bdi className={classes.headLabel} title={spec.path}>{spec.label ?? nameOf({ ...spec, aggregate: "last", figure: undefined })}</bdi>}
      {spec.figure && <span className={classes.aggregate}>{t(`figure.${spec.figure.kind}`, { ...spec.figure })}</span>}
      {spec.figure === undefined && spec.aggregate !== "last" && <span className={classes.aggregate}>{t(`aggregate.${spec.aggregate}`)}</span>}
    </>
  );

  const resize = (event: PointerEvent<HTMLSpanElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    const handle = event.currentTarget;
    const from = event.clientX;
    const isRtl = getComputedStyle(handle).direction === "rtl";
    const widthAt = (x: number) => width + (isRtl ? from - x : x - from);
    handle.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent) => actions.onResize(key, widthAt(moved.clientX), false);
    const end = (ended: globalThis.PointerEvent) => {
      handle.removeEventListener("pointermove", move);
      if (ended.clientX !== from) actions.onResize(key, widthAt(ended.clientX), true);
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", end, { once: true });
  };
  const drop = (event: DragEvent) => {
    setTarget(false);
    const moved = event.dataTransfer.getData(dragType);
    if (moved !== "" && moved !== key) {
      event.preventDefault();
      actions.onMove(moved, key);
    }
  };
  return (
    <span
      role="columnheader"
      aria-sort={direction}
      aria-colindex={number}
      data-column={key}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(dragType, key);
        event.dataTransfer.effectAllowed = "move";
      }}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(dragType)) return;
        event.preventDefault();
        setTarget(true);
      }}
      onDragLeave={() => setTarget(false)}
      onDrop={drop}
      onContextMenu={(event) => {
        event.preventDefault();
        actions.onMenu(column, event.currentTarget);
      }}
      className={clsx(classes.head, isPinned && classes.pinned, isNumeric && classes.headNumeric, isTarget && classes.dropTarget, isSuggested && classes.suggested)}
      style={cellStyle(width, isPinned ? left : undefined)}
    >
      {canSort(spec) ? (
        <button
          type="button"
          className={clsx(classes.sort, sort && classes.sorted)}
          aria-label={t("sortBy", { column: name })}
          onClick={(event) => actions.onSort(column, event.shiftKey)}
        >
          {content}
          <Arrow size={12} aria-hidden="true" className={classes.arrow} />
          {sorts.length > 1 && sort && <span className={classes.sortPlace}>{at + 1}</span>}
        </button>
      ) : (
        <span className={classes.sort}>{content}</span>
      )}
      {isSuggested && (
        <>
          <button type="button" className={classes.headMenu} data-shown="" aria-label={t("suggest.keep", { column: name })} title={t("suggest.keep", { column: name })} onClick={() => actions.onKeep(column)}>
            <Check size={13} aria-hidden="true" />
          </button>
          <button type="button" className={classes.headMenu} data-shown="" aria-label={t("suggest.decline", { column: name })} title={t("suggest.decline", { column: name })} onClick={() => actions.onDecline(column)}>
            <X size={13} aria-hidden="true" />
          </button>
        </>
      )}
      <button type="button" className={classes.headMenu} aria-label={t("columnMenu.open", { column: name })} aria-haspopup="menu" onClick={(event) => actions.onMenu(column, event.currentTarget)}>
        <ChevronDown size={13} aria-hidden="true" />
      </button>
      <span className={classes.resize} aria-hidden="true" onPointerDown={resize} onDoubleClick={() => actions.onFit(key)} onDragStart={(event) => event.preventDefault()} draggable={false} />
    </span>
  );
});
