import { VisuallyHidden } from "@mantine/core";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ConnectGuide } from "@/components/connect-guide";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { useLive } from "@/lib/live";
import { useEvent } from "@/lib/use-event";
import { usePageTitle } from "@/lib/use-page-title";
import type { RunsView } from "./api/runs";
import { ColumnPicker } from "./components/column-picker";
import { RunsTable } from "./components/runs-table";
import { RunsToolbar } from "./components/runs-toolbar";
import { SelectionBar } from "./components/selection-bar";
import { readSort, type RunsAddress, writeSort } from "./lib/address";
import { pagesOf, useRunPages } from "./lib/use-run-pages";
import classes from "./runs-page.module.css";

const route = getRouteApi("/app/$workspace/$project/runs");
const noColumns: readonly string[] = [];

export function RunsPage() {
  const { t } = useTranslation("runs");
  const { project } = route.useRouteContext();
  const { q: text, sort: sortText, c: columns = noColumns, sel } = route.useSearch();
  const navigate = route.useNavigate();
  const router = useRouter();
  const [offsets, setOffsets] = useState<readonly number[]>([0]);
  useLive({ projects: [project.id] });
  usePageTitle(t("title"), project.name);

  const sort = useMemo(() => readSort(sortText), [sortText]);
  const view = useMemo<RunsView>(() => ({ text, sort, columns }), [text, sort, columns]);
  const { total, rows, isOld, error, retry } = useRunPages(project.id, view, offsets);
  const selected = useMemo(() => new Set(sel), [sel]);

  const onRange = useCallback((first: number, last: number) => {
    const wanted = pagesOf(first, last);
    // Most scrolling stays on the same pages and need not come here.
    setOffsets((earlier) => (earlier.join() === wanted.join() ? earlier : wanted));
  }, []);
  const change = useCallback(
    (part: RunsAddress, replace = false) => void navigate({ search: (earlier) => ({ ...earlier, ...part }), replace }),
    [navigate],
  );
  const onText = useCallback((q: string | undefined) => change({ q }, true), [change]);
  const open = useEvent((runId: string, inNewTab: boolean) => {
    const place = { workspace: project.workspace, project: project.name, runId };
    const target = { to: "/$workspace/$project/runs/$runId", params: place } as const;
    if (inNewTab) window.open(router.buildLocation(target).href, "_blank", "noopener");
    else void router.navigate(target);
  });

  if (total === undefined) return error ? <PanelError error={error} onRetry={retry} /> : <PanelLoading />;
  if (total === 0 && text === undefined && !isOld) return <NoRuns project={`${project.workspace}/${project.name}`} />;
  return (
    <div className={classes.page}>
      <VisuallyHidden>
        <h1>{t("title")}</h1>
      </VisuallyHidden>
      <RunsToolbar text={text} onText={onText} total={isOld ? undefined : total}>
        <ColumnPicker projectId={project.id} columns={columns} onChange={(c) => change({ c })} />
      </RunsToolbar>
      {error !== undefined && isOld ? (
        <PanelError error={error} onRetry={retry} />
      ) : total === 0 ? (
        <PanelEmpty title={t("noMatch", { text })}>{t("noMatchHint")}</PanelEmpty>
      ) : (
        <RunsTable
          projectId={project.id}
          attributes={columns}
          sort={sort}
          onSort={(next) => change({ sort: next && writeSort(next) })}
          total={total}
          rows={rows}
          viewKey={`${text ?? ""} ${sortText ?? ""}`}
          isOld={isOld}
          onRange={onRange}
          selected={selected}
          onSelect={(next) => change({ sel: next.size > 0 ? [...next] : undefined }, true)}
          onOpen={open}
        />
      )}
      <SelectionBar
        workspace={project.workspace}
        project={project.name}
        selected={sel ?? []}
        onClear={() => change({ sel: undefined }, true)}
      />
    </div>
  );
}

function NoRuns({ project }: { project: string }) {
  const { t } = useTranslation("runs");
  return (
    <div className={classes.guide}>
      <h1 className={classes.title}>{t("empty.title")}</h1>
      <p className={classes.lead}>{t("empty.lead")}</p>
      <ConnectGuide project={project} />
    </div>
  );
}
