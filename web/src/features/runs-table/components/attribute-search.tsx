import { SegmentedControl, TextInput, Tooltip } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { Regex, Search } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AttributeMatch, AttributeType } from "@/api/types";
import { PanelError, PanelLoading } from "@/components/panel-message";
import { formatCount } from "@/lib/format";
import { attributesQuery } from "../api/attributes";
import classes from "./column-picker.module.css";
import { PathLabel } from "./path-label";

const typingPauseMs = 120;

const families: Record<"all" | "numbers" | "texts" | "series" | "files", readonly AttributeType[]> = {
  all: [],
  numbers: ["int", "float"],
  texts: ["string", "stringSet", "bool", "datetime", "runState", "artifact", "gitRef"],
  series: ["floatSeries", "stringSeries", "histogramSeries", "fileSeries"],
  files: ["file", "fileSet", "fileSeries"],
};
type Family = keyof typeof families;

interface Props {
  projectId: string;
  /** What a press on an attribute does, said for screen readers. */
  label: (path: string) => string;
  icon?: ReactNode;
  /** Attributes that are not offered. */
  hidden?: (match: AttributeMatch) => boolean;
  onChoose: (match: AttributeMatch) => void;
}

/** A search over all attributes of the project, by text or by expression, of all types or of one family. */
export function AttributeSearch({ projectId, label, icon, hidden, onChoose }: Props) {
  const { t } = useTranslation(["runs", "common"]);
  const [text, setText] = useState("");
  const [isPattern, setPattern] = useState(false);
  const [family, setFamily] = useState<Family>("all");
  const [searched] = useDebouncedValue(text.trim(), typingPauseMs);
  const list = useRef<HTMLUListElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const found = useQuery(attributesQuery(projectId, searched, isPattern ? "extended" : "substring", families[family]));
  const offered = found.data?.attributes.filter((match) => !hidden?.(match)) ?? [];
  const left = found.data ? found.data.total - found.data.attributes.length : 0;

  const choose = (match: AttributeMatch) => {
    onChoose(match);
    // What was pressed goes from the list; the focus stays near.
    field.current?.focus();
  };
  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (event.key === "Enter" && event.target instanceof HTMLInputElement && !event.nativeEvent.isComposing) {
      event.preventDefault();
      list.current?.querySelector("button")?.click();
    }
    if (step === 0) return;
    event.preventDefault();
    const all = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    all.at(Math.max(0, Math.min(at + step, all.length - 1)))?.focus();
  };
  return (
    <div onKeyDown={move} role="presentation">
      <TextInput
        ref={field}
        data-autofocus
        leftSection={<Search size={14} />}
        aria-label={t("columns.search")}
        placeholder={t(isPattern ? "columns.searchPattern" : "columns.search")}
        value={text}
        error={found.isError && isPattern}
        onChange={(event) => setText(event.currentTarget.value)}
        rightSection={
          <Tooltip label={t("columns.patternHint")} multiline w={260}>
            <button
              type="button"
              className={clsx(classes.pattern, isPattern && classes.patternOn)}
              aria-pressed={isPattern}
              aria-label={t("columns.pattern")}
              onClick={() => setPattern(!isPattern)}
            >
              <Regex size={14} aria-hidden="true" />
            </button>
          </Tooltip>
        }
      />
      <SegmentedControl
        fullWidth
        className={classes.families}
        aria-label={t("columns.family.label")}
        value={family}
        onChange={(next) => setFamily(next)}
        data={(Object.keys(families) as Family[]).map((value) => ({ value, label: t(`columns.family.${value}`) }))}
      />
      {found.isPending && <PanelLoading />}
      {found.isError && <PanelError error={found.error} onRetry={isPattern ? undefined : () => void found.refetch()} />}
      {found.data && offered.length === 0 && <p className={classes.nothing}>{t("columns.nothing")}</p>}
      <ul ref={list} className={classes.list}>
        {offered.map((match) => (
          <li key={`${match.path} ${match.type}`}>
            <button type="button" className={classes.available} onClick={() => choose(match)} aria-label={label(match.path)}>
              {icon}
              <PathLabel path={match.path} />
              <span className={classes.about}>
                {t(`common:attributeType.${match.type}`)}
                <span className={classes.count} title={t("columns.inRuns", { count: match.runs })}>
                  {formatCount(match.runs)}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {left > 0 && <p className={classes.more}>{t("columns.more", { count: left })}</p>}
    </div>
  );
}
