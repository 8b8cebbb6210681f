import { VisuallyHidden } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type Range, useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { ArrowUp } from "lucide-react";
import { clsx } from "clsx";
import { type CSSProperties, useCallback, type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RunRow as RunRowData } from "@/api/types";
import { useEvent } from "@/lib/use-event";
import { useStable } from "@/lib/use-stable";
import { runFocus } from "@/selection/focus";
import type { RunGroup } from "../api/runs";
import type { Density, Sort } from "../lib/address";
import { type ColumnSpec, columnKey, isWorkedOut } from "../lib/column-spec";
import { isNumeric, minimumWidth } from "../lib/columns";
import { type ColumnWindow, columnsInSight, type LaidColumn, layOut, leadWidth } from "../lib/layout";
import type { Lines } from "../lib/use-lines";
import { useScrollAnchor } from "../lib/use-scroll-anchor";
import { type EyeState, GroupRow } from "./group-row";
import { Gap, type RowActions, RunRow, WaitingRow } from "./run-row";
import type { Scale } from "./run-cell";
import { type HeaderActions, HeaderCell } from "./header-cell";
import classes from "./runs-table.module.css";

const rowHeights: Record<Density, number> = { compact: 28, normal: 32, tall: 40 };
const headerHeight = 32;
/** Rows made beyond those in sight: ahead, where the browser may scroll before the page can follow, and behind. */
const [ahead, behind] = [8, 2];

interface Props {
  columns: readonly ColumnSpec[];
  /** How many of the last columns are only suggested. */
  suggested: number;
  /** Where each path stands in a row's cells. */
  cells: ReadonlyMap<string, number>;
  scales: ReadonlyMap<string, Scale>;
  figureIndex: ReadonlyMap<string, number>;
  density: Density;
  sorts: readonly Sort[];
  onSort: (column: LaidColumn, isMore: boolean) => void;
  onColumns: (columns: readonly ColumnSpec[]) => void;
  onColumnMenu: (column: LaidColumn, place: HTMLElement) => void;
  onKeep: (column: LaidColumn) => void;
  onDecline: (column: LaidColumn) => void;
  lines: Lines;
  isGrouped: boolean;
  /** Runs that stay at the top. */
  pinned: readonly RunRowData[];
  base: RunRowData | undefined;
  /** Changes when other runs or another order is asked for; not when the same view gets newer rows. */
  viewKey: string;
  checked: ReadonlySet<string>;
  shown: ReadonlySet<string>;
  colorOf: (run: RunRowData) => string;
  groupEye: (group: RunGroup) => EyeState;
  onGroup: (key: string) => void;
  onGroupEye: (group: RunGroup) => void;
  mayEdit: boolean;
  actions: RowActions;
  /** Keys that act on the row in focus. */
  onRowKey: (key: string, run: RunRowData, withShift: boolean) => boolean;
  lead: ReactNode;
}

/** The columns whose first known value is a number. */
function findNumeric(columns: readonly ColumnSpec[], cells: ReadonlyMap<string, number>, runs: Iterable<RunRowData>): Set<string> {
  const found = new Set<string>();
  const rows = [...runs];
  for (const spec of columns) {
    if (isWorkedOut(spec)) found.add(columnKey(spec));
    const at = cells.get(spec.path);
    if (at === undefined) continue;
    const cell = rows.find((run) => run.cells[at])?.cells[at];
    const isCount = spec.aggregate === "count" && cell !== undefined;
    if (isCount || (cell && isNumeric(cell.type))) found.add(columnKey(spec));
  }
  return found;
}

function rowsInSight({ startIndex, endIndex, count }: Range, direction: "forward" | "backward" | null): number[] {
  const first = Math.max(0, startIndex - (direction === "forward" ? behind : ahead));
  const last = Math.min(count - 1, endIndex + (direction === "backward" ? behind : ahead));
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** The table itself: head and pinned runs that stay, and as many rows and columns as fit the window, whatever their number. */
export function RunsTable(props: Props) {
  const { columns, suggested, cells, density, sorts, lines, pinned, checked, shown, actions, viewKey } = props;
  const { t } = useTranslation("runs");
  const isNarrow = useMediaQuery("(max-width: 800px)") ?? false;
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = rowHeights[density];
  const [dragged, setDragged] = useState<{ key: string; width: number }>();
  const layout = useMemo(() => layOut(columns, isNarrow, dragged), [columns, isNarrow, dragged]);
  const [inSight, setInSight] = useState<ColumnWindow>({ first: 0, last: 12 });
  const topHeight = headerHeight + pinned.length * rowHeight;

  const virtualizer: Virtualizer<HTMLDivElement, Element> = useVirtualizer({
    count: lines.count ?? 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    scrollMargin: topHeight,
    scrollPaddingStart: topHeight,
    overscan: ahead,
    rangeExtractor: (range) => rowsInSight(range, virtualizer.scrollDirection),
  });
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  const items = virtualizer.getVirtualItems();
  const isAhead = useCallback((index: number) => virtualizer.range !== null && (index < virtualizer.range.startIndex || index > virtualizer.range.endIndex), [virtualizer]);
  const firstLine = items[0]?.index ?? 0;
  const lastLine = items.at(-1)?.index ?? 0;
  const { onRange, runs } = lines;
  useEffect(() => onRange(firstLine, lastLine), [onRange, firstLine, lastLine]);

  // Written in place: a part of each row sticks only while the table is scrolled across, since what may stick is kept and moved as a picture of its own, row by row.
  const setAcross = (isAcross: boolean) => scroller.current?.toggleAttribute("data-across", isAcross);
  const lookAcross = useEvent(() => {
    const element = scroller.current;
    if (element === null) return;
    const across = Math.abs(element.scrollLeft);
    setAcross(across > 0);
    const next = columnsInSight(layout, across, element.clientWidth);
    setInSight((before) => (before.first === next.first && before.last === next.last ? before : next));
  });
  useLayoutEffect(lookAcross, [lookAcross, layout]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const observer = new ResizeObserver(lookAcross);
    observer.observe(element);
    return () => observer.disconnect();
  }, [lookAcross]);

  // Marked in place: pointing at lines and rows must not draw the table again.
  useEffect(() => {
    const mark = () => {
      for (const row of scroller.current?.querySelectorAll<HTMLElement>("[data-id]") ?? []) row.toggleAttribute("data-focus", row.dataset.id === runFocus.runId);
    };
    return runFocus.subscribe(mark);
  }, []);

  const { above, noteScroll, goToTop } = useScrollAnchor(scroller, runs, rowHeight, viewKey);
  const numeric = useMemo(() => findNumeric(columns, cells, runs.values()), [columns, cells, runs]);
  const suggestedKeys = useMemo(() => new Set(suggested > 0 ? columns.slice(-suggested).map(columnKey) : []), [columns, suggested]);

  const setWidth = (key: string, width: number) =>
    props.onColumns(columns.map((column) => (columnKey(column) === key ? { ...column, width: Math.round(width) } : column)));
  const headerActions = useStable<HeaderActions>({
    onSort: props.onSort,
    onMenu: props.onColumnMenu,
    onKeep: props.onKeep,
    onDecline: props.onDecline,
    onResize: (key, width, isEnd) => {
      const allowed = Math.min(1600, Math.max(minimumWidth, width));
      setDragged(isEnd ? undefined : { key, width: allowed });
      if (isEnd) setWidth(key, allowed);
    },
    onFit: (key) => {
      const found = [...(scroller.current?.querySelectorAll<HTMLElement>("[data-column]") ?? [])].filter(({ dataset }) => dataset.column === key);
      const widest = Math.max(minimumWidth, ...found.map(contentWidth));
      setWidth(key, Math.min(640, widest));
    },
    onMove: (key, before) => {
      const moved = columns.find((column) => columnKey(column) === key);
      const target = columns.find((column) => columnKey(column) === before);
      if (!moved || !target) return;
      const others = columns.filter((column) => column !== moved);
      const from = columns.indexOf(moved);
      const to = columns.indexOf(target);
      others.splice(others.indexOf(target) + (from < to ? 1 : 0), 0, { ...moved, pinned: target.pinned });
      props.onColumns(others);
    },
  });

  const [wanted, setWanted] = useState<number>();
  const moveFocus = (index: number) => {
    setWanted(index);
    virtualizer.scrollToIndex(index, { align: "auto" });
    const focus = () => {
      const target = scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"] a, [data-index="${index}"] button[aria-expanded]`);
      target?.focus({ preventScroll: true });
      return Boolean(target);
    };
    // A row that was out of sight exists after the next paint.
    if (!focus()) requestAnimationFrame(focus);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing) return;
    if (event.target instanceof Element && event.target.closest("input:not([type=checkbox]), textarea") !== null) return;
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[role=row]") : null;
    if (row === null) return;
    const index = row.dataset.index === undefined ? -1 : Number(row.dataset.index);
    const count = lines.count ?? 0;
    const run = index === -1 ? pinned.find(({ shortId }) => shortId === row.dataset.run) : runs.get(index);
    if (event.key === "ArrowDown" || event.key === "j") moveFocus(Math.min(index + 1, count - 1));
    else if (event.key === "ArrowUp" || event.key === "k") moveFocus(Math.max(index - 1, 0));
    else if (event.key === "Home") moveFocus(0);
    else if (event.key === "End") moveFocus(count - 1);
    else if (event.key === "PageDown") moveFocus(Math.min(count - 1, index + 20));
    else if (event.key === "PageUp") moveFocus(Math.max(0, index - 20));
    else if (event.key === "ArrowRight" && row.dataset.group !== undefined) openGroup(row.dataset.group, true);
    else if (event.key === "ArrowLeft" && row.dataset.group !== undefined) openGroup(row.dataset.group, false);
    else if (event.key === "ContextMenu" && run) {
      const { left, bottom } = row.getBoundingClientRect();
      actions.onMenu(run, left + 120, bottom);
    } else if (!run || !props.onRowKey(event.key, run, event.shiftKey)) return;
    event.preventDefault();
  };
  const openGroup = (key: string, isOpen: boolean) => {
    for (const { index } of items) {
      const line = lines.at(index);
      if (line.kind === "group" && line.group.key === key && line.isOpen !== isOpen) props.onGroup(key);
    }
  };

  const { first, last } = inSight;
  const style = {
    "--lead-width": `${leadWidth}px`,
    "--pinned-width": `${layout.pinnedWidth - leadWidth}px`,
    "--row-height": `${rowHeight}px`,
    "--header-height": `${headerHeight}px`,
  } as CSSProperties;
  const width = layout.pinnedWidth + layout.freeWidth;
  const rowOf = (run: RunRowData, place: { index: number | undefined; rowNumber: number; top: number | undefined }) => (
    <RunRow
      key={place.index === undefined ? `pinned ${run.id}` : run.id}
      {...place}
      run={run}
      layout={layout}
      first={first}
      last={last}
      cells={cells}
      scales={props.scales}
      base={props.base}
      isChecked={checked.has(run.shortId)}
      isShown={shown.has(run.shortId)}
      isIndented={props.isGrouped && place.index !== undefined}
      color={props.colorOf(run)}
      mayEdit={props.mayEdit}
      isWanted={place.index === undefined || place.index === wanted}
      isAhead={isAhead}
      actions={actions}
    />
  );
  const head = (column: LaidColumn, isPinned: boolean) => (
    <HeaderCell
      key={column.key}
      column={column}
      sorts={sorts}
      isPinned={isPinned}
      isNumeric={numeric.has(column.key)}
      isSuggested={suggestedKeys.has(column.key)}
      actions={headerActions}
    />
  );

  return (
    <div className={classes.frame}>
      {above > 0 && (
        <button type="button" className={classes.above} onClick={goToTop}>
          <ArrowUp size={14} aria-hidden="true" />
          {t("newRuns", { count: above })}
        </button>
      )}
      <div
        ref={scroller}
        className={classes.scroller}
        data-density={density}
        style={style}
        onScroll={() => {
          noteScroll();
          lookAcross();
        }}
        // Before the first pixel, so that nothing that sticks moves along.
        onWheel={(event) => (event.deltaX !== 0 || event.shiftKey) && setAcross(true)}
        onTouchStart={() => setAcross(true)}
      >
        <div
          className={classes.table}
          role="table"
          aria-label={t("title")}
          aria-rowcount={(lines.count ?? 0) + pinned.length + 1}
          aria-colcount={columns.length + 1}
          style={{ width }}
          onKeyDown={onKeyDown}
        >
          <div className={classes.top} role="rowgroup">
            <div className={classes.header} role="row" aria-rowindex={1}>
              <span className={classes.lead} role="columnheader" aria-colindex={1}>
                <VisuallyHidden>{t("column.select")}</VisuallyHidden>
                {props.lead}
              </span>
              {layout.pinned.map((column) => head(column, true))}
              <Gap width={layout.free[first]?.left ?? 0} />
              {layout.free.slice(first, last + 1).map((column) => head(column, false))}
            </div>
            {pinned.map((run, index) => rowOf(run, { index: undefined, rowNumber: index + 2, top: undefined }))}
          </div>
          <div className={clsx(classes.body, lines.isOld && classes.old)} role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
            {items.map((item) => {
              const line = lines.at(item.index);
              const top = item.start - topHeight;
              const rowNumber = item.index + pinned.length + 2;
              if (line.kind === "group") {
                return (
                  <GroupRow
                    key={`group ${line.group.key}`}
                    group={line.group}
                    isOpen={line.isOpen}
                    index={item.index}
                    rowNumber={rowNumber}
                    top={top}
                    layout={layout}
                    first={first}
                    last={last}
                    figureIndex={props.figureIndex}
                    eye={props.groupEye(line.group)}
                    onToggle={props.onGroup}
                    onEye={props.onGroupEye}
                  />
                );
              }
              if (line.kind === "more") {
                return (
                  <div key={`more ${line.group}`} role="row" aria-rowindex={rowNumber} className={classes.row} style={{ insetBlockStart: top }}>
                    <span role="cell" className={classes.more}>
                      <button type="button" className={classes.moreRow} onClick={() => lines.moreOf(line.group)}>
                        {t("groups.moreRuns", { count: line.left })}
                      </button>
                    </span>
                  </div>
                );
              }
              if (line.run === undefined) return <WaitingRow key={`row ${item.index}`} rowNumber={rowNumber} top={top} />;
              return rowOf(line.run, { index: item.index, rowNumber, top });
            })}
          </div>
        </div>
      </div>
    </div>
  );
}

/** How wide a cell would be if nothing of it were cut. */
function contentWidth(cell: HTMLElement): number {
  const style = getComputedStyle(cell);
  const padding = Number.parseFloat(style.paddingInlineStart) + Number.parseFloat(style.paddingInlineEnd);
  const widest = Math.max(0, ...[cell, ...cell.querySelectorAll<HTMLElement>("bdi, a, span, time, button")].map(({ scrollWidth }) => scrollWidth));
  return Math.ceil(Math.max(cell.scrollWidth > cell.clientWidth ? cell.scrollWidth : 0, widest === cell.clientWidth ? textWidth(cell) : widest) + padding + 2);
}

function textWidth(cell: HTMLElement): number {
  const range = document.createRange();
  range.selectNodeContents(cell);
  return range.getBoundingClientRect().width;
}
