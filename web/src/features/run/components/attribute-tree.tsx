import { useVirtualizer } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import {
  Boxes, CalendarClock, ChartNoAxesColumn, ChartSpline, ChevronRight, CircleDot, File, Files, GitCommitHorizontal, Hash, Images, type LucideIcon,
  Notebook, ScrollText, Tags, ToggleLeft, Type,
} from "lucide-react";
import { type KeyboardEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { AttributeType } from "@/api/types";
import { AttributeValue } from "@/components/attribute-value";
import { LinkButton } from "@/components/link-button";
import { formatCount } from "@/lib/format";
import type { TreeRow } from "../lib/tree";
import classes from "./attribute-tree.module.css";

const icons: Record<AttributeType, LucideIcon> = {
  int: Hash,
  float: Hash,
  bool: ToggleLeft,
  string: Type,
  datetime: CalendarClock,
  stringSet: Tags,
  floatSeries: ChartSpline,
  stringSeries: ScrollText,
  fileSeries: Images,
  histogramSeries: ChartNoAxesColumn,
  file: File,
  fileSet: Files,
  artifact: Boxes,
  runState: CircleDot,
  gitRef: GitCommitHorizontal,
  notebookRef: Notebook,
};

interface Props {
  rows: readonly TreeRow[];
  chosen: string | undefined;
  onToggle: (namespace: string) => void;
  onChoose: (path: string) => void;
  /** Where an attribute has its place. */
  addressOf: (path: string) => string;
}

const rowPx = 28;

/** The lines of the tree; only those on screen are made. Arrow keys walk, open and close. */
export function AttributeTree({ rows, chosen, onToggle, onChoose, addressOf }: Props) {
  const { t } = useTranslation("run");
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => box.current, estimateSize: () => rowPx, overscan: 12 });

  const focusRow = (index: number) => {
    if (index < 0 || index >= rows.length) return;
    virtual.scrollToIndex(index);
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus());
  };
  const onKeyDown = (event: KeyboardEvent, index: number, row: TreeRow) => {
    const isOpen = row.kind === "namespace" && row.isOpen;
    if (event.key === "ArrowDown") focusRow(index + 1);
    else if (event.key === "ArrowUp") focusRow(index - 1);
    else if (event.key === "Home") focusRow(0);
    else if (event.key === "End") focusRow(rows.length - 1);
    else if (event.key === "ArrowRight" && row.kind === "namespace" && !isOpen) onToggle(row.path);
    else if (event.key === "ArrowLeft" && isOpen) onToggle(row.path);
    else if (event.key === "ArrowLeft") focusRow(rows.findLastIndex((other, i) => i < index && other.depth < row.depth));
    else return;
    event.preventDefault();
  };

  const shown = virtual.getVirtualItems();
  return (
    <div ref={box} className={classes.box} role="tree" aria-label={t("attributes.tree")}>
      <div className={classes.all} style={{ height: virtual.getTotalSize() }}>
        {shown.map(({ index, start }, place) => {
          const row = rows[index];
          if (!row) return null;
          const isChosen = row.kind === "attribute" && row.path === chosen;
          const Icon = row.kind === "attribute" ? icons[row.attribute.type] : undefined;
          return (
            <div
              key={`${row.kind} ${row.path}`}
              data-index={index}
              role="treeitem"
              aria-level={row.depth + 1}
              aria-expanded={row.kind === "namespace" ? row.isOpen : undefined}
              aria-selected={isChosen}
              tabIndex={isChosen || (place === 0 && chosen === undefined) ? 0 : -1}
              className={clsx(classes.row, isChosen && classes.chosen)}
              style={{ transform: `translateY(${start}px)`, paddingInlineStart: 12 + row.depth * 16 }}
              onClick={() => (row.kind === "namespace" ? onToggle(row.path) : onChoose(row.path))}
              onKeyDown={(event) => {
                // The link of the row has keys of its own.
                if (event.target !== event.currentTarget) return;
                if (event.key === "Enter" || event.key === " ") {
                  event.preventDefault();
                  event.currentTarget.click();
                } else onKeyDown(event, index, row);
              }}
            >
              {Icon ? (
                <Icon size={14} className={classes.icon} aria-hidden="true" />
              ) : (
                <ChevronRight
                  size={14}
                  className={clsx(classes.icon, classes.arrow, row.kind === "namespace" && row.isOpen && classes.open)}
                  aria-hidden="true"
                />
              )}
              <bdi className={classes.name} title={row.path}>
                {row.name}
              </bdi>
              {row.kind === "namespace" ? (
                <span className={classes.count}>{formatCount(row.count)}</span>
              ) : (
                <>
                  <span className={classes.value}>
                    <AttributeValue attribute={row.attribute} />
                  </span>
                  <LinkButton className={classes.link} address={() => addressOf(row.path)} label={row.path} />
                </>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
