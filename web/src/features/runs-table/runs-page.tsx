import { Button, VisuallyHidden } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { attributesQuery } from "@/api/queries";
import { useIsGuest } from "@/api/use-is-guest";
import type { RunRow } from "@/api/types";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { copyText } from "@/lib/clipboard";
import { actionOf } from "@/lib/keys";
import { useLive } from "@/lib/live";
import { useListPreference } from "@/lib/preferences";
import { showToast } from "@/lib/toasts";
import { useEvent } from "@/lib/use-event";
import { useKeys } from "@/lib/use-keys";
import { usePaper } from "@/lib/use-paper";
import { usePageTitle } from "@/lib/use-page-title";
import { useStable } from "@/lib/use-stable";
import { loadPart } from "@/lib/load-part";
import { eyeLimit, toggleEye, writeEye } from "@/selection/eye";
import { runFocus } from "@/selection/focus";
import { useSnapshot } from "@/selection/snapshot";
import type { RunSelection } from "@/selection/bulk";
import { countQuery, namedRunsQuery, queryText, type RunGroup } from "./api/runs";
import { type Spot, spotBelow } from "./components/anchor";
import { ColumnPicker } from "./components/column-picker";
import { EyeMenu, type EyeChoice } from "./components/eye-menu";
import { FloatingParts } from "./components/floating-parts";
import { HeadCheck } from "./components/head-check";
import { useColumnName } from "./components/header-cell";
import type { RowActions } from "./components/run-row";
import { NoMatch } from "./components/no-match";
import { NoRuns } from "./components/no-runs";
import { PaperTable } from "./components/paper-table";
import { RunsTable } from "./components/runs-table";
import { RunsToolbar } from "./components/runs-toolbar";
import { CompareLink } from "./components/compare-link";
import { Split } from "./components/split";
import { SelectionBar } from "./components/selection-bar";
import { TrashBar } from "./components/trash-bar";
import { useAskedChange } from "./components/use-asked-change";
import { ViewMenu } from "./components/view-menu";
import { nextSorts, type RunsAddress, writeSorts } from "./lib/address";
import { type ColumnSpec, columnKey, isWorkedOut, order, plainColumn, readColumn, writeColumns } from "./lib/column-spec";
import { between, cellOf } from "./lib/columns";
import { hasTag, withPart } from "./lib/conditions";
import { useBulk } from "@/selection/use-bulk";
import { useAhead } from "./lib/use-ahead";
import { useChecked } from "./lib/use-checked";
import { useDefaultView } from "./lib/use-default-view";
import { useExport } from "./lib/use-export";
import { useGrouping } from "./lib/use-grouping";
import { useFloating } from "./lib/use-floating";
import { useLines } from "./lib/use-lines";
import { useRunColors } from "./lib/use-run-colors";
import { useShown } from "./lib/use-shown";
import { useTableColumns } from "./lib/use-table-columns";
import { useScales } from "./lib/use-scales";
import { linesOf } from "./lib/paper";
import { FilterBar } from "./query/filter-bar";
import classes from "./runs-page.module.css";

export { askFirstRows } from "./lib/first-rows";

const ChartsPane = lazy(async () => ({ default: (await loadPart(() => import("./components/charts-pane"))).ChartsPane }));
const CodeDialog = lazy(async () => ({ default: (await loadPart(() => import("./components/code-dialog"))).CodeDialog }));
const PivotDialog = lazy(async () => ({ default: (await loadPart(() => import("./components/pivot-dialog"))).PivotDialog }));

const route = getRouteApi("/app/$workspace/$project/runs");
const none: readonly string[] = [];

export function RunsPage() {
  const { t } = useTranslation("runs");
  const { project } = route.useRouteContext();
  const address = route.useSearch();
  const { q: text, where, in: place, sort: sortTexts, d: density = "normal", sel = none, show, g = none, open = none, pin = none, base, diff, color, rule: ruling, tab, snap } = address;
  const navigate = route.useNavigate();
  const router = useRouter();
  const queries = useQueryClient();
  const nameOf = useColumnName();
  const snapshot = useSnapshot(snap);
  const { only } = snapshot;
  // What a snapshot shows is for looking at.
  const isGuest = useIsGuest();
  const mayEdit = snap === undefined && (project.role === "contributor" || project.role === "owner");
  const [floating, setFloating] = useFloating();
  const [isAll, setAll] = useState(false);
  const [dialog, setDialog] = useState<"pivot" | "code">();
  const [unmatched, setUnmatched] = useListPreference(`unmatched.${project.id}`, 200);
  const [keys] = useKeys();
  useLive({ projects: [project.id] });
  usePageTitle(t("title"), project.name);

  const ahead = useAhead(project.id, address);
  const change = useCallback(
    (part: RunsAddress, replace = false) => {
      void ahead(part);
      void navigate({ search: (earlier) => ({ ...earlier, ...part }), replace });
    },
    [navigate, ahead],
  );
  useDefaultView(project.id, address, (state) => void navigate({ search: state, replace: true }));

  const { chosen, suggested, columns, tableColumns, colorColumn, marked, sorts, filtered, paths, cells, view, by, figures, figureIndex, decline } = useTableColumns(project.id, address, only);
  const lines = useLines(project.id, view, by, figures, open);
  const scales = useScales(project.id, view, marked);
  const { colorOf, styleOf, setStyle, tagColor } = useRunColors(project.id, cells, colorColumn, colorColumn && scales.get(columnKey(colorColumn)), ruling, unmatched);
  const pinnedRuns = useQuery({ ...namedRunsQuery(project.id, pin, paths), placeholderData: (earlier) => earlier });
  const pinned = useMemo(() => pin.flatMap((id) => pinnedRuns.data?.find(({ shortId }) => shortId === id) ?? []), [pin, pinnedRuns.data]);
  const baseRun = pinned.find(({ shortId }) => shortId === base);
  const count = useQuery(countQuery(project.id, place)).data?.total;
  const all = only?.length ?? count;

  const loaded = useMemo(() => [...lines.runs].toSorted(([a], [b]) => a - b).map(([, run]) => run), [lines.runs]);
  const eyes = useShown(project.id, view, by, show, tab === "charts");
  const { rule, topOrder, shownIds, shown } = eyes;
  const grouping = useGrouping(eyes.rows, by, cells, address);
  const checked = useMemo(() => new Set(sel), [sel]);
  const lastChecked = useRef<string>(undefined);
  const bulk = useBulk(project.id);
  const isPaper = usePaper();
  const { runs: checkedRuns, isComing: isCheckedComing } = useChecked(project.id, sel, useMemo(() => [...loaded, ...pinned], [loaded, pinned]));

  const setShown = (shortIds: readonly string[]) => change({ show: writeEye({ kind: "runs", shortIds: shortIds.slice(0, eyeLimit) }) }, true);
  const setChecked = (ids: ReadonlySet<string>) => {
    setAll(false);
    change({ sel: ids.size > 0 ? [...ids] : undefined }, true);
  };
  const openRun = (runId: string, inNewTab: boolean) => {
    const target = { to: "/$workspace/$project/runs/$runId", params: { workspace: project.workspace, project: project.name, runId } } as const;
    if (inNewTab) return void window.open(router.buildLocation(target).href, "_blank", "noopener");
    // Its page asks for them too, once it has found the run by its short id.
    const known = loaded.find(({ shortId }) => shortId === runId);
    if (known) void queries.prefetchQuery(attributesQuery(known.id));
    void router.navigate(target);
  };
  const setPins = (ids: readonly string[], nextBase = base) =>
    change({ pin: ids.length > 0 ? [...ids] : undefined, base: nextBase !== undefined && ids.includes(nextBase) ? nextBase : undefined });

  const actions = useStable<RowActions>({
    onCheck: (run, withRange) => {
      const next = new Set(checked);
      const from = withRange ? lastChecked.current : undefined;
      const isAdding = !checked.has(run.shortId);
      const ids = from === undefined ? [run.shortId] : between(loaded.map(({ shortId }) => shortId), from, run.shortId);
      for (const id of ids) {
        if (isAdding) next.add(id);
        else next.delete(id);
      }
      lastChecked.current = run.shortId;
      setChecked(next);
    },
    onEye: (shortId) => change({ show: writeEye(toggleEye(rule, topOrder, shortId)) }, true),
    onOpen: openRun,
    onMenu: (run, x, y) => setFloating({ kind: "run", run, spot: { x, y } }),
    onEdit: (run, path, element) => edit(run, path, spotBelow(element)),
    onTag: (path, tag, isExcluded) => change({ where: withPart(where, hasTag(path, tag, isExcluded), true) }),
    onTagMenu: (tag, x, y) => setFloating({ kind: "groupTag", tag, spot: { x, y } }),
    tagColor,
    onHover: (runId) => runFocus.set(runId),
    hrefOf: (shortId) => `/${[project.workspace, project.name, "runs", shortId].map(encodeURIComponent).join("/")}`,
  });
  const edit = (run: RunRow, path: string, spot: Spot) => {
    if (path === "sys/tags" || path === "sys/group_tags") setFloating({ kind: "tags", runs: [run], tagKind: path === "sys/tags" ? "tags" : "groupTags", spot });
    else if (path === "sys/name") setFloating({ kind: "text", run, path, type: "string", before: run.name, spot });
    else {
      const cell = cellOf(run, cells, path);
      const known = cell ?? loaded.map((other) => cellOf(other, cells, path)).find((other) => other !== null);
      const type = known?.type === "int" || known?.type === "float" || known?.type === "bool" ? known.type : "string";
      setFloating({ kind: "text", run, path, type, before: cell === null ? null : String(cell.value), spot });
    }
  };
  const onRowKey = (key: string, run: RunRow, withShift: boolean): boolean => {
    const spot = spotBelow(document.activeElement instanceof HTMLElement ? document.activeElement : document.body);
    switch (key === " " ? "check" : key === "F2" ? "rename" : actionOf(keys, key)) {
      case "check":
        actions.onCheck(run, withShift);
        return true;
      case "eye":
        actions.onEye(run.shortId);
        return true;
      case "shuffle": {
        const meant = checkedRuns.length > 0 ? checkedRuns : [run];
        if (!isGuest) setStyle(meant.map(({ id }) => id), "shuffle", !mayEdit, t("color.saved", { count: meant.length }));
        return true;
      }
      case "tags":
        if (mayEdit) setFloating({ kind: "tags", runs: checkedRuns.length > 0 && checked.has(run.shortId) ? checkedRuns : [run], tagKind: "tags", spot });
        return true;
      case "pin":
        setPins(pin.includes(run.shortId) ? pin.filter((id) => id !== run.shortId) : [...pin, run.shortId]);
        return true;
      case "rename":
        if (mayEdit) edit(run, "sys/name", spot);
        return true;
      case "compare":
        if (shownIds.length > 1) void router.navigate({ to: "/$workspace/$project/compare", params: { workspace: project.workspace, project: project.name }, search: { runs: sel.length > 1 ? [...sel] : [...shownIds] } });
        return true;
      default:
        return false;
    }
  };
  const chooseEye = (choice: EyeChoice) => {
    if (choice.kind === "follow") change({ show: writeEye({ kind: "top", count: choice.count }) });
    else if (choice.kind === "first") setShown(topOrder.slice(0, choice.count));
    else if (choice.kind === "loaded") setShown(loaded.map(({ shortId }) => shortId));
    else if (choice.kind === "checked") setShown(sel);
    else if (choice.kind === "invert") setShown(loaded.map(({ shortId }) => shortId).filter((id) => !shown.has(id)));
    else setShown([]);
  };
  const toggleGroupEye = useEvent((group: RunGroup) => void eyes.afterGroupEye(group).then(setShown));
  const toggleGroup = useEvent((key: string) => {
    const next = open.includes(key) ? open.filter((other) => other !== key) : [...open, key];
    change({ open: next.length > 0 ? next : undefined }, true);
  });
  const exportAs = useExport(project, { columns: chosen, sorts, filtered });
  const setColumns = useEvent((next: readonly ColumnSpec[]) => {
    // A suggested column becomes one of the table's own by being changed or moved.
    const suggestedKeys = new Map(suggested.map((column) => [columnKey(column), column]));
    const kept = next.filter((column, index) => suggestedKeys.get(columnKey(column)) !== column || index < chosen.length - 1);
    change({ c: writeColumns(order(kept)) });
  });
  const onText = useCallback((q: string | undefined) => change({ q }, true), [change]);
  useEffect(() => () => runFocus.set(undefined), []);
  const { changeMany, dialog: question } = useAskedChange(bulk, () => setChecked(new Set()));
  const selection = isAll ? { query: queryText(filtered), trashed: place === "trash" } : { ids: checkedRuns.map(({ id }) => id) };

  if (snapshot.error) return <PanelError error={snapshot.error} onRetry={snapshot.retry} />;
  if (snapshot.isPending) return <PanelLoading />;
  if (lines.total === undefined && !lines.error) return <PanelLoading />;
  const total = lines.total ?? 0;
  const isFiltered = text !== undefined || where !== undefined || place !== undefined;
  const matching: RunSelection = { query: queryText(filtered), trashed: place === "trash" };
  if (all === 0 && lines.total === 0 && !isFiltered && !lines.isOld) return <NoRuns project={`${project.workspace}/${project.name}`} />;
  const table =
    lines.error !== undefined && (lines.isOld || lines.total === undefined) ? (
      <PanelError error={lines.error} onRetry={lines.retry}>
        {sorts.some(isWorkedOut) && (
          <Button variant="default" size="xs" onClick={() => change({ sort: undefined })}>
            {t("unsort")}
          </Button>
        )}
      </PanelError>
    ) : total === 0 && text !== undefined ? (
      <NoMatch projectId={project.id} text={text} onText={onText} />
    ) : total === 0 ? (
      <PanelEmpty title={t(`nothing.${only !== undefined && where === undefined ? "snapshot" : (place ?? "where")}`)}>{t(place === undefined || only !== undefined ? "noMatchHint" : "nothing.hint")}</PanelEmpty>
    ) : (
      <RunsTable
        columns={tableColumns}
        suggested={tab === "charts" ? 0 : suggested.length}
        cells={cells}
        scales={scales}
        figureIndex={figureIndex}
        density={density}
        sorts={sorts}
        onSort={(column, isMore) => change({ sort: writeSorts(nextSorts(sortTexts === undefined ? [] : sorts, column.spec, isMore)) })}
        onColumns={(next) => setColumns(tab === "charts" ? columns.map((column) => next.find((other) => columnKey(other) === columnKey(column)) ?? column) : next)}
        onColumnMenu={(column, element) => setFloating({ kind: "column", column, spot: spotBelow(element) })}
        onKeep={({ spec }) => change({ c: writeColumns([...chosen, spec]) })}
        onDecline={({ spec }) => decline(spec.path)}
        lines={lines}
        isGrouped={by.length > 0}
        pinned={pinned}
        base={baseRun}
        viewKey={`${text ?? ""} ${where ?? ""} ${place ?? ""} ${sortTexts?.join() ?? ""} ${g.join()}`}
        checked={checked}
        shown={shown}
        colorOf={colorOf}
        groupEye={eyes.groupEye}
        onGroup={toggleGroup}
        onGroupEye={toggleGroupEye}
        mayEdit={mayEdit}
        actions={actions}
        onRowKey={onRowKey}
        lead={
          <>
            <HeadCheck loaded={loaded} checked={checked} isAll={isAll} onCheck={(ids) => setChecked(new Set(ids))} />
            <EyeMenu rule={rule} shown={shownIds.length} isAnyChecked={sel.length > 0} onChoose={chooseEye} />
          </>
        }
      />
    );
  return (
    <div className={classes.page}>
      <VisuallyHidden>
        <h1>{t("title")}</h1>
      </VisuallyHidden>
      {isPaper && (
        <PaperTable project={project} text={text} where={where} columns={columns} cells={cells} lines={tab === "charts" ? linesOf(eyes.rows) : lines} isGrouped={by.length > 0 && tab !== "charts"} figureIndex={figureIndex} colorOf={colorOf} />
      )}
      <div className={classes.screen}>
        <RunsToolbar
          text={text}
          onText={onText}
          onType={ahead}
          total={lines.isOld ? undefined : lines.total}
          all={all}
          isFiltered={text !== undefined || where !== undefined}
          density={density}
          onDensity={(next) => change({ d: next === "normal" ? undefined : next })}
          grouped={g.map((key) => ({ key, name: nameOf(readColumn(key) ?? plainColumn(key)) }))}
          onUngroup={(key) => change({ g: listOrNone(g.filter((other) => other !== key)), open: undefined })}
          colored={colorColumn && nameOf(colorColumn)}
          onUncolor={() => change({ color: undefined })}
          isSuggesting={diff === "on"}
          onSuggest={() => change({ diff: diff === "on" ? undefined : "on" })}
          onExport={(format) => void exportAs(format, undefined)}
          onPivot={() => setDialog("pivot")}
          onCode={only === undefined ? () => setDialog("code") : undefined}
          tab={tab ?? "table"}
          onTab={(next) => change({ tab: next === "charts" ? "charts" : undefined })}
          views={<ViewMenu project={project} address={address} mayEdit={mayEdit} onState={(state) => void navigate({ search: state })} />}
        >
          <CompareLink project={project} runs={shownIds} />
          <ColumnPicker projectId={project.id} columns={chosen} onChange={(next) => change({ c: writeColumns(next) })} />
        </RunsToolbar>
        <FilterBar projectId={project.id} where={where} onWhere={(next) => change({ where: next })} />
        {place === "trash" && total > 0 && !isGuest && (
          <TrashBar
            total={total}
            isFiltered={text !== undefined || where !== undefined}
            mayEdit={mayEdit}
            onRestore={() => changeMany("restore", matching, total, loaded)}
            onDelete={() => changeMany("delete", matching, total, loaded)}
          />
        )}
      </div>
      {tab === "charts" ? (
        <Split
          left={table}
          right={
            <Suspense fallback={<div className={classes.waiting}><PanelLoading /></div>}>
              <ChartsPane project={project} runs={eyes.rows} shown={shownIds.length} isLoading={eyes.isLoading} styleOf={styleOf} grouping={grouping} address={address} onAddress={change} />
            </Suspense>
          }
        />
      ) : (
        <div className={classes.screen}>{table}</div>
      )}
      <div className={classes.screen}>
        {lines.groupsLeft > 0 && (
          <p className={classes.foot}>
            {t("groups.left", { count: lines.groupsLeft })}{" "}
            <button type="button" onClick={lines.moreGroups}>
              {t("groups.more")}
            </button>
          </p>
        )}
        {(sel.length > 0 || isAll) && (
          <SelectionBar
            count={isCheckedComing ? sel.length : checkedRuns.length}
            isComing={isCheckedComing && !isAll}
            total={total}
            isAll={isAll}
            place={place}
            mayEdit={mayEdit}
            isAnyRunning={checkedRuns.some(({ state }) => state === "running")}
            compare={<CompareLink project={project} runs={isCheckedComing ? sel : checkedRuns.map(({ shortId }) => shortId)} isBar />}
            onAll={() => setAll(true)}
            onBulk={(kind) => changeMany(kind, selection, isAll ? total : checkedRuns.length, isAll ? loaded : checkedRuns)}
            onTags={(spot) => setFloating({ kind: "tags", runs: isAll ? "all" : checkedRuns, tagKind: "tags", spot })}
            onColor={(spot) => setFloating({ kind: "color", runs: checkedRuns, spot })}
            onShow={() => setShown(sel)}
            onTransfer={() => setFloating({ kind: "transfer", runs: isAll ? "all" : checkedRuns, count: isAll ? total : checkedRuns.length })}
            onCopy={() => void copyText(sel.join("\n")).then((isDone) => isDone && showToast(t("copied", { count: sel.length })))}
            onExport={(format) => void exportAs(format, isAll ? undefined : checkedRuns.map(({ id }) => id))}
            onClear={() => setChecked(new Set())}
          />
        )}
      </div>
      <FloatingParts
        project={project}
        floating={floating}
        onClose={() => setFloating(undefined)}
        place={place}
        mayEdit={mayEdit}
        columns={columns}
        cells={cells}
        runs={loaded}
        total={total}
        grouped={g}
        colored={color}
        pin={pin}
        base={base}
        filter={filtered}
        bulk={bulk}
        checkedRuns={checkedRuns}
        ruling={ruling}
        onRuling={(tag) => change({ rule: tag })}
        unmatched={unmatched}
        onMatching={(tag) => setUnmatched(unmatched.includes(tag) ? unmatched.filter((other) => other !== tag) : [...unmatched, tag])}
        onTag={actions.onTag}
        onBulk={(kind, run) => changeMany(kind, { ids: [run.id] }, 1, [run])}
        onColumns={setColumns}
        onSorts={(next) => change({ sort: writeSorts(next) })}
        onGroup={(key) => change({ g: listOrNone(g.includes(key) ? g.filter((other) => other !== key) : [...g, key].slice(-5)), open: undefined })}
        onColored={(key) => change({ color: key })}
        onPins={setPins}
        onEye={actions.onEye}
        onOpen={openRun}
        onFloat={setFloating}
        onEdit={edit}
        onStyle={setStyle}
      />
      {dialog === "pivot" && (
        <Suspense fallback={null}>
          <PivotDialog projectId={project.id} view={filtered} columns={chosen} onClose={() => setDialog(undefined)} />
        </Suspense>
      )}
      {dialog === "code" && (
        <Suspense fallback={null}>
          <CodeDialog project={project} filter={filtered} columns={chosen} sort={sorts[0]} onClose={() => setDialog(undefined)} />
        </Suspense>
      )}
      {question}
    </div>
  );
}

const listOrNone = (list: readonly string[]) => (list.length > 0 ? [...list] : undefined);
