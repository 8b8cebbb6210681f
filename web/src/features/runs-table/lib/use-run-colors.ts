import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { RunRow } from "@/api/types";
import { colorCount, dashes } from "@/charts/lib/line-style";
import { attributeText } from "@/lib/attribute-text";
import { useAppearance } from "@/lib/appearance";
import { describeError } from "@/lib/errors";
import { showToast } from "@/lib/toasts";
import { cssColor, resolveStyle, type RunStyle, saveStyles, type StyleEntry, styleMap, stylesQuery } from "@/selection/styles";
import type { Scale } from "../components/run-cell";
import { cellNumber } from "./cell-text";
import type { ColumnSpec } from "./column-spec";
import { cellOf } from "./columns";

const groupTagsOf = (run: RunRow, cells: ReadonlyMap<string, number>): readonly string[] => {
  const cell = cellOf(run, cells, "sys/group_tags");
  return cell?.type === "stringSet" ? cell.value : [];
};

/** The text that a system attribute of a run's head stands for. */
export function headText(run: RunRow, path: string): string | undefined {
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

const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const noColor = () => token("--data-none");
const channels = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/** Between two colours of the palette; plain, since a canvas takes no mixtures. */
function mixed(share: number): string {
  const [low, high] = [channels(token("--data-6")), channels(token("--data-2"))];
  return `#${low.map((value, i) => Math.round(value + ((high[i] ?? value) - value) * share).toString(16).padStart(2, "0")).join("")}`;
}

/** Of several group tags with a style the first counts: the one that a person chose stands there. */
const rulingFirst = (tags: readonly string[], ruling: string | undefined) => (ruling !== undefined && tags.includes(ruling) ? [ruling, ...tags.filter((tag) => tag !== ruling)] : tags);

/** What colour each run has: by its id, as people chose, or by a column's value. */
export function useRunColors(projectId: string, cells: ReadonlyMap<string, number>, by: ColumnSpec | undefined, scale: Scale | undefined, ruling: string | undefined, unmatched: readonly string[]) {
  const appearance = useAppearance();
  const queries = useQueryClient();
  const styles = useQuery(stylesQuery(projectId));
  const chosen = useMemo(() => styleMap(styles.data), [styles.data]);
  const styleOf = useCallback(
    (run: RunRow): RunStyle => {
      const own = resolveStyle(run, rulingFirst(groupTagsOf(run, cells).filter((tag) => !unmatched.includes(tag)), ruling), chosen);
      if (by === undefined) return own;
      const cell = cellOf(run, cells, by.path);
      const number = cellNumber(cell, by.aggregate);
      if (number !== undefined && scale !== undefined) {
        const share = scale.max > scale.min ? (number - scale.min) / (scale.max - scale.min) : 1;
        return { ...own, custom: Number.isFinite(share) ? mixed(share) : noColor() };
      }
      const text = headText(run, by.path) ?? (cell === null ? undefined : attributeText(cell));
      return text === undefined || text === "" ? { ...own, custom: noColor() } : { ...own, custom: undefined, color: hash(text) % colorCount };
    },
    // Colours of the palette stand in the style as they are now: another palette makes them anew.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [by, cells, chosen, scale, ruling, unmatched, appearance],
  );
  const colorOf = useCallback((run: RunRow): string => cssColor(styleOf(run)), [styleOf]);

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
  const tagColor = useCallback(
    (tag: string) => {
      const color = chosen.get(`tag:${tag}`)?.color;
      return color === undefined || color === null ? undefined : color.startsWith("#") ? color : `var(--data-${(Number(color) % colorCount) + 1})`;
    },
    [chosen],
  );
  return { colorOf, styleOf, setStyle, tagColor };
}

const emptyStyle = (target: string): StyleEntry => ({ target, color: null, dash: null, width: null });
