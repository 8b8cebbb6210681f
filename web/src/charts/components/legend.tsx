import { clsx } from "clsx";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { SearchField } from "@/components/search-field";
import type { LineSpec } from "../lib/chart-lines";
import { useShared } from "../view/shared";
import classes from "./legend.module.css";
import { LineSwatch } from "./line-swatch";

interface Props {
  lines: readonly LineSpec[];
  /** Keys of the lines that are not drawn. */
  off: readonly string[];
  onOff: (off: string[] | undefined) => void;
  /** The lines carry markers. */
  hasMarkers: boolean;
}

const searchFrom = 12;
const atFirst = 60;

/** The keys to hide after a click on a line: itself, or with `alone` all others; a second time brings them back. */
export function toggleLine(lines: readonly LineSpec[], off: readonly string[], key: string, alone: boolean): string[] | undefined {
  const keys = [...new Set(lines.map((line) => line.key))];
  const mine = new Set(keys);
  const elsewhere = off.filter((one) => !mine.has(one));
  const hidden = new Set(off.filter((one) => mine.has(one)));
  if (alone) {
    const isAlone = !hidden.has(key) && hidden.size === keys.length - 1;
    const next = [...elsewhere, ...(isAlone ? [] : keys.filter((one) => one !== key))];
    return next.length > 0 ? next : undefined;
  }
  if (hidden.has(key)) hidden.delete(key);
  else hidden.add(key);
  const next = [...elsewhere, ...hidden];
  return next.length > 0 ? next : undefined;
}

/** The lines of a chart by name. Pointing at one brings it forward, a click hides it, a double click or Alt-click shows it alone. */
export function Legend({ lines, off, onOff, hasMarkers }: Props) {
  const { t } = useTranslation("charts");
  const { focus, facts } = useShared();
  const [find, setFind] = useState<string>();
  const [limit, setLimit] = useState(atFirst);
  const hidden = useMemo(() => new Set(off), [off]);
  const matching = useMemo(() => {
    const words = (find ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    return lines.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  }, [lines, find]);
  return (
    <div className={classes.legend}>
      {lines.length > searchFrom && <SearchField className={classes.search} text={find} label={t("legend.search")} onText={setFind} />}
      <ul className={classes.lines} aria-label={t("legend.label")}>
        {matching.slice(0, limit).map(({ id, key, name, style, run }) => {
          const isOff = hidden.has(key);
          return (
            <li key={id}>
              <button
                type="button"
                className={clsx(classes.line, isOff && classes.off)}
                aria-pressed={!isOff}
                title={`${name}\n${t("legend.hint")}`}
                onPointerEnter={() => focus.set(run.id)}
                onPointerLeave={() => focus.set(undefined)}
                onClick={(event) => onOff(toggleLine(lines, off, key, event.altKey))}
                // Its two clicks have hidden the line and shown it again.
                onDoubleClick={() => onOff(toggleLine(lines, off, key, true))}
              >
                <LineSwatch style={style} hasMarker={hasMarkers} />
                <bdi>{name}</bdi>
                {facts.names.length > 0 && <bdi className={classes.facts}>{facts.byRun.get(run.id)?.join(" · ")}</bdi>}
              </button>
            </li>
          );
        })}
        {matching.length > limit && (
          <li>
            <button type="button" className={classes.more} onClick={() => setLimit(limit * 4)}>
              {t("moreLines", { count: matching.length - limit })}
            </button>
          </li>
        )}
        {off.some((key) => lines.some((line) => line.key === key)) && (
          <li>
            <button type="button" className={classes.more} onClick={() => onOff(off.filter((key) => !lines.some((line) => line.key === key)))}>
              {t("legend.showAll")}
            </button>
          </li>
        )}
      </ul>
    </div>
  );
}
