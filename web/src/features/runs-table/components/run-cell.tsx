import { clsx } from "clsx";
import type { TFunction } from "i18next";
import { Pencil } from "lucide-react";
import { memo } from "react";
import type { Attribute, RunRow } from "@/api/types";
import { AttributeValue } from "@/components/attribute-value";
import { RunState } from "@/components/run-state";
import { TagList } from "@/components/tag-list";
import { TimeAgo } from "@/components/time-ago";
import { TrashedTime } from "./trashed-time";
import { cellNumber, showDifference, showNumber } from "../lib/cell-text";
import { type ColumnSpec, figureQuery } from "../lib/column-spec";
import { CurveCell } from "./curve-cell";
import { FigureCell } from "./figure-cell";
import classes from "./run-cell.module.css";

/** Least and greatest value of a column among the matching runs, for bars and colours in its cells. */
export interface Scale {
  readonly min: number;
  readonly max: number;
}

interface Props {
  run: RunRow;
  spec: ColumnSpec;
  attribute: Attribute | null;
  scale: Scale | undefined;
  /** The baseline's cell in this column; undefined when there is no baseline or this is it. */
  base: Attribute | null | undefined;
  mayEdit: boolean;
  /** The row is pointed at, or in focus. */
  isNear: boolean;
  onEdit: (run: RunRow, path: string, place: HTMLElement) => void;
  onTag: (path: string, tag: string, isExcluded: boolean) => void;
  onTagMenu: (tag: string, x: number, y: number) => void;
  /** The colour of a group tag, if it has one. */
  tagColor: (tag: string) => string | undefined;
  hrefOf: (shortId: string) => string;
  onOpen: (shortId: string, inNewTab: boolean) => void;
  t: TFunction<"runs">;
  /** Pixels that the cell has inside. */
  room: number;
}

/** What a cell of the table shows. */
export const RunCell = memo(function RunCell({ run, spec, attribute, scale, base, mayEdit, isNear, onEdit, onTag, onTagMenu, tagColor, hrefOf, onOpen, t, room }: Props) {
  switch (spec.path) {
    case "sys/id":
      return (
        // Not the router's own link: one for each row would ask the router anew with every row that comes into sight.
        <a
          href={hrefOf(run.shortId)}
          className={classes.id}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
            event.preventDefault();
            onOpen(run.shortId, false);
          }}
        >
          {run.shortId}
        </a>
      );
    case "sys/name":
      return (
        <Editable run={run} path={spec.path} mayEdit={mayEdit} isNear={isNear} onEdit={onEdit} t={t}>
          <bdi title={run.name ?? undefined}>{run.name}</bdi>
        </Editable>
      );
    case "sys/state":
      return <RunState state={run.state} failed={run.failed} stopping={run.stopping} />;
    case "sys/creation_time":
      return <TimeAgo iso={run.created} />;
    case "sys/modification_time":
      return <TimeAgo iso={run.modified} />;
    case "sys/trashed_time":
      return attribute?.type === "datetime" && <TrashedTime iso={attribute.value} />;
    case "sys/owner":
      return <bdi title={run.owner}>{run.owner}</bdi>;
    case "sys/tags":
      return (
        <Editable run={run} path={spec.path} mayEdit={mayEdit} isNear={isNear} onEdit={onEdit} t={t}>
          <TagList tags={run.tags} room={room} onTag={(tag, isExcluded) => onTag(spec.path, tag, isExcluded)} />
        </Editable>
      );
    case "sys/group_tags":
      return (
        <Editable run={run} path={spec.path} mayEdit={mayEdit} isNear={isNear} onEdit={onEdit} t={t}>
          <TagList
            tags={attribute?.type === "stringSet" ? attribute.value : []}
            kind="group"
            room={room}
            colorOf={tagColor}
            onMenu={onTagMenu}
            onTag={(tag, isExcluded) => onTag(spec.path, tag, isExcluded)}
          />
        </Editable>
      );
    case "sys/description":
      return (
        <Editable run={run} path={spec.path} mayEdit={mayEdit} isNear={isNear} onEdit={onEdit} t={t}>
          <AttributeValue attribute={attribute} />
        </Editable>
      );
    default: {
      const figure = figureQuery(spec);
      if (figure) {
        // A formula names several attributes, and a fork may have the whole series from its parent.
        const mayHave = spec.formula !== undefined || run.fork || attribute?.type === "floatSeries";
        return mayHave ? <FigureCell runId={run.id} spec={spec} figure={figure} /> : null;
      }
      return spec.isEditable === true && isEditableValue(attribute) ? (
        <Editable run={run} path={spec.path} mayEdit={mayEdit} isNear={isNear} onEdit={onEdit} t={t}>
          <ValueCell spec={spec} attribute={attribute} scale={scale} base={base} />
        </Editable>
      ) : (
        <>
          {spec.mark === "curve" && attribute?.type === "floatSeries" && <CurveCell runId={run.id} path={spec.path} />}
          <ValueCell spec={spec} attribute={attribute} scale={scale} base={base} />
        </>
      );
    }
  }
});

/** Values that a person may change in their cell: those of one piece. */
export const isEditableValue = (attribute: Attribute | null) =>
  attribute === null || attribute.type === "string" || attribute.type === "int" || attribute.type === "float" || attribute.type === "bool";

function ValueCell({ spec, attribute, scale, base }: Pick<Props, "spec" | "attribute" | "scale" | "base">) {
  const number = cellNumber(attribute, spec.aggregate);
  const isDuration = spec.path === "sys/running_time" || spec.path === "sys/monitoring_time";
  const shown = spec.display === "auto" && isDuration ? { ...spec, display: "duration" as const } : spec.display === "auto" && spec.path === "sys/size" ? { ...spec, display: "bytes" as const } : spec;
  if (number === undefined) return <AttributeValue attribute={attribute} />;
  const share = scale && Number.isFinite(number) ? (scale.max > scale.min ? (number - scale.min) / (scale.max - scale.min) : 1) : undefined;
  const from = base === undefined ? undefined : cellNumber(base, spec.aggregate);
  return (
    <span
      className={clsx(classes.number, !Number.isFinite(number) && classes.nonFinite, spec.mark === "heat" && share !== undefined && classes.heat)}
      title={String(number)}
      style={spec.mark === "heat" && share !== undefined ? ({ "--share": `${Math.round(share * 100)}%` } as React.CSSProperties) : undefined}
    >
      {spec.mark === "bar" && share !== undefined && (
        <span className={classes.bar} aria-hidden="true">
          <span style={{ width: `${Math.max(2, Math.round(share * 100))}%` }} />
        </span>
      )}
      {from !== undefined && Number.isFinite(number) && Number.isFinite(from) && (
        <span className={classes.difference}>{showDifference(number, from, shown)}</span>
      )}
      <span className={classes.figure}>{showNumber(number, shown)}</span>
    </span>
  );
}

interface EditableProps {
  run: RunRow;
  path: string;
  mayEdit: boolean;
  isNear: boolean;
  onEdit: Props["onEdit"];
  t: Props["t"];
  children: React.ReactNode;
}

/** A value with a pencil while its row is pointed at. */
function Editable({ run, path, mayEdit, isNear, onEdit, t, children }: EditableProps) {
  if (!mayEdit) return children;
  return (
    <span className={classes.editable}>
      {children}
      {isNear && (
        <button
          type="button"
          tabIndex={-1}
          className={classes.edit}
          aria-label={t("edit.open", { column: path, run: run.shortId })}
          onClick={(event) => onEdit(run, path, event.currentTarget)}
        >
          <Pencil size={12} aria-hidden="true" />
        </button>
      )}
    </span>
  );
}
