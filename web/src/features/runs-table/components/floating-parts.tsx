import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import type { Project, RunRow } from "@/api/types";
import { copyText } from "@/lib/clipboard";
import { describeError } from "@/lib/errors";
import { showToast } from "@/lib/toasts";
import type { BulkKind } from "@/selection/bulk";
import { queryText, type RunsView } from "../api/runs";
import type { Place, Sort } from "../lib/address";
import { type ColumnSpec, columnKey, isWorkedOut } from "../lib/column-spec";
import { cellOf, isNumeric } from "../lib/columns";
import { hasTag } from "../lib/conditions";
import type { useBulk } from "@/selection/use-bulk";
import type { EditedType, Floating } from "../lib/use-floating";
import type { useRunColors } from "../lib/use-run-colors";
import { print } from "../query/tree";
import { ColorEditor } from "./color-editor";
import { ColumnMenu } from "./column-menu";
import { GroupTagMenu, type TagChoice } from "./group-tag-menu";
import { isEditableValue } from "./run-cell";
import { type RunChoice, RunMenu } from "./run-menu";
import { TagEditor, type TagKind } from "./tag-editor";
import { TextEditor } from "./text-editor";
import { TransferDialog } from "./transfer-dialog";
import type { Spot } from "./anchor";

interface Props {
  project: Project;
  floating: Floating | undefined;
  onClose: () => void;
  onFloat: (floating: Floating | undefined) => void;
  place: Place | undefined;
  mayEdit: boolean;
  columns: readonly ColumnSpec[];
  cells: ReadonlyMap<string, number>;
  runs: readonly RunRow[];
  total: number;
  grouped: readonly string[];
  colored: string | undefined;
  pin: readonly string[];
  base: string | undefined;
  filter: Pick<RunsView, "text" | "where" | "place">;
  bulk: ReturnType<typeof useBulk>;
  onBulk: (kind: BulkKind, run: RunRow) => void;
  checkedRuns: readonly RunRow[];
  /** The group tag whose look counts first. */
  ruling: string | undefined;
  onRuling: (tag: string | undefined) => void;
  /** Group tags whose look runs do not take. */
  unmatched: readonly string[];
  onMatching: (tag: string) => void;
  onTag: (path: string, tag: string, isExcluded: boolean) => void;
  onColumns: (columns: readonly ColumnSpec[]) => void;
  onSorts: (sorts: readonly Sort[]) => void;
  onGroup: (key: string) => void;
  onColored: (key: string | undefined) => void;
  onPins: (ids: readonly string[], base?: string) => void;
  onEye: (shortId: string) => void;
  onOpen: (shortId: string, inNewTab: boolean) => void;
  onEdit: (run: RunRow, path: string, spot: Spot) => void;
  onStyle: ReturnType<typeof useRunColors>["setStyle"];
}

/** The menu, editor or picker that floats over the table, if any. */
export function FloatingParts(props: Props) {
  const { project, floating, onClose, columns, cells, runs, mayEdit } = props;
  const { t } = useTranslation("runs");
  const queries = useQueryClient();
  if (floating === undefined) return null;

  const write = async (run: RunRow, path: string, type: EditedType, next: string | null, before: string | null, isUndo = false): Promise<void> => {
    try {
      const value = next === null ? undefined : valueOf(type, next);
      const { rejections } = unwrap(
        await api.POST("/api/v1/runs/{runId}/operations", {
          params: { path: { runId: run.id } },
          body: { operations: [value === undefined ? { op: "delete", path } : { op: "assign", path, value }], requestId: null },
        }),
      );
      await queries.invalidateQueries({ queryKey: ["project", project.id] });
      const [refused] = rejections;
      if (refused) showToast(refused.detail, { tone: "bad" });
      else if (!isUndo) showToast(t("edit.saved", { run: run.shortId }), { undo: () => void write(run, path, type, before, next, true) });
    } catch (error) {
      showToast(describeError(error), { tone: "bad" });
    }
  };

  switch (floating.kind) {
    case "column": {
      const { spec, key } = floating.column;
      const current = columns.find((column) => columnKey(column) === key) ?? spec;
      const at = cells.get(spec.path);
      const cell = at === undefined ? null : (runs.find((run) => run.cells[at])?.cells[at] ?? null);
      return (
        <ColumnMenu
          spec={current}
          columns={columns}
          spot={floating.spot}
          isNumeric={isWorkedOut(current) || (cell !== null && (isNumeric(cell.type) || current.aggregate === "count"))}
          isSeries={isWorkedOut(current) || cell?.type === "floatSeries"}
          otherSeries={otherSeries(columns, spec.path, cells, runs)}
          mayBeEdited={mayEdit && spec.formula === undefined && !spec.path.startsWith("sys/") && isEditableValue(cell)}
          isGrouped={props.grouped.includes(key)}
          isColor={props.colored === key}
          onColumns={props.onColumns}
          onSort={props.onSorts}
          onGroup={props.onGroup}
          onColor={props.onColored}
          onClose={onClose}
        />
      );
    }
    case "run": {
      const { run, spot } = floating;
      const isPinned = props.pin.includes(run.shortId);
      const isBase = props.base === run.shortId;
      const choose = (choice: RunChoice) => {
        onClose();
        switch (choice) {
          case "open":
          case "openNew":
            return props.onOpen(run.shortId, choice === "openNew");
          case "copyId":
            return void copyText(run.shortId).then((isDone) => isDone && showToast(t("copied", { count: 1 })));
          case "copyLink":
            return void copyText(`${window.location.origin}/${[project.workspace, project.name, "runs", run.shortId].map(encodeURIComponent).join("/")}`).then((isDone) => isDone && showToast(t("linkCopied")));
          case "eye":
            return props.onEye(run.shortId);
          case "pin":
            return props.onPins(isPinned ? props.pin.filter((id) => id !== run.shortId) : [...props.pin, run.shortId]);
          case "baseline":
            return isBase ? props.onPins(props.pin, "") : props.onPins(isPinned ? props.pin : [...props.pin, run.shortId], run.shortId);
          case "rename":
            return props.onEdit(run, "sys/name", spot);
          case "describe":
            return props.onEdit(run, "sys/description", spot);
          case "tags":
            return props.onEdit(run, "sys/tags", spot);
          case "color":
            return props.onFloat({ kind: "color", runs: [run], spot });
          case "transfer":
            return props.onFloat({ kind: "transfer", runs: [run], count: 1 });
          default:
            return props.onBulk(choice, run);
        }
      };
      return <RunMenu run={run} spot={spot} place={props.place} isPinned={isPinned} isBase={isBase} mayEdit={mayEdit} onChoose={choose} onClose={onClose} />;
    }
    case "text": {
      const { run, path, type, before, spot } = floating;
      return (
        <TextEditor
          key={run.id + path}
          label={path === "sys/name" ? t("column.name") : path === "sys/description" ? t("column.description") : path}
          value={before ?? ""}
          isLong={path === "sys/description"}
          fault={(text) => (valueOf(type, text) === undefined ? t(`edit.expected.${type}`) : undefined)}
          spot={spot}
          onSave={(next) => void write(run, path, type, next, before)}
          onClose={onClose}
        />
      );
    }
    case "tags": {
      const meant = floating.runs === "all" ? runs : floating.runs;
      const total = floating.runs === "all" ? props.total : meant.length;
      const selection = floating.runs === "all" ? { query: queryText(props.filter), trashed: props.place === "trash" } : { ids: meant.map(({ id }) => id) };
      return (
        <TagEditor
          projectId={project.id}
          kind={floating.tagKind}
          spot={floating.spot}
          counts={{ tags: countTags(meant, (run) => run.tags), groupTags: countTags(meant, (run) => groupTags(run, cells)) }}
          total={total}
          onChange={(kind: TagKind, change) => void props.bulk(kind, selection, change)}
          onClose={onClose}
        />
      );
    }
    case "transfer": {
      const { runs: meant, count } = floating;
      const selection = meant === "all" ? { query: queryText(props.filter), trashed: props.place === "trash" } : { ids: meant.map(({ id }) => id) };
      return <TransferDialog projectId={project.id} count={count} mayMove={mayEdit} onTransfer={(kind, target) => void props.bulk(kind, selection, { target })} onClose={onClose} />;
    }
    case "groupTag": {
      const { tag, spot } = floating;
      const choose = (choice: TagChoice) => {
        onClose();
        switch (choice) {
          case "filter":
          case "exclude":
            return props.onTag("sys/group_tags", tag, choice === "exclude");
          case "color":
            return props.onFloat({ kind: "tagColor", tag, spot });
          case "matches":
            return props.onMatching(tag);
          case "rules":
            return props.onRuling(props.ruling === tag ? undefined : tag);
          case "apply":
            return void props.bulk("groupTags", { ids: props.checkedRuns.map(({ id }) => id) }, { add: [tag] });
          case "remove":
            return void props.bulk("groupTags", { query: print(hasTag("sys/group_tags", tag, false)) }, { remove: [tag] });
        }
      };
      return <GroupTagMenu tag={tag} spot={spot} isRuling={props.ruling === tag} isMatching={!props.unmatched.includes(tag)} checkedCount={props.checkedRuns.length} mayEdit={mayEdit} onChoose={choose} onClose={onClose} />;
    }
    case "tagColor":
      return (
        <ColorEditor
          spot={floating.spot}
          title={t("color.tagTitle", { tag: floating.tag })}
          mayShare={mayEdit}
          onChoose={(style, isPrivate) => props.onStyle([`tag:${floating.tag}`], style, isPrivate, t("color.tagSaved", { tag: floating.tag }))}
          onClose={onClose}
        />
      );
    case "color":
      return (
        <ColorEditor
          spot={floating.spot}
          title={t("color.title", { count: floating.runs.length })}
          mayShare={mayEdit}
          onChoose={(style, isPrivate) => props.onStyle(floating.runs.map(({ id }) => id), style, isPrivate, t("color.saved", { count: floating.runs.length }))}
          onClose={onClose}
        />
      );
  }
}

/** Other columns of float series, as the loaded rows say. */
function otherSeries(columns: readonly ColumnSpec[], path: string, cells: ReadonlyMap<string, number>, runs: readonly RunRow[]): string[] {
  const paths = new Set(columns.map((column) => column.path));
  paths.delete(path);
  return [...paths].filter((other) => runs.some((run) => cellOf(run, cells, other)?.type === "floatSeries"));
}

/** The text as a value of the type; undefined when it is none. */
export function valueOf(type: EditedType, text: string): components["schemas"]["NewValue"] | undefined {
  const trimmed = text.trim();
  switch (type) {
    case "string":
      return { type, value: text };
    case "bool":
      return trimmed === "true" || trimmed === "false" ? { type, value: trimmed === "true" } : undefined;
    case "int":
      return /^[+-]?\d{1,15}$/.test(trimmed) ? { type, value: Number(trimmed) } : undefined;
    case "float":
      if (trimmed === "NaN" || trimmed === "Infinity" || trimmed === "-Infinity") return { type, value: trimmed };
      return trimmed !== "" && Number.isFinite(Number(trimmed)) ? { type, value: Number(trimmed) } : undefined;
  }
}

function groupTags(run: RunRow, cells: ReadonlyMap<string, number>): readonly string[] {
  const cell = cellOf(run, cells, "sys/group_tags");
  return cell?.type === "stringSet" ? cell.value : [];
}

function countTags(runs: readonly RunRow[], of: (run: RunRow) => readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const run of runs) for (const tag of of(run)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return counts;
}
