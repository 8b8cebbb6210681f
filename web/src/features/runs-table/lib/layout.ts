import { type ColumnSpec, columnKey } from "./column-spec";
import { widthOf } from "./columns";

export interface LaidColumn {
  readonly key: string;
  readonly spec: ColumnSpec;
  readonly width: number;
  /** Pixels from the inner edge: of a pinned column where it sticks, of the others from the first unpinned one. */
  readonly left: number;
  /** From 1, with the leading cell as the first column. */
  readonly number: number;
}

export interface Layout {
  readonly pinned: readonly LaidColumn[];
  readonly free: readonly LaidColumn[];
  /** Pixels of the leading cell and the pinned columns. */
  readonly pinnedWidth: number;
  readonly freeWidth: number;
}

/** Check box, eye and colour. */
export const leadWidth = 84;

export function layOut(columns: readonly ColumnSpec[], isNarrow: boolean, dragged?: { key: string; width: number }): Layout {
  const pinned: LaidColumn[] = [];
  const free: LaidColumn[] = [];
  let pinnedWidth = leadWidth;
  let freeWidth = 0;
  columns.forEach((spec, index) => {
    const key = columnKey(spec);
    const width = dragged?.key === key ? dragged.width : widthOf(spec, isNarrow);
    // On a phone only the first pinned column sticks: more would leave no room to scroll in.
    const sticks = spec.pinned && (!isNarrow || pinned.length === 0);
    (sticks ? pinned : free).push({ key, spec, width, left: sticks ? pinnedWidth : freeWidth, number: index + 2 });
    if (sticks) pinnedWidth += width;
    else freeWidth += width;
  });
  return { pinned, free, pinnedWidth, freeWidth };
}

/** Which part of the unpinned columns is in sight. */
export interface ColumnWindow {
  readonly first: number;
  readonly last: number;
}

const overscan = 2;

export function columnsInSight({ free, pinnedWidth }: Layout, scrollLeft: number, width: number): ColumnWindow {
  const to = scrollLeft + Math.max(0, width - pinnedWidth);
  let first = 0;
  while (first < free.length - 1 && (free[first]?.left ?? 0) + (free[first]?.width ?? 0) <= scrollLeft) first++;
  let last = first;
  while (last < free.length - 1 && (free[last + 1]?.left ?? 0) < to) last++;
  return { first: Math.max(0, first - overscan), last: Math.min(free.length - 1, last + overscan) };
}
