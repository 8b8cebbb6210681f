import { clsx } from "clsx";
import { ChevronRight, Eye, EyeOff, ScanEye } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { formatCount } from "@/lib/format";
import type { GroupFigures, RunGroup } from "../api/runs";
import { showNumber, showSpread } from "../lib/cell-text";
import type { ColumnSpec } from "../lib/column-spec";
import type { LaidColumn, Layout } from "../lib/layout";
import { cellStyle, Gap } from "./run-row";
import classes from "./runs-table.module.css";

export type EyeState = "all" | "some" | "none" | "unknown";

interface Props {
  group: RunGroup;
  isOpen: boolean;
  index: number;
  rowNumber: number;
  top: number;
  layout: Layout;
  first: number;
  last: number;
  /** What each column's figures are, by key. */
  figureIndex: ReadonlyMap<string, number>;
  eye: EyeState;
  onToggle: (key: string) => void;
  onEye: (group: RunGroup) => void;
}

/** One group: its values, how many runs it has, and mean ± standard deviation of the numeric columns; least, greatest and n on hover. */
export const GroupRow = memo(function GroupRow(props: Props) {
  const { group, isOpen, index, rowNumber, top, layout, first, last, figureIndex, eye, onToggle, onEye } = props;
  const { t } = useTranslation("runs");
  const Icon = eye === "all" ? Eye : eye === "some" ? ScanEye : EyeOff;
  const name = group.values.map(({ kind, text }) => (kind === "missing" ? t("groups.missing") : text === "" ? t("groups.empty") : text)).join(" · ");
  const figures = (column: LaidColumn) => {
    const at = figureIndex.get(column.key);
    return at === undefined ? undefined : group.figures[at];
  };
  return (
    <div role="row" aria-rowindex={rowNumber} data-index={index} data-group={group.key} className={clsx(classes.row, classes.groupRow)} style={{ insetBlockStart: top }}>
      <span role="cell" aria-colindex={1} className={classes.lead}>
        <button type="button" tabIndex={-1} className={clsx(classes.eye, eye !== "none" && classes.eyeOpen)} aria-label={t("eye.group", { group: name })} onClick={() => onEye(group)}>
          <Icon size={14} aria-hidden="true" />
        </button>
      </span>
      <span role="cell" aria-colindex={2} className={classes.groupName}>
        <button type="button" className={classes.groupButton} aria-expanded={isOpen} onClick={() => onToggle(group.key)}>
          <ChevronRight size={14} aria-hidden="true" className={clsx(classes.chevron, isOpen && classes.chevronOpen)} />
          <bdi title={name}>{name}</bdi>
          <span className={classes.groupCount}>{formatCount(group.runs)}</span>
        </button>
      </span>
      <Gap width={layout.free[first]?.left ?? 0} />
      {layout.free.slice(first, last + 1).map((column) => (
        <span key={column.key} role="cell" aria-colindex={column.number} className={classes.cell} style={cellStyle(column.width, undefined)}>
          <Figures figures={figures(column)} spec={column.spec} />
        </span>
      ))}
    </div>
  );
});

function Figures({ figures, spec }: { figures: GroupFigures | undefined; spec: ColumnSpec }) {
  const { t } = useTranslation("runs");
  if (figures === undefined || figures.count === 0 || figures.mean === null) return null;
  const { count, mean, standardDeviation, min, max, median } = figures;
  const show = (value: GroupFigures["mean"]) => (value === null ? "" : showNumber(Number(value), spec));
  const about = t("groups.figures", {
    mean: show(mean),
    deviation: standardDeviation === null ? "–" : show(standardDeviation),
    min: show(min),
    median: show(median),
    max: show(max),
    n: formatCount(count),
  });
  return (
    <span className={classes.groupFigures} title={about}>
      {showSpread(Number(mean), standardDeviation === null ? null : Number(standardDeviation), spec)}
    </span>
  );
}
