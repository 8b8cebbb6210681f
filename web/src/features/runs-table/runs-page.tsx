import { Button, VisuallyHidden } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useIsGuest } from "@/api/use-is-guest";
import type { RunRow } from "@/api/types";
import { ConnectGuide } from "@/components/connect-guide";
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
import { describeError } from "@/lib/errors";
import { loadPart } from "@/lib/load-part";
import { eyeLimit, toggleEye, writeEye } from "@/selection/eye";
import { runFocus } from "@/selection/focus";
import { mostSnapshotRuns, runIdsOf, useSnapshot } from "@/selection/snapshot";
import { differingQuery } from "./api/attributes";
import type { BulkKind, RunSelection } from "@/selection/bulk";
import { type Column, countQuery, filterOf, namedRunsQuery, queryText, type RunGroup, type RunsView } from "./api/runs";
import { type ExportFormat, exportRuns, viewsQuery } from "./api/views";
import { type Spot, spotBelow } from "./components/anchor";
import { ColumnPicker } from "./components/column-picker";
import { ConfirmDialog } from "./components/confirm-dialog";
import { EyeMenu, type EyeChoice } from "./components/eye-menu";
import { FloatingParts } from "./components/floating-parts";
import { HeadCheck } from "./components/head-check";
import { useColumnName } from "./components/header-cell";
import type { RowActions } from "./components/run-row";
import { NoMatch } from "./components/no-match";
import { PaperTable } from "./components/paper-table";
import { RunsTable } from "./components/runs-table";
import { RunsToolbar } from "./components/runs-toolbar";
import { CompareLink } from "./components/compare-link";
import { Split } from "./components/split";
import { SelectionBar } from "./components/selection-bar";
import { TrashBar } from "./components/trash-bar";
import { ViewMenu } from "./components/view-menu";
import { nextSorts, readSorts, type RunsAddress, writeSorts } from "./lib/address";
import { type ColumnSpec, columnKey, figureQuery, isWorkedOut, order, plainColumn, readColumn, readColumns, sortQuery, writeColumns } from "./lib/column-spec";
import { between, cellOf } from "./lib/columns";
import { hasTag, withPart } from "./lib/conditions";
import { useBulk } from "@/selection/use-bulk";
import { useChecked } from "./lib/use-checked";
import { useGrouping } from "./lib/use-grouping";
import { useFloating } from "./lib/use-floating";
import { useLines } from "./lib/use-lines";
import { useRunColors } from "./lib/use-run-colors";
import { useShown } from "./lib/use-shown";
import { useScales } from "./lib/use-scales";
import { linesOf } from "./lib/paper";
import { readState } from "./lib/view-state";
import { FilterBar } from "./query/filter-bar";
import classes from "./runs-page.module.css";

const ChartsPane = lazy(async () => ({ default: (await loadPart(() => import("./components/charts-pane"))).ChartsPane }));
const CodeDialog = lazy(async () => ({ default: (await loadPart(() => import("./components/code-dialog"))).CodeDialog }));
const PivotDialog = lazy(async () => ({ default: (await loadPart(() => import("./components/pivot-dialog"))).PivotDialog }));

const route = getRouteApi("/app/$workspace/$project/runs");
const none: readonly string[] = [];
const noColumns: readonly ColumnSpec[] = [];
const noGroup: readonly Column[] = [];
const cellLimit = 200;

const asColumn = (key: string): Column | undefined => {
  const column = readColumn(key);
  return column && !isWorkedOut(column) ? { path: column.path, type: null, aggregate: column.aggregate } : undefined;
};

export function RunsPage() {
  const { t } = useTranslation("runs");
  const { project } = route.useRouteContext();
  const address = route.useSearch();
  const { q: text, where, in: place, sort: sortTexts, c, d: density = "normal", sel = none, show, g = none, open = none, pin = none, base, diff, color, rule: ruling, tab, snap } = address;
  const navigate = route.useNavigate();
  const router = useRouter();
  const nameOf = useColumnName();
  const snapshot = useSnapshot(snap);
  const { only } = snapshot;
  // What a snapshot shows is for looking at.
  const isGuest = useIsGuest();
  const mayEdit = snap === undefined && (project.role === "contributor" || project.role === "owner");
  const [floating, setFloating] = useFloating();
  const [isAll, setAll] = useState(false);
  const [dialog, setDialog] = useState<"pivot" | "code">();
  const [asked, setAsked] = useState<AskedChange>();
  const [declined, setDeclined] = useListPreference(`declined.${project.id}`, 200);
  const [unmatched, setUnmatched] = useListPreference(`unmatched.${project.id}`, 200);
  const [keys] = useKeys();
  useLive({ projects: [project.id] });
  usePageTitle(t("title"), project.name);

  const change = useCallback(
    (part: RunsAddress, replace = false) => void navigate({ search: (earlier) => ({ ...earlier, ...part }), replace }),
    [navigate],
  );
  useDefaultView(project.id, address, (state) => void navigate({ search: state, replace: true }));

  const chosen = useMemo(() => readColumns(c, place === "trash"), [c, place]);
  const sorts = useMemo(() => readSorts(sortTexts), [sortTexts]);
  const filtered = useMemo(() => ({ text, where, place, only }), [text, where, place, only]);
  const differing = useQuery({ ...differingQuery(project.id, filterOf(filtered)), enabled: diff === "on" });
  const suggested = useMemo(() => {
    if (diff !== "on") return noColumns;
    const there = new Set(chosen.map(({ path }) => path));
    return (differing.data?.columns ?? []).filter(({ path }) => !there.has(path) && !path.startsWith("sys/") && !declined.includes(path)).slice(0, 8).map(({ path }) => plainColumn(path));
  }, [chosen, diff, differing.data, declined]);
  const columns = useMemo(() => [...chosen, ...suggested], [chosen, suggested]);
  // Beside charts stand the names, and what is pinned: it serves as a legend.
  const tableColumns = useMemo(() => (tab === "charts" ? columns.filter(({ path, pinned }) => pinned || path === "sys/name") : columns), [columns, tab]);
  const colorColumn = useMemo(() => {
    const column = color === undefined ? undefined : readColumn(color);
    return column && !isWorkedOut(column) ? column : undefined;
  }, [color]);
  const paths = useMemo(() => {
    const groupPaths = g.flatMap((key) => readColumn(key)?.path ?? []);
    const wanted = [...columns.filter(({ formula }) => formula === undefined).map(({ path }) => path), ...(colorColumn ? [colorColumn.path] : []), ...groupPaths, "sys/group_tags"];
    return [...new Set(wanted)].slice(0, cellLimit);
  }, [columns, colorColumn, g]);
  const cells = useMemo(() => new Map(paths.map((path, index) => [path, index])), [paths]);
  const view = useMemo<RunsView>(() => ({ ...filtered, sorts, columns: paths }), [filtered, sorts, paths]);
  const by = useMemo(() => (g.length === 0 ? noGroup : g.flatMap((key) => asColumn(key) ?? [])), [g]);
  const figureColumns = useMemo(() => columns.filter(({ path }) => !path.startsWith("sys/") || path === "sys/running_time" || path === "sys/size").filter((column) => !isWorkedOut(column)).slice(0, 50), [columns]);
  const figures = useMemo(() => figureColumns.map(({ path, aggregate }) => ({ path, type: null, aggregate })), [figureColumns]);
  const figureIndex = useMemo(() => new Map(figureColumns.map((column, index) => [columnKey(column), index])), [figureColumns]);
  const lines = useLines(project.id, view, by, figures, open);
  const marked = useMemo(() => [...chosen.filter((column) => !isWorkedOut(column) && (column.mark === "bar" || column.mark === "heat")), ...(colorColumn ? [colorColumn] : [])], [chosen, colorColumn]);
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
    if (inNewTab) window.open(router.buildLocation(target).href, "_blank", "noopener");
    else void router.navigate(target);
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
  const exportedAs = (column: ColumnSpec) => {
    const figure = figureQuery(column);
    return { label: nameOf(column), ...(figure ? { figure } : { path: column.path, aggregate: column.aggregate }) };
  };
  const exportAs = async (format: ExportFormat, ofChecked: boolean) => {
    const [first] = sorts;
    try {
      await exportRuns(
        project.id,
        {
          format,
          runs:
            ofChecked && !isAll
              ? { ids: checkedRuns.map(({ id }) => id) }
              : only
                ? { ids: (await runIdsOf(project.id, filterOf(filtered), mostSnapshotRuns)).ids }
                : { query: queryText(filtered), trashed: place === "trash" },
          // A ZIP holds the points of series; the others are tables.
          columns: format === "seriesZip" ? chosen.filter(({ formula }) => formula === undefined).map(({ path }) => ({ path })) : chosen.map(exportedAs),
          sort: first ? sortQuery(first, first.descending) : null,
        },
        format === "seriesZip" ? `${project.key}-series.zip` : `${project.key}-runs.${format}`,
      );
    } catch (error) {
      showToast(describeError(error), { tone: "bad" });
    }
  };
  const setColumns = useEvent((next: readonly ColumnSpec[]) => {
    // A suggested column becomes one of the table's own by being changed or moved.
    const suggestedKeys = new Map(suggested.map((column) => [columnKey(column), column]));
    const kept = next.filter((column, index) => suggestedKeys.get(columnKey(column)) !== column || index < chosen.length - 1);
    change({ c: writeColumns(order(kept)) });
  });
  const onText = useCallback((q: string | undefined) => change({ q }, true), [change]);
  useEffect(() => () => runFocus.set(undefined), []);
  const changeMany = (kind: BulkKind, runs: RunSelection, count: number, known: readonly RunRow[]) => {
    const go = () => {
      void bulk(kind, runs);
      if (kind === "trash" || kind === "restore" || kind === "delete" || kind === "archive" || kind === "unarchive") setChecked(new Set());
    };
    const running = known.filter(({ state }) => state === "running").length;
    if (kind === "delete" || kind === "abort" || (kind === "trash" && running > 0)) setAsked({ kind, count, running, go });
    else go();
  };
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
        onDecline={({ spec }) => setDeclined([...declined, spec.path])}
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
          onExport={(format) => void exportAs(format, false)}
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
            onExport={(format) => void exportAs(format, true)}
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
      {asked && (
        <ConfirmDialog
          title={t(`ask.${asked.kind}.title`, { count: asked.count })}
          text={asked.kind === "trash" ? t("ask.trash.text", { count: asked.running }) : t(`ask.${asked.kind}.text`)}
          action={t(`bulk.${asked.kind}`)}
          onConfirm={asked.go}
          onClose={() => setAsked(undefined)}
        />
      )}
    </div>
  );
}

/** A change that is asked about before it is made. */
interface AskedChange {
  kind: "delete" | "abort" | "trash";
  count: number;
  /** Of the known ones how many still run. */
  running: number;
  go: () => void;
}

const listOrNone = (list: readonly string[]) => (list.length > 0 ? [...list] : undefined);

/** An address that says nothing shows the project's default view, if it has one. */
function useDefaultView(projectId: string, address: RunsAddress, onState: (state: RunsAddress) => void) {
  const views = useQuery(viewsQuery(projectId));
  const isFirst = useRef(true);
  const show = useEvent(onState);
  useEffect(() => {
    if (!isFirst.current || views.data === undefined) return;
    isFirst.current = false;
    const isPlain = Object.values(address).every((value) => value === undefined);
    const view = views.data.views.find(({ id }) => id === views.data.default);
    if (isPlain && view) show({ ...readState(view.state), view: view.id });
  }, [views.data, address, show]);
}

function NoRuns({ project }: { project: string }) {
  const { t } = useTranslation("runs");
  const isGuest = useIsGuest();
  if (isGuest) return <PanelEmpty title={t("empty.title")} />;
  return (
    <div className={classes.guide}>
      <h1 className={classes.title}>{t("empty.title")}</h1>
      <p className={classes.lead}>{t("empty.lead")}</p>
      <ConnectGuide project={project} />
    </div>
  );
}

