import { VisuallyHidden } from "@mantine/core";
import { useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowUp } from "lucide-react";
import { clsx } from "clsx";
import { type CSSProperties, type KeyboardEvent, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { RunRow } from "@/api/types";
import { useEvent } from "@/lib/use-event";
import type { Sort } from "../lib/address";
import { between, isNumeric } from "../lib/columns";
import { useColumnSizes } from "../lib/use-column-sizes";
import { attributeColumnId, runsFeatures, useRunsColumns } from "../lib/use-runs-columns";
import { useScrollAnchor } from "../lib/use-scroll-anchor";
import { HeaderCell } from "./header-cell";
import { RunsRow, WaitingRow } from "./runs-row";
import classes from "./runs-table.module.css";

const rowHeight = 32;
const headerHeight = 32;
const overscan = 8;

interface Props {
  projectId: string;
  /** Paths of the attribute columns. */
  attributes: readonly string[];
  sort: Sort;
  onSort: (sort: Sort | undefined) => void;
  total: number;
  rows: ReadonlyMap<number, RunRow>;
  /** Changes when other runs or another order is asked for; not when the same view gets newer rows. */
  viewKey: string;
  isOld: boolean;
  /** Tells which rows are in sight. */
  onRange: (first: number, last: number) => void;
  /** Short ids. */
  selected: ReadonlySet<string>;
  onSelect: (selected: ReadonlySet<string>) => void;
  onOpen: (shortId: string, inNewTab: boolean) => void;
}

/** The columns whose first known value is a number. */
function findNumeric(attributes: readonly string[], runs: readonly RunRow[]): Set<string> {
  const found = attributes.filter((_, index) => {
    const cell = runs.find(({ cells }) => cells[index])?.cells[index];
    return cell !== undefined && cell !== null && isNumeric(cell.type);
  });
  return new Set(found.map(attributeColumnId));
}

/** The table itself: a header that stays, and as many rows as fit the window, whatever their number. */
export function RunsTable(props: Props) {
  const { projectId, attributes, sort, onSort, total, rows, viewKey, isOld, onRange, selected, onSelect, onOpen } = props;
  const { t } = useTranslation("runs");
  const scroller = useRef<HTMLDivElement>(null);
  const lastToggled = useRef<string>(undefined);

  const [columnSizing, onColumnSizingChange] = useColumnSizes(projectId);
  const columns = useRunsColumns(attributes);
  const data = useMemo(() => [...rows.values()], [rows]);
  const table = useTable({
    features: runsFeatures,
    columns,
    data,
    getRowId: ({ id }) => id,
    columnResizeMode: "onChange",
    state: { columnSizing },
    onColumnSizingChange,
  });
  const { rowsById } = table.getRowModel();
  const numericColumns = useMemo(() => findNumeric(attributes, data), [attributes, data]);

  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    scrollMargin: headerHeight,
    scrollPaddingStart: headerHeight,
    overscan,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => onRange(first, last), [onRange, first, last]);

  const { above, noteScroll, goToTop } = useScrollAnchor(scroller, rows, rowHeight, viewKey);

  const toggle = useEvent((shortId: string, withRange: boolean) => {
    const next = new Set(selected);
    const from = withRange ? lastToggled.current : undefined;
    const order = [...rows].toSorted(([a], [b]) => a - b).map(([, run]) => run.shortId);
    const isAdding = !selected.has(shortId);
    for (const id of from === undefined ? [shortId] : between(order, from, shortId)) {
      if (isAdding) next.add(id);
      else next.delete(id);
    }
    lastToggled.current = shortId;
    onSelect(next);
  });

  const moveFocus = (index: number) => {
    virtualizer.scrollToIndex(index, { align: "auto" });
    const focus = () => {
      const link = scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"] a`);
      link?.focus({ preventScroll: true });
      return Boolean(link);
    };
    // A row that was out of sight exists after the next paint.
    if (!focus()) requestAnimationFrame(focus);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-index]") : null;
    if (row === null) return;
    const index = Number(row.dataset.index);
    if (event.key === "ArrowDown" || event.key === "j") moveFocus(Math.min(index + 1, total - 1));
    else if (event.key === "ArrowUp" || event.key === "k") moveFocus(Math.max(index - 1, 0));
    else if (event.key === "x") toggle(row.dataset.run ?? "", event.shiftKey);
    else return;
    event.preventDefault();
  };

  const sizes = table.getAllLeafColumns().map((column) => `${column.getSize()}px`);
  const style = {
    "--columns": `36px ${sizes.join(" ")} minmax(0, 1fr)`,
    "--id-width": sizes[0],
    "--row-height": `${rowHeight}px`,
    "--header-height": `${headerHeight}px`,
  } as CSSProperties;

  return (
    <div className={classes.frame}>
      {above > 0 && (
        <button type="button" className={classes.above} onClick={goToTop}>
          <ArrowUp size={14} aria-hidden="true" />
          {t("newRuns", { count: above })}
        </button>
      )}
      <div ref={scroller} className={classes.scroller} style={style} onScroll={noteScroll}>
        <div className={classes.table} role="table" aria-label={t("title")} aria-rowcount={total + 1} onKeyDown={onKeyDown}>
          <div className={classes.header} role="row" aria-rowindex={1}>
            <span className={classes.corner} role="columnheader">
              <VisuallyHidden>{t("column.select")}</VisuallyHidden>
            </span>
            {table.getFlatHeaders().map((header) => (
              <HeaderCell
                key={header.id}
                meta={header.column.columnDef.meta}
                sort={sort}
                onSort={onSort}
                isPinned={header.column.id === "id"}
                isNumeric={numericColumns.has(header.column.id)}
                isResizing={header.column.getIsResizing()}
                onResizeStart={header.getResizeHandler()}
                onResizeReset={() => header.column.resetSize()}
              >
                <table.FlexRender header={header} />
              </HeaderCell>
            ))}
          </div>
          <div
            className={clsx(classes.body, isOld && classes.old)}
            role="rowgroup"
            style={{ height: virtualizer.getTotalSize() }}
          >
            {items.map((item) => {
              const run = rows.get(item.index);
              const row = run && rowsById[run.id];
              const top = item.start - headerHeight;
              if (row === undefined) return <WaitingRow key={`row ${item.index}`} index={item.index} top={top} />;
              return (
                <RunsRow
                  key={row.id}
                  index={item.index}
                  top={top}
                  row={row}
                  columns={columns}
                  isSelected={selected.has(row.original.shortId)}
                  onToggle={toggle}
                  onOpen={onOpen}
                />
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}
