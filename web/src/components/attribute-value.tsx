import { clsx } from "clsx";
import { type Attribute, type FileValue, toNumber, type WireNumber } from "@/api/types";
import { TagList } from "@/components/tag-list";
import { formatBytes, formatCount, formatDateTime, formatNumber } from "@/lib/format";
import { useWords } from "@/lib/words";
import classes from "./attribute-value.module.css";

/** The value of one attribute of one run, short; the exact value shows on hover. A series shows its last value. */
export function AttributeValue({ attribute }: { attribute: Attribute | null }) {
  const t = useWords("common");
  if (attribute === null || attribute.value === null) return null;
  switch (attribute.type) {
    case "int":
    case "float":
    case "floatSeries":
      return <NumberValue value={attribute.value} />;
    case "histogramSeries":
      return <span className={classes.number}>{formatCount(attribute.value)}</span>;
    case "bool":
      return <span className={classes.code}>{String(attribute.value)}</span>;
    case "datetime":
      return <time title={attribute.value}>{formatDateTime(attribute.value)}</time>;
    case "stringSet":
      return <TagList tags={attribute.value} />;
    case "string":
    case "stringSeries":
      return <bdi title={attribute.value}>{attribute.value}</bdi>;
    case "runState":
      return t(`runState.${attribute.value}`);
    case "file":
    case "fileSeries":
      return <span className={classes.quiet}>{describeFile(attribute.value)}</span>;
    case "fileSet":
      return <span className={classes.quiet}>{t("fileSet", { count: Number(attribute.value.count), size: formatBytes(attribute.value.size) })}</span>;
    case "artifact":
      return <Code text={attribute.value} />;
    case "gitRef":
      return <Code text={attribute.value.commitId} />;
    case "notebookRef":
      return <bdi>{attribute.value.notebookName}</bdi>;
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
