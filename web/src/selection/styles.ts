import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import { colorCount, dashes, type LineStyle, styleOfRun } from "@/charts/lib/line-style";
import { rarelyChanges } from "@/lib/query-client";

export type StyleEntry = components["schemas"]["RunStyle"];
export type StyleList = components["schemas"]["RunStyleList"];

/** Styles that people gave to runs and group tags of a project. */
export const stylesQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "styles"],
    queryFn: async ({ signal }) =>
      unwrap(await api.GET("/api/v1/projects/{projectId}/run-styles", { params: { path: { projectId } }, signal })),
    staleTime: rarelyChanges,
  });

export async function saveStyles(projectId: string, styles: StyleEntry[], isPrivate: boolean): Promise<void> {
  unwrap(
    await api.PUT("/api/v1/projects/{projectId}/run-styles", { params: { path: { projectId } }, body: { styles, isPrivate } }),
  );
}

/** How the lines of a run look: what its id gives, with what people chose in its place. */
export interface RunStyle extends LineStyle {
  /** A colour that is none of the palette's, as #rrggbb. */
  readonly custom?: string;
  readonly width?: number;
}

/** Styles by target, the person's own before the shared ones. */
export function styleMap(list: StyleList | undefined): ReadonlyMap<string, StyleEntry> {
  const map = new Map<string, StyleEntry>();
  for (const entry of list?.shared ?? []) map.set(entry.target, entry);
  for (const entry of list?.own ?? []) map.set(entry.target, entry);
  return map;
}

/** A run's own style wins over that of its group tags; of several group tags the first in order that has a style rules. */
export function resolveStyle(
  run: { id: string; shortId: string },
  groupTags: readonly string[],
  chosen: ReadonlyMap<string, StyleEntry>,
): RunStyle {
  const base = styleOfRun(run.shortId);
  const entries = [chosen.get(run.id), ...groupTags.map((tag) => chosen.get(`tag:${tag}`))];
  const pick = <T>(read: (entry: StyleEntry) => T | null | undefined): T | undefined => {
    for (const entry of entries) {
      const value = entry && read(entry);
      if (value !== null && value !== undefined) return value;
    }
    return undefined;
  };
  const color = pick((entry) => entry.color);
  const custom = color?.startsWith("#") ? color : undefined;
  return {
    color: color !== undefined && custom === undefined ? Number(color) % colorCount : base.color,
    dash: (pick((entry) => entry.dash) ?? base.dash) % dashes.length,
    custom,
    // Its own whatever its colour: runs that share a colour are told apart by it.
    marker: base.marker,
    width: pick((entry) => (typeof entry.width === "number" ? entry.width : undefined)),
  };
}

/** The colour for style sheets. */
export const cssColor = ({ custom, color }: RunStyle) => custom ?? `var(--data-${color + 1})`;
