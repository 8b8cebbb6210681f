import { clsx } from "clsx";
import { useTranslation } from "react-i18next";
import type { Project, RunRow } from "@/api/types";
import { AttributeValue } from "@/components/attribute-value";
import { RunState } from "@/components/run-state";
import { formatCount, formatDateTime } from "@/lib/format";
import type { RunGroup } from "../api/runs";
import { cellNumber, showNumber, showSpread } from "../lib/cell-text";
import { type ColumnSpec, figureQuery } from "../lib/column-spec";
import { cellOf } from "../lib/columns";
import { paperColumns, paperLines, paperWidth } from "../lib/paper";
import type { Lines } from "../lib/use-lines";
import { FigureCell } from "./figure-cell";
import { useColumnName } from "./header-cell";
import classes from "./paper-table.module.css";

interface Props {
  project: Project;
  /** What was asked for: the text of the filter and the conditions. */
  text: string | undefined;
  where: string | undefined;
  columns: readonly ColumnSpec[];
  cells: ReadonlyMap<string, number>;
  lines: Pick<Lines, "count" | "at" | "runs" | "total" | "groupsLeft">;
  isGrouped: boolean;
  /** What each column's figures of a group are, by key. */
  figureIndex: ReadonlyMap<string, number>;
  colorOf: (run: RunRow) => string;
}

/** The table for paper: the rows that are loaded and the columns that fit, and what is left out. */
export function PaperTable({ project, text, where, columns, cells, lines, isGrouped, figureIndex, colorOf }: Props) {
  const { t } = useTranslation("runs");
  const nameOf = useColumnName();
  const shown = paperColumns(columns);
  const { lines: rows, from, to } = paperLines(lines, isGrouped);
  const upright = shown.filter(({ isLyingOnly }) => !isLyingOnly).length;
  const leftOut = (fit: number) => (fit < columns.length ? t("paper.columns", { count: columns.length - fit, names: columns.slice(fit).map(nameOf).join(", ") }) : "");
  const total = lines.total ?? 0;
  return (
    <div className={classes.paper}>
      <h2 className={classes.title}>
        <bdi>
          {project.workspace}/{project.name}
        </bdi>
      </h2>
      {(text !== undefined || where !== undefined) && <p className={classes.filter}>{[text, where].filter((part) => part !== undefined).join(" · ")}</p>}
      <table className={classes.table}>
        <thead>
          <tr>
            <td className={classes.mark} />
            {shown.map(({ key, spec, isLyingOnly }) => (
              <th key={key} style={{ width: paperWidth(spec) }} className={clsx(isLyingOnly && classes.lying)}>
                <bdi>{nameOf(spec)}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((line, i) => {
            if (line.kind === "group") {
              return (
                <tr key={`group ${line.group.key}`} className={classes.group}>
                  <td />
                  {/* The id and the name of a run, which a group has not, leave room for its values. */}
                  <td colSpan={2}>
                    <bdi>{line.group.values.map(({ kind, text: value }) => (kind === "missing" ? t("groups.missing") : value === "" ? t("groups.empty") : value)).join(" · ")}</bdi> <span>· {t("count", { count: Number(line.group.runs) })}</span>
                  </td>
                  {shown.slice(2).map(({ key, spec, isLyingOnly }) => (
                    <td key={key} className={clsx(isLyingOnly && classes.lying)}>
                      {groupFigure(line.group, figureIndex.get(key), spec)}
                    </td>
                  ))}
                </tr>
              );
            }
            if (line.kind === "more") {
              return (
                <tr key={`more ${line.group}`}>
                  <td colSpan={shown.length + 1}>{t("paper.more", { count: line.left })}</td>
                </tr>
              );
            }
            const { run } = line;
            if (run === undefined) return <tr key={`gap ${i}`} />;
            return (
              <tr key={run.id}>
                <td>
                  <span className={classes.dot} style={{ background: colorOf(run) }} />
                </td>
                {shown.map(({ key, spec, isLyingOnly }) => (
                  <td key={key} className={clsx(isLyingOnly && classes.lying)}>
                    <PaperCell run={run} spec={spec} cells={cells} />
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className={classes.note}>
        {isGrouped ? t("count", { count: total }) : t("paper.rows", { from: formatCount(from), to: formatCount(to), count: total })} · {lines.groupsLeft > 0 && `${t("groups.left", { count: lines.groupsLeft })} · `}
        <span className={classes.uprightOnly}>{leftOut(upright)}</span>
        <span className={classes.lying}>{leftOut(shown.length)}</span> {formatDateTime(new Date().toISOString())}
      </p>
    </div>
  );
}

/** Mean and standard deviation of a group's runs in a column. */
function groupFigure({ figures }: RunGroup, at: number | undefined, spec: ColumnSpec): string {
  const found = at === undefined ? undefined : figures[at];
  if (found === undefined || found.count === 0 || found.mean === null) return "";
  return showSpread(Number(found.mean), found.standardDeviation === null ? null : Number(found.standardDeviation), spec);
}

/** A value in words and figures, whole; times are those of the clock, since paper does not know how long ago it was printed. */
function PaperCell({ run, spec, cells }: { run: RunRow; spec: ColumnSpec; cells: ReadonlyMap<string, number> }) {
  const attribute = cellOf(run, cells, spec.path);
  switch (spec.path) {
    case "sys/id":
      return run.shortId;
    case "sys/name":
      return (
        <bdi className={classes.name} title={run.name ?? undefined}>
          {run.name}
        </bdi>
      );
    case "sys/state":
      return <RunState state={run.state} failed={run.failed} stopping={run.stopping} />;
    case "sys/creation_time":
      return formatDateTime(run.created);
    case "sys/modification_time":
      return formatDateTime(run.modified);
    case "sys/owner":
      return <bdi>{run.owner}</bdi>;
    default:
      break;
  }
  const figure = figureQuery(spec);
  if (figure) return <FigureCell runId={run.id} spec={spec} figure={figure} />;
  if (attribute?.type === "datetime") return formatDateTime(attribute.value);
  if (attribute?.type === "stringSet") return <bdi>{attribute.value.join(", ")}</bdi>;
  const number = cellNumber(attribute, spec.aggregate);
  if (number !== undefined) return showNumber(number, spec);
  return (
    <div className={classes.name}>
      <AttributeValue attribute={attribute} />
    </div>
  );
}
