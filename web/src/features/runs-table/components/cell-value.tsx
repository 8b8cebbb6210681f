import { clsx } from "clsx";
import { useTranslation } from "react-i18next";
import type { Cell } from "@/api/types";
import { TagList } from "@/components/tag-list";
import { formatDateTime, formatNumber } from "@/lib/format";
import classes from "./cell-value.module.css";

const nonFinite = new Set(["NaN", "Infinity", "-Infinity"]);

/** The value of one attribute of one run, short; the exact value shows on hover. Nothing for a run without it. */
export function CellValue({ cell }: { cell: Cell | null }) {
  const { t } = useTranslation("runs");
  if (cell === null || cell.value === null) return null;
  const { type, value } = cell;
  if (typeof value === "number") return <span className={classes.number} title={String(value)}>{formatNumber(value)}</span>;
  if (typeof value === "boolean") return <span className={classes.code}>{String(value)}</span>;
  if (Array.isArray(value)) return <TagList tags={value} />;
  if ((type === "float" || type === "floatSeries") && nonFinite.has(value)) {
    return <span className={clsx(classes.number, classes.nonFinite)}>{formatNumber(Number(value))}</span>;
  }
  if (type === "datetime") return <span title={value}>{formatDateTime(value)}</span>;
  if (type === "file" || type === "fileSet" || type === "fileSeries") return <span className={classes.quiet}>{t("cell.file")}</span>;
  return <bdi title={value}>{value}</bdi>;
}
