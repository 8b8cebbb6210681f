import { clsx } from "clsx";
import type { TFunction } from "i18next";
import { Eye, EyeOff, Pin } from "lucide-react";
import { type CSSProperties, type FocusEvent, memo, type MouseEvent, useState } from "react";
import type { RunRow as RunRowData } from "@/api/types";
import { sentence, useWords } from "@/lib/words";
import { cellOf } from "../lib/columns";
import { useRowTurn } from "../lib/use-row-turn";
import type { LaidColumn, Layout } from "../lib/layout";
import { RunCell, type Scale } from "./run-cell";
import classes from "./runs-table.module.css";

/** What a row can ask for. The same object for all rows and renderings. */
export interface RowActions {
  onCheck: (run: RunRowData, withRange: boolean) => void;
  onEye: (shortId: string) => void;
  onOpen: (shortId: string, inNewTab: boolean) => void;
  onMenu: (run: RunRowData, x: number, y: number) => void;
  onEdit: (run: RunRowData, path: string, place: HTMLElement) => void;
  onTag: (path: string, tag: string, isExcluded: boolean) => void;
  onTagMenu: (tag: string, x: number, y: number) => void;
  tagColor: (tag: string) => string | undefined;
  onHover: (runId: string | undefined) => void;
  hrefOf: (shortId: string) => string;
}

interface Props {
  /** Place among the lines, for the keyboard; undefined for a row that is pinned to the top. */
  index: number | undefined;
  rowNumber: number;
  /** Pixels from the top of the body. */
  top: number | undefined;
  run: RunRowData;
  layout: Layout;
  first: number;
  last: number;
  cells: ReadonlyMap<string, number>;
  scales: ReadonlyMap<string, Scale>;
  base: RunRowData | undefined;
  isChecked: boolean;
  isShown: boolean;
  isIndented: boolean;
  color: string;
  mayEdit: boolean;
  /** It is to be made whole whatever the table does: the keyboard is about to go there. */
  isWanted: boolean;
  /** Whether a line of the table is made ahead, out of sight. The same function for all renderings. */
  isAhead: (index: number) => boolean;
  actions: RowActions;
}

const openEye = <Eye size={14} aria-hidden="true" />;
const closedEye = <EyeOff size={14} aria-hidden="true" />;

/** One run; its id alone while the table rushes by, and at first when it is out of sight. */
export const RunRow = memo(function RunRow(props: Props) {
  const { index, isAhead } = props;
  const isWhole = useRowTurn(props.isWanted, () => index !== undefined && isAhead(index));
  return isWhole ? <WholeRow {...props} /> : <WaitingRow rowNumber={props.rowNumber} top={props.top ?? 0} name={props.run.shortId} />;
});

/**
 * One run: a click anywhere opens it, except on controls and links. Scrolling moves no row that stays in sight, so none of them is drawn again then. What is of use only to
 * who points at a row, or is in it with the keyboard, is made then: every node of a row is paid for with each row that comes into sight.
 */
function WholeRow(props: Props) {
  const { index, rowNumber, top, run, layout, first, last, isChecked, isShown, isIndented, color, base, actions } = props;
  const t = useWords("runs");
  const [isNear, setNear] = useState(false);
  const isPinned = index === undefined;
  const open = (event: MouseEvent, inNewTab: boolean) => {
    const isOnControl = event.target instanceof Element && event.target.closest("a, button, label, input") !== null;
    const isSelectingText = window.getSelection()?.isCollapsed === false;
    if (!isOnControl && !isSelectingText) actions.onOpen(run.shortId, inNewTab);
  };
  const openMenu = (event: MouseEvent) => {
    // The browser's own menu stays for links and marked text.
    if (window.getSelection()?.isCollapsed === false || (event.target instanceof Element && event.target.closest("a") !== null)) return;
    event.preventDefault();
    actions.onMenu(run, event.clientX, event.clientY);
  };
  return (
    <div
      role="row"
      aria-rowindex={rowNumber}
      aria-selected={isChecked}
      data-index={index}
      data-run={run.shortId}
      data-id={run.id}
      className={clsx(classes.row, isChecked && classes.selected, isPinned && classes.pinnedRow)}
      style={top === undefined ? undefined : { insetBlockStart: top }}
      onClick={(event) => open(event, event.ctrlKey || event.metaKey)}
      onAuxClick={(event) => event.button === 1 && open(event, true)}
      onContextMenu={openMenu}
      onPointerEnter={() => {
        setNear(true);
        actions.onHover(run.id);
      }}
      onPointerLeave={(event) => {
        setNear(event.currentTarget.contains(document.activeElement));
        actions.onHover(undefined);
      }}
      onFocus={() => setNear(true)}
      onBlur={(event: FocusEvent<HTMLElement>) => setNear(event.currentTarget.contains(event.relatedTarget) || event.currentTarget.matches(":hover"))}
    >
      <span className={classes.fixed}>
        <span role="cell" aria-colindex={1} className={classes.lead}>
          <label className={classes.checkArea}>
            <input
              type="checkbox"
              tabIndex={-1}
              checked={isChecked}
              aria-label={sentence(t, "select", "run", run.shortId)}
              onClick={(event) => actions.onCheck(run, event.shiftKey)}
              readOnly
            />
          </label>
          <button
            type="button"
            tabIndex={-1}
            className={clsx(classes.eye, isShown && classes.eyeOpen)}
            aria-label={sentence(t, "eye.one", "run", run.shortId)}
            aria-pressed={isShown}
            onClick={() => actions.onEye(run.shortId)}
          >
            {isShown ? openEye : closedEye}
          </button>
          {isPinned ? (
            <Pin size={11} className={classes.pinMark} aria-hidden="true" style={{ color }} />
          ) : (
            <span className={clsx(classes.dot, !isShown && classes.dotHidden)} style={{ background: color }} aria-hidden="true" />
          )}
        </span>
        {layout.pinned.map((column) => cellIn(props, column, t, isNear, isIndented))}
      </span>
      <Gap width={layout.free[first]?.left ?? 0} />
      {layout.free.slice(first, last + 1).map((column) => cellIn(props, column, t, isNear, false))}
      {base !== undefined && base.id === run.id && <span className={classes.baseMark}>{t("baseline.mark")}</span>}
    </div>
  );
}

/** The place of the columns that are out of sight to the left. */
export function Gap({ width }: { width: number }) {
  return width > 0 ? <span className={classes.gap} style={{ width }} /> : null;
}

/** One cell. No component: it would be one more for each cell of each row that comes into sight, and has nothing of its own. */
function cellIn({ run, cells, scales, base, mayEdit, actions }: Props, { key, spec, width, number }: LaidColumn, t: TFunction<"runs">, isNear: boolean, isIndented: boolean) {
  return (
    <span
      key={key}
      role="cell"
      aria-colindex={number}
      data-column={key}
      className={isIndented ? clsx(classes.cell, classes.indented) : classes.cell}
      style={cellStyle(width, undefined)}
    >
      <RunCell
        run={run}
        spec={spec}
        attribute={cellOf(run, cells, spec.path)}
        scale={scales.get(key)}
        base={base === undefined || base.id === run.id ? undefined : cellOf(base, cells, spec.path)}
        mayEdit={mayEdit}
        isNear={isNear && mayEdit}
        onEdit={actions.onEdit}
        onTag={actions.onTag}
        onTagMenu={actions.onTagMenu}
        tagColor={actions.tagColor}
        hrefOf={actions.hrefOf}
        onOpen={actions.onOpen}
        t={t}
        room={width - (mayEdit ? 50 : 24)}
      />
    </span>
  );
}

export const cellStyle = (width: number, left: number | undefined): CSSProperties => ({ width, insetInlineStart: left });

/** The place of a row whose page is on the way, or that is scrolled past. */
export function WaitingRow({ rowNumber, top, name }: { rowNumber: number; top: number; name?: string }) {
  return (
    <div role="row" aria-rowindex={rowNumber} aria-busy="true" className={classes.row} style={{ insetBlockStart: top }}>
      {name === undefined ? (
        <span role="cell" className={classes.waiting} />
      ) : (
        <span role="cell" className={classes.passing}>
          {name}
        </span>
      )}
    </div>
  );
}
