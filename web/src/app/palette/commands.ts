import { useQueries, useQuery } from "@tanstack/react-query";
import { Archive, ChartLine, FolderKanban, Hash, KeyRound, Languages, LayoutList, Link2, type LucideIcon, Moon, Play, Share2, Sun, TableProperties, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { projectsQuery } from "@/api/queries";
import { useIsGuest } from "@/api/use-is-guest";
import type { Project } from "@/api/types";
import { setLanguage } from "@/lib/i18n";
import { languages } from "@/lib/language";
import { setThemeChoice } from "@/lib/theme";
import type { AppRouter } from "../router";
import { readOldLink } from "./old-links";

export interface Command {
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
  readonly keys?: string;
  readonly Icon: LucideIcon;
  readonly run: () => void;
}

export interface CommandGroup {
  readonly title: string;
  readonly commands: readonly Command[];
}

const perGroup = 6;
const searchStaysMs = 10_000;

/** A list of ids as people paste it: with commas, spaces or line ends between them. */
export function readIds(text: string): readonly string[] {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  return parts.length > 1 && parts.every((part) => /^[A-Z0-9]{1,10}-\d+$/i.test(part)) ? [...new Set(parts.map((part) => part.toUpperCase()))] : [];
}

/** Everything that the text could mean, best first. */
export function useCommands(typed: string, searched: string, project: Project | undefined, router: AppRouter): { groups: readonly CommandGroup[]; isSearching: boolean } {
  const { t, i18n } = useTranslation("palette");
  const wanted = typed.toLowerCase();
  const fits = (text: string) => wanted === "" || text.toLowerCase().includes(wanted);
  const isOn = project !== undefined && searched !== "";
  const projectId = project?.id ?? "";
  const isGuest = useIsGuest();
  const projects = useQuery({ ...projectsQuery, enabled: !isGuest });
  const [runs, attributes, views] = useQueries({
    queries: [
      {
        queryKey: ["project", projectId, "palette runs", searched],
        enabled: isOn,
        staleTime: searchStaysMs,
        queryFn: async ({ signal }: { signal: AbortSignal }) =>
          unwrap(
            await api.POST("/api/v1/projects/{projectId}/runs/query", {
              params: { path: { projectId } },
              body: { columns: [], filter: { text: searched }, limit: perGroup },
              signal,
            }),
          ),
      },
      {
        queryKey: ["project", projectId, "palette attributes", searched],
        enabled: isOn,
        staleTime: searchStaysMs,
        queryFn: async ({ signal }: { signal: AbortSignal }) =>
          unwrap(
            await api.POST("/api/v1/projects/{projectId}/attributes/search", {
              params: { path: { projectId } },
              body: { text: searched, limit: perGroup },
              signal,
            }),
          ),
      },
      {
        queryKey: ["project", projectId, "views"],
        enabled: project !== undefined,
        staleTime: searchStaysMs,
        queryFn: async ({ signal }: { signal: AbortSignal }) =>
          unwrap(await api.GET("/api/v1/projects/{projectId}/views", { params: { path: { projectId } }, signal })),
      },
    ],
  });
  const goHref = (href: string) => () => void router.history.push(href);
  const place = project && { workspace: project.workspace, project: project.name };
  const runsHref = place && router.buildLocation({ to: "/$workspace/$project/runs", params: place }).pathname;
  const groups: CommandGroup[] = [];
  const add = (title: string, commands: readonly Command[]) => {
    if (commands.length > 0) groups.push({ title, commands });
  };

  const old = readOldLink(typed);
  if (old) add(t("group.link"), [{ id: "old", label: t("openOld"), detail: `${old.workspace}/${old.project} ${old.run ?? old.customId ?? ""}`, Icon: Link2, run: () => void openOldLink(typed, router) }]);
  const ids = readIds(typed);
  if (ids.length > 0 && place) {
    add(t("group.ids"), [
      { id: "compare ids", label: t("compareIds", { count: ids.length }), Icon: ChartLine, run: () => void router.navigate({ to: "/$workspace/$project/compare", params: place, search: { runs: [...ids] } }) },
      { id: "select ids", label: t("selectIds", { count: ids.length }), Icon: TableProperties, run: () => void router.navigate({ to: "/$workspace/$project/runs", params: place, search: { sel: [...ids] } }) },
    ]);
  }
  if (place && isOn) {
    add(
      t("group.runs"),
      (runs.data?.runs ?? []).map(({ id, shortId, name }) => ({
        id: `run ${id}`,
        label: name ?? shortId,
        detail: shortId,
        Icon: Play,
        run: () => void router.navigate({ to: "/$workspace/$project/runs/$runId", params: { ...place, runId: shortId } }),
      })),
    );
    add(
      t("group.attributes"),
      (attributes.data?.attributes ?? []).map(({ path, type }) => ({
        id: `attribute ${path} ${type}`,
        label: path,
        detail: t("asColumn"),
        Icon: Hash,
        run: goHref(`${runsHref}?c=*&c=${encodeURIComponent(path.replaceAll("~", "~~"))}`),
      })),
    );
  }
  add(
    t("group.views"),
    (views.data?.views ?? [])
      .filter(({ name }) => fits(name))
      .slice(0, perGroup)
      .map(({ id, name, state }) => ({ id: `view ${id}`, label: name, Icon: LayoutList, run: goHref(`${runsHref}${hrefOfState(router, state, id)}`) })),
  );
  add(
    t("group.projects"),
    (projects.data ?? [])
      .filter(({ workspace, name }) => fits(`${workspace}/${name}`))
      .slice(0, perGroup)
      .map(({ id, workspace, name }) => ({ id: `project ${id}`, label: name, detail: workspace, Icon: FolderKanban, run: () => void router.navigate({ to: "/$workspace/$project/runs", params: { workspace, project: name } }) })),
  );
  const pages: (Command | undefined)[] = [
    place && { id: "runs", label: t("page.runs"), Icon: TableProperties, run: () => void router.navigate({ to: "/$workspace/$project/runs", params: place }) },
    place && { id: "archive", label: t("page.archive"), Icon: Archive, run: () => void router.navigate({ to: "/$workspace/$project/runs", params: place, search: { in: "archived" } }) },
    place && { id: "trash", label: t("page.trash"), Icon: Trash2, run: () => void router.navigate({ to: "/$workspace/$project/runs", params: place, search: { in: "trash" } }) },
    isGuest ? undefined : { id: "projects", label: t("page.projects"), Icon: FolderKanban, run: () => void router.navigate({ to: "/" }) },
    isGuest ? undefined : { id: "tokens", label: t("page.tokens"), Icon: KeyRound, run: () => void router.navigate({ to: "/api-tokens" }) },
  ];
  add(t("group.pages"), pages.filter((command): command is Command => command !== undefined && fits(command.label)));
  const commands: readonly Command[] = [
    ...(place && !isGuest ? [{ id: "share", label: t("command.share"), Icon: Share2, run: () => document.dispatchEvent(new CustomEvent("nereid:share")) }] : []),
    { id: "light", label: t("command.light"), Icon: Sun, run: () => setThemeChoice("light") },
    { id: "dark", label: t("command.dark"), Icon: Moon, run: () => setThemeChoice("dark") },
    { id: "keys", label: t("command.keys"), keys: "?", Icon: Hash, run: () => document.dispatchEvent(new CustomEvent("nereid:keys")) },
    ...languages.filter(({ code }) => code !== i18n.language).map(({ code, name }) => ({ id: `language ${code}`, label: name, Icon: Languages, run: () => void setLanguage(code) })),
  ];
  add(t("group.commands"), commands.filter(({ label }) => fits(label)));
  return { groups, isSearching: isOn && (typed !== searched || runs.isFetching || attributes.isFetching) };
}

function hrefOfState(router: AppRouter, state: string, id: string): string {
  const read = JSON.parse(state) as Record<string, unknown>;
  return router.options.stringifySearch({ ...read, view: id });
}

/** Goes where an old link led; a custom id is looked up first. */
export async function openOldLink(text: string, router: AppRouter): Promise<void> {
  const old = readOldLink(text);
  if (old === undefined) return;
  const place = { workspace: old.workspace, project: old.project };
  if (old.customId !== undefined) {
    const project = unwrap(await api.GET("/api/v1/projects/lookup", { params: { query: { workspace: old.workspace, name: old.project } } }));
    const run = unwrap(await api.GET("/api/v1/runs/lookup", { params: { query: { projectId: project.id, customId: old.customId } } }));
    await router.navigate({ to: "/$workspace/$project/runs/$runId", params: { ...place, runId: run.shortId }, replace: true });
  } else if (old.run !== undefined) {
    const params = { ...place, runId: old.run };
    const to = `/$workspace/$project/runs/$runId/${old.tab ?? "attributes"}` as const;
    await router.navigate({ to, params, replace: true });
  } else if (old.compare !== undefined && old.compare.length > 0) {
    await router.navigate({ to: "/$workspace/$project/compare", params: place, search: { runs: [...old.compare] }, replace: true });
  } else await router.navigate({ to: "/$workspace/$project/runs", params: place, replace: true });
}
