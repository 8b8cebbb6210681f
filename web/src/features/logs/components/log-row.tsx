import { clsx } from "clsx";
import { memo, type Ref, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { LogLine } from "@/api/types";
import { readAnsi, type Span } from "../lib/ansi";
import { splitAtHits } from "../lib/hits";
import classes from "./log-row.module.css";

interface Props {
  ref: Ref<HTMLDivElement>;
  /** Of the row in the list, and in pixels from its top. */
  place: number;
  offset: number;
  number: number;
  /** Undefined until it has arrived. */
  line: LogLine | undefined;
  hasTime: boolean;
  isChosen: boolean;
  /** What is searched for, in lower case. */
  text: string | undefined;
  onChoose: () => void;
}

/** One line of a log: its number, which links to it, when it came, and its text in the colours of the console. */
export const LogRow = memo(function LogRow({ ref, place, offset, number, line, hasTime, isChosen, text, onChoose }: Props) {
  const { t, i18n } = useTranslation("logs");
  return (
    <div ref={ref} data-index={place} className={clsx(classes.row, isChosen && classes.chosen)} style={{ transform: `translateY(${offset}px)` }}>
      <button type="button" className={classes.number} tabIndex={-1} title={t("linkToLine")} onClick={onChoose}>
        {number}
      </button>
      {hasTime && <time className={classes.time}>{line ? clock(line.unixMicros, i18n.language) : ""}</time>}
      <span className={classes.text}>{line ? <LogText value={line.value} text={text} /> : "…"}</span>
    </div>
  );
}, sameRow);

function sameRow(a: Props, b: Props): boolean {
  return (
    a.place === b.place &&
    a.offset === b.offset &&
    a.number === b.number &&
    a.line?.value === b.line?.value &&
    a.line?.unixMicros === b.line?.unixMicros &&
    a.hasTime === b.hasTime &&
    a.isChosen === b.isChosen &&
    a.text === b.text
  );
}

/** What one line says, in the colours of the console. */
export function LogText({ value, text }: { value: string; text: string | undefined }) {
  const spans = useMemo(() => readAnsi(value.replace(/\n$/, "")), [value]);
  return spans.map((span, i) => <Piece key={i} span={span} text={text} />);
}

function Piece({ span, text }: { span: Span; text: string | undefined }) {
  const { color, isBold, isFaint, isUnderlined } = span;
  const className = clsx(color && classes[color], isBold && classes.bold, isFaint && classes.faint, isUnderlined && classes.underlined);
  const parts = text === undefined ? [{ text: span.text, isHit: false }] : splitAtHits(span.text, text);
  return (
    <span className={className || undefined}>
      {parts.map((part, i) => (part.isHit ? <mark key={i}>{part.text}</mark> : part.text))}
    </span>
  );
}

const formats = new Map<string, Intl.DateTimeFormat>();

function clock(unixMicros: number, language: string): string {
  let format = formats.get(language);
  if (!format) {
    format = new Intl.DateTimeFormat(language, {
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
    formats.set(language, format);
  }
  return format.format(unixMicros / 1000);
}
