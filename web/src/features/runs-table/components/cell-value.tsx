import { clsx } from "clsx";
import { useTranslation } from "react-i18next";
import { type Attribute, type FileValue, toNumber, type WireNumber } from "@/api/types";
import { TagList } from "@/components/tag-list";
import { formatBytes, formatCount, formatDateTime, formatNumber } from "@/lib/format";
import classes from "./cell-value.module.css";

/** The value of one attribute of one run, short; the exact value shows on hover. A series shows its last value. */
export function CellValue({ cell }: { cell: Attribute | null }) {
  const { t } = useTranslation("common");
  if (cell === null || cell.value === null) return null;
  switch (cell.type) {
    case "int":
    case "float":
    case "floatSeries":
      return <NumberValue value={cell.value} />;
    case "histogramSeries":
      return <span className={classes.number}>{formatCount(cell.value)}</span>;
    case "bool":
      return <span className={classes.code}>{String(cell.value)}</span>;
    case "datetime":
      return <time title={cell.value}>{formatDateTime(cell.value)}</time>;
    case "stringSet":
      return <TagList tags={cell.value} />;
    case "string":
    case "stringSeries":
      return <bdi title={cell.value}>{cell.value}</bdi>;
    case "runState":
      return t(`runState.${cell.value}`);
    case "file":
    case "fileSeries":
      return <span className={classes.quiet}>{describeFile(cell.value)}</span>;
    case "artifact":
      return <Code text={cell.value} />;
    case "gitRef":
      return <Code text={cell.value.commitId} />;
    case "notebookRef":
      return <bdi>{cell.value.notebookName}</bdi>;
  }
}

function NumberValue({ value }: { value: WireNumber }) {
  const number = toNumber(value);
  return (
    <span className={clsx(classes.number, !Number.isFinite(number) && classes.nonFinite)} title={String(value)}>
      {formatNumber(number)}
    </span>
  );
}

function Code({ text }: { text: string }) {
  return (
    <span className={classes.code} title={text}>
      {text}
    </span>
  );
}

const describeFile = ({ extension, size }: FileValue) => [extension, formatBytes(size)].filter(Boolean).join(", ");
