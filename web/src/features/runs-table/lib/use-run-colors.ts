import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { RunRow } from "@/api/types";
import { colorCount, dashes } from "@/charts/lib/line-style";
import { attributeText } from "@/lib/attribute-text";
import { describeError } from "@/lib/errors";
import { showToast } from "@/lib/toasts";
import { cssColor, resolveStyle, saveStyles, type StyleEntry, styleMap, stylesQuery } from "@/selection/styles";
import type { Scale } from "../components/run-cell";
import { cellNumber } from "./cell-text";
import type { ColumnSpec } from "./column-spec";
import { cellOf } from "./columns";

const groupTagsOf = (run: RunRow, cells: ReadonlyMap<string, number>): readonly string[] => {
  const cell = cellOf(run, cells, "sys/group_tags");
  return cell?.type === "stringSet" ? cell.value : [];
};

/** The text that a system attribute of a run's head stands for. */
function headText(run: RunRow, path: string): string | undefined {
  switch (path) {
    case "sys/owner":
      return run.owner;
    case "sys/state":
      return run.failed ? "failed" : run.state;
    case "sys/name":
      return run.name ?? undefined;
    case "sys/tags":
      return run.tags.join(", ");
    default:
      return undefined;
  }
}

// FNV-1a: the same value has the same colour on every page and for every person.
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return value;
}

/** What colour each run has: by its id, as people chose, or by a column's value. */
export function useRunColors(projectId: string, cells: ReadonlyMap<string, number>, by: ColumnSpec | undefined, scale: Scale | undefined) {
  const queries = useQueryClient();
  const styles = useQuery(stylesQuery(projectId));
  const chosen = useMemo(() => styleMap(styles.data), [styles.data]);
  const colorOf = useCallback(
    (run: RunRow): string => {
      if (by === undefined) return cssColor(resolveStyle(run, groupTagsOf(run, cells), chosen));
      const cell = cellOf(run, cells, by.path);
      const number = cellNumber(cell, by.aggregate);
      if (number !== undefined && scale !== undefined) {
        const share = scale.max > scale.min ? (number - scale.min) / (scale.max - scale.min) : 1;
        return Number.isFinite(share) ? `color-mix(in oklab, var(--data-2) ${Math.round(share * 100)}%, var(--data-6))` : "var(--data-none)";
      }
      const text = headText(run, by.path) ?? (cell === null ? undefined : attributeText(cell));
      return text === undefined || text === "" ? "var(--data-none)" : `var(--data-${(hash(text) % colorCount) + 1})`;
    },
    [by, cells, chosen, scale],
  );

  const save = async (entries: StyleEntry[], before: StyleEntry[], isPrivate: boolean, message: string) => {
    try {
      await saveStyles(projectId, entries, isPrivate);
      const undo = async () => {
        await saveStyles(projectId, before, isPrivate);
        await queries.invalidateQueries({ queryKey: stylesQuery(projectId).queryKey });
      };
      showToast(message, { undo: () => void undo() });
    } catch (error) {
      showToast(describeError(error), { tone: "bad" });
    }
    await queries.invalidateQueries({ queryKey: stylesQuery(projectId).queryKey });
  };
  /** Gives runs a style; undefined takes it away, "shuffle" gives each another one. */
  const setStyle = (runIds: readonly string[], style: { color?: string; dash?: number; width?: number } | undefined | "shuffle", isPrivate: boolean, message: string) => {
    const list = isPrivate ? styles.data?.own : styles.data?.shared;
    const before = runIds.map((id) => list?.find(({ target }) => target === id) ?? emptyStyle(id));
    const offset = Date.now() % (colorCount * dashes.length);
    const entries = runIds.map((id, index) => {
      if (style === "shuffle") {
        const slot = (offset + index * 5) % (colorCount * dashes.length);
        return { target: id, color: String(slot % colorCount), dash: Math.floor(slot / colorCount), width: null };
      }
      const earlier = before[index];
      return style === undefined
        ? emptyStyle(id)
        : { target: id, color: style.color ?? earlier?.color ?? null, dash: style.dash ?? earlier?.dash ?? null, width: style.width ?? earlier?.width ?? null };
    });
    void save(entries, before, isPrivate, message);
  };
  return { colorOf, setStyle };
}

const emptyStyle = (target: string): StyleEntry => ({ target, color: null, dash: null, width: null });
