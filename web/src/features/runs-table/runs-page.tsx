import { VisuallyHidden } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RunRow } from "@/api/types";
import { ConnectGuide } from "@/components/connect-guide";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { copyText } from "@/lib/clipboard";
import { useLive } from "@/lib/live";
import { showToast } from "@/lib/toasts";
import { useEvent } from "@/lib/use-event";
import { usePageTitle } from "@/lib/use-page-title";
import { useStable } from "@/lib/use-stable";
import { describeError } from "@/lib/errors";
import { eyeLimit, readEye, shownBy, toggleEye, writeEye } from "@/selection/eye";
import { runFocus } from "@/selection/focus";
import { differingQuery } from "./api/attributes";
import { type Column, countQuery, filterOf, namedRunsQuery, queryText, runsQuery, type RunGroup, type RunsView } from "./api/runs";
import { exportRuns, viewsQuery } from "./api/views";
import { spotBelow } from "./components/anchor";
import { ColumnPicker } from "./components/column-picker";
import { EyeMenu, type EyeChoice } from "./components/eye-menu";
import { FloatingParts } from "./components/floating-parts";
import type { EyeState } from "./components/group-row";
import { useColumnName } from "./components/header-cell";
import type { RowActions } from "./components/run-row";
import { RunsTable } from "./components/runs-table";
import { RunsToolbar } from "./components/runs-toolbar";
import { CompareLink } from "./components/compare-link";
import { SelectionBar } from "./components/selection-bar";
import { ViewMenu } from "./components/view-menu";
import { nextSorts, readSorts, type RunsAddress, writeSorts } from "./lib/address";
import { type ColumnSpec, columnKey, order, plainColumn, readColumn, readColumns, writeColumns } from "./lib/column-spec";
import { between, cellOf } from "./lib/columns";
import { hasTag, withPart } from "./lib/conditions";
import { useBulk } from "./lib/use-bulk";
import { useFloating } from "./lib/use-floating";
import { useLines } from "./lib/use-lines";
import { useRunColors } from "./lib/use-run-colors";
import { useScales } from "./lib/use-scales";
import { readState } from "./lib/view-state";
import { FilterBar } from "./query/filter-bar";
import classes from "./runs-page.module.css";

const PivotDialog = lazy(async () => ({ default: (await import("./components/pivot-dialog")).PivotDialog }));

const route = getRouteApi("/app/$workspace/$project/runs");
const none: readonly string[] = [];
const noColumns: readonly ColumnSpec[] = [];
const noGroup: readonly Column[] = [];
const cellLimit = 200;

const asColumn = (key: string): Column | undefined => {
  const column = readColumn(key);
  return column && { path: column.path, type: null, aggregate: column.aggregate };
};

export function RunsPage() {
  const { t } = useTranslation("runs");
  const { project } = route.useRouteContext();
  const address = route.useSearch();
  const { q: text, where, in: place, sort: sortTexts, c, d: density = "normal", sel = none, show, g = none, open = none, pin = none, base, diff, color } = address;
  const navigate = route.useNavigate();
  const router = useRouter();
  const nameOf = useColumnName();
  const mayEdit = project.role === "contributor" || project.role === "owner";
  const [floating, setFloating] = useFloating();
  const [isAll, setAll] = useState(false);
  const [isPivot, setPivot] = useState(false);
  useLive({ projects: [project.id] });
  usePageTitle(t("title"), project.name);

  const change = useCallback(
    (part: RunsAddress, replace = false) => void navigate({ search: (earlier) => ({ ...earlier, ...part }), replace }),
    [navigate],
  );
  useDefaultView(project.id, address, (state) => void navigate({ search: state, replace: true }));

  const chosen = useMemo(() => readColumns(c), [c]);
  const sorts = useMemo(() => readSorts(sortTexts), [sortTexts]);
  const filtered = useMemo(() => ({ text, where, place }), [text, where, place]);
  const differing = useQuery({ ...differingQuery(project.id, filterOf(filtered)), enabled: diff === "on" });
  const suggested = useMemo(() => {
    if (diff !== "on") return noColumns;
    const there = new Set(chosen.map(({ path }) => path));
    return (differing.data?.columns ?? []).filter(({ path }) => !there.has(path) && !path.startsWith("sys/")).slice(0, 8).map(({ path }) => plainColumn(path));
  }, [chosen, diff, differing.data]);
  const columns = useMemo(() => [...chosen, ...suggested], [chosen, suggested]);
  const colorColumn = useMemo(() => (color === undefined ? undefined : readColumn(color)), [color]);
  const paths = useMemo(() => {
    const wanted = [...columns.map(({ path }) => path), ...(colorColumn ? [colorColumn.path] : []), "sys/group_tags"];
    return [...new Set(wanted)].slice(0, cellLimit);
  }, [columns, colorColumn]);
  const cells = useMemo(() => new Map(paths.map((path, index) => [path, index])), [paths]);
  const view = useMemo<RunsView>(() => ({ ...filtered, sorts, columns: paths }), [filtered, sorts, paths]);
  const by = useMemo(() => (g.length === 0 ? noGroup : g.flatMap((key) => asColumn(key) ?? [])), [g]);
  const figureColumns = useMemo(() => columns.filter(({ path }) => !path.startsWith("sys/") || path === "sys/running_time" || path === "sys/size").slice(0, 50), [columns]);
  const figures = useMemo(() => figureColumns.map(({ path, aggregate }) => ({ path, type: null, aggregate })), [figureColumns]);
  const figureIndex = useMemo(() => new Map(figureColumns.map((column, index) => [columnKey(column), index])), [figureColumns]);
  const lines = useLines(project.id, view, by, figures, open);
  const marked = useMemo(() => [...chosen.filter(({ mark }) => mark !== "none"), ...(colorColumn ? [colorColumn] : [])], [chosen, colorColumn]);
  const scales = useScales(project.id, view, marked);
  const { colorOf, setStyle } = useRunColors(project.id, cells, colorColumn, colorColumn && scales.get(columnKey(colorColumn)));
  const pinnedRuns = useQuery({ ...namedRunsQuery(project.id, pin, paths), placeholderData: (earlier) => earlier });
  const pinned = useMemo(() => pin.flatMap((id) => pinnedRuns.data?.find(({ shortId }) => shortId === id) ?? []), [pin, pinnedRuns.data]);
  const baseRun = pinned.find(({ shortId }) => shortId === base);
  const all = useQuery(countQuery(project.id)).data?.total;

  const loaded = useMemo(() => [...lines.runs].toSorted(([a], [b]) => a - b).map(([, run]) => run), [lines.runs]);
  const rule = useMemo(() => readEye(show), [show]);
  // The first of the order, whatever part of the table is in sight.
  const top = useQuery({ ...runsQuery(project.id, { ...view, columns: paths }, 0), enabled: rule.kind === "top" }).data?.runs;
  const topOrder = useMemo(() => (top ?? []).map(({ shortId }) => shortId), [top]);
  const shownIds = useMemo(() => shownBy(rule, topOrder), [rule, topOrder]);
  const shown = useMemo(() => new Set(shownIds), [shownIds]);
  const checked = useMemo(() => new Set(sel), [sel]);
  const lastChecked = useRef<string>(undefined);
  const bulk = useBulk(project.id);
  const known = useRef(new Map<string, RunRow>());
  for (const run of [...loaded, ...pinned]) known.current.set(run.shortId, run);
  const checkedRuns = sel.flatMap((id) => known.current.get(id) ?? []);

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
    onHover: (runId) => runFocus.set(runId),
  });
  const edit = (run: RunRow, path: string, spot: { x: number; y: number }) => {
    if (path === "sys/tags" || path === "sys/group_tags") setFloating({ kind: "tags", runs: [run], tagKind: path === "sys/tags" ? "tags" : "groupTags", spot });
    else if (path === "sys/name") setFloating({ kind: "text", run, path, value: run.name ?? "", spot });
    else {
      const cell = cellOf(run, cells, "sys/description");
      setFloating({ kind: "text", run, path: "sys/description", value: cell?.type === "string" ? cell.value : "", spot });
    }
  };
  const onRowKey = (key: string, run: RunRow, withShift: boolean): boolean => {
    const spot = spotBelow(document.activeElement instanceof HTMLElement ? document.activeElement : document.body);
    switch (key) {
      case "x":
      case "X":
      case " ":
        actions.onCheck(run, withShift);
        return true;
      case "e":
        actions.onEye(run.shortId);
        return true;
      case "t":
        if (mayEdit) setFloating({ kind: "tags", runs: checkedRuns.length > 0 && checked.has(run.shortId) ? checkedRuns : [run], tagKind: "tags", spot });
        return true;
      case "p":
        setPins(pin.includes(run.shortId) ? pin.filter((id) => id !== run.shortId) : [...pin, run.shortId]);
        return true;
      case "F2":
        if (mayEdit) edit(run, "sys/name", spot);
        return true;
      case "c":
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
  const groupEye = (group: RunGroup): EyeState => {
    const ids = groupRunIds.current.get(group.key);
    if (ids === undefined) return "unknown";
    const count = ids.filter((id) => shown.has(id)).length;
    return count === 0 ? "none" : count === ids.length ? "all" : "some";
  };
  const groupRunIds = useRef(new Map<string, readonly string[]>());
  const toggleGroupEye = useEvent((group: RunGroup) => void showGroup(group));
  const showGroup = async (group: RunGroup) => {
    const page = await router.options.context.queries.fetchQuery(runsQuery(project.id, { ...filtered, sorts, columns: [], group: { by, key: group.key } }, 0, eyeLimit));
    const ids = page.runs.map(({ shortId }) => shortId);
    groupRunIds.current.set(group.key, ids);
    const isOn = ids.every((id) => shown.has(id));
    setShown(isOn ? shownIds.filter((id) => !ids.includes(id)) : [...new Set([...shownIds, ...ids])]);
  };
  const toggleGroup = useEvent((key: string) => {
    const next = open.includes(key) ? open.filter((other) => other !== key) : [...open, key];
    change({ open: next.length > 0 ? next : undefined }, true);
  });
  const exportAs = async (format: "csv" | "json", ofChecked: boolean) => {
    const [first] = sorts;
    try {
      await exportRuns(
        project.id,
        {
          format,
          runs: ofChecked && !isAll ? { ids: checkedRuns.map(({ id }) => id) } : { query: queryText(filtered), trashed: place === "trash" },
          columns: chosen.map((column) => ({ path: column.path, label: nameOf(column), aggregate: column.aggregate })),
          sort: first ? { path: first.path, aggregate: first.aggregate, descending: first.descending } : null,
        },
        `${project.key}-runs.${format}`,
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
  const selection = isAll ? { query: queryText(filtered), trashed: place === "trash" } : { ids: checkedRuns.map(({ id }) => id) };

  if (lines.total === undefined) return lines.error ? <PanelError error={lines.error} onRetry={lines.retry} /> : <PanelLoading />;
  const isFiltered = text !== undefined || where !== undefined || place !== undefined;
  if (all === 0 && lines.total === 0 && !isFiltered && !lines.isOld) return <NoRuns project={`${project.workspace}/${project.name}`} />;
  return (
    <div className={classes.page}>
      <VisuallyHidden>
        <h1>{t("title")}</h1>
      </VisuallyHidden>
      <RunsToolbar
        text={text}
        onText={onText}
        total={lines.isOld ? undefined : lines.total}
        all={all}
        isFiltered={isFiltered}
        density={density}
        onDensity={(next) => change({ d: next === "normal" ? undefined : next })}
        grouped={g.map((key) => ({ key, name: nameOf(readColumn(key) ?? plainColumn(key)) }))}
        onUngroup={(key) => change({ g: listOrNone(g.filter((other) => other !== key)), open: undefined })}
        colored={colorColumn && nameOf(colorColumn)}
        onUncolor={() => change({ color: undefined })}
        isSuggesting={diff === "on"}
        onSuggest={() => change({ diff: diff === "on" ? undefined : "on" })}
        onExport={(format) => void exportAs(format, false)}
        onPivot={() => setPivot(true)}
        views={<ViewMenu project={project} address={address} mayEdit={mayEdit} onState={(state) => void navigate({ search: state })} />}
      >
        <CompareLink project={project} runs={shownIds} />
        <ColumnPicker projectId={project.id} columns={chosen} onChange={(next) => change({ c: writeColumns(next) })} />
      </RunsToolbar>
      <FilterBar projectId={project.id} where={where} onWhere={(next) => change({ where: next })} />
      {lines.error !== undefined && lines.isOld ? (
        <PanelError error={lines.error} onRetry={lines.retry} />
      ) : lines.total === 0 ? (
        <PanelEmpty title={text === undefined ? t(`nothing.${place ?? "where"}`) : t("noMatch", { text })}>{t(isFiltered && place === undefined ? "noMatchHint" : "nothing.hint")}</PanelEmpty>
      ) : (
        <RunsTable
          columns={columns}
          suggested={suggested.length}
          cells={cells}
          scales={scales}
          figureIndex={figureIndex}
          density={density}
          sorts={sorts}
          onSort={(column, isMore) => change({ sort: writeSorts(nextSorts(sortTexts === undefined ? [] : sorts, { path: column.spec.path, aggregate: column.spec.aggregate }, isMore)) })}
          onColumns={setColumns}
          onColumnMenu={(column, element) => setFloating({ kind: "column", column, spot: spotBelow(element) })}
          lines={lines}
          isGrouped={by.length > 0}
          pinned={pinned}
          base={baseRun}
          viewKey={`${text ?? ""} ${where ?? ""} ${place ?? ""} ${sortTexts?.join() ?? ""} ${g.join()}`}
          checked={checked}
          shown={shown}
          colorOf={colorOf}
          groupEye={groupEye}
          onGroup={toggleGroup}
          onGroupEye={toggleGroupEye}
          mayEdit={mayEdit}
          actions={actions}
          onRowKey={onRowKey}
          lead={<EyeMenu rule={rule} shown={shownIds.length} isAnyChecked={sel.length > 0} onChoose={chooseEye} />}
        />
      )}
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
          count={sel.length}
          total={lines.total}
          isAll={isAll}
          place={place}
          mayEdit={mayEdit}
          isAnyRunning={checkedRuns.some(({ state }) => state === "running")}
          compare={<CompareLink project={project} runs={sel} isBar />}
          onAll={() => setAll(true)}
          onBulk={(kind) => {
            void bulk(kind, selection);
            if (kind === "trash" || kind === "restore" || kind === "archive" || kind === "unarchive") setChecked(new Set());
          }}
          onTags={(spot) => setFloating({ kind: "tags", runs: isAll ? "all" : checkedRuns, tagKind: "tags", spot })}
          onColor={(spot) => setFloating({ kind: "color", runs: checkedRuns, spot })}
          onShow={() => setShown(sel)}
          onCopy={() => void copyText(sel.join("\n")).then((isDone) => isDone && showToast(t("copied", { count: sel.length })))}
          onExport={(format) => void exportAs(format, true)}
          onClear={() => setChecked(new Set())}
        />
      )}
      <FloatingParts
        project={project}
        floating={floating}
        onClose={() => setFloating(undefined)}
        place={place}
        mayEdit={mayEdit}
        columns={columns}
        cells={cells}
        runs={loaded}
        total={lines.total}
        grouped={g}
        colored={color}
        pin={pin}
        base={base}
        filter={filtered}
        bulk={bulk}
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
      {isPivot && (
        <Suspense fallback={null}>
          <PivotDialog projectId={project.id} view={filtered} columns={chosen} onClose={() => setPivot(false)} />
        </Suspense>
      )}
    </div>
  );
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
  return (
    <div className={classes.guide}>
      <h1 className={classes.title}>{t("empty.title")}</h1>
      <p className={classes.lead}>{t("empty.lead")}</p>
      <ConnectGuide project={project} />
    </div>
  );
}

