import { ActionIcon, Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import { Eye, EyeOff, PanelLeftClose, X } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Project } from "@/api/types";
import { LineSwatch } from "@/charts/components/line-swatch";
import { useShared } from "@/charts/view/shared";
import { RunState } from "@/components/run-state";
import { SearchField } from "@/components/search-field";
import type { ComparedRun } from "../lib/compared-run";
import classes from "./run-list.module.css";

interface Props {
  project: Project;
  runs: readonly ComparedRun[];
  /** As the address names them. */
  hidden: readonly string[];
  onHidden: (hidden: string[]) => void;
  onRemove: (text: string) => void;
  onClose: () => void;
}

const rowPx = 28;
const searchFrom = 12;

/** The compared runs: the legend of all charts. Pointing at one brings its lines forward; the eye hides it; a double click on the eye hides the others. */
export function RunList({ project, runs, hidden, onHidden, onRemove, onClose }: Props) {
  const { t } = useTranslation("compare");
  const { focus } = useShared();
  const scroll = useRef<HTMLUListElement>(null);
  const [find, setFind] = useState<string>();
  const [focused, setFocused] = useState<string>();
  // What is pointed at in a chart or in the table stands out here.
  useEffect(() => focus.subscribe(() => setFocused(focus.runId)), [focus]);
  const away = useMemo(() => new Set(hidden), [hidden]);
  const matching = useMemo(() => {
    const words = (find ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    return runs.filter(({ name, shortId }) => words.every((word) => `${name} ${shortId}`.toLowerCase().includes(word)));
  }, [runs, find]);
  const rows = useVirtualizer({ count: matching.length, getScrollElement: () => scroll.current, estimateSize: () => rowPx, overscan: 12 });
  const all = runs.map(({ text }) => text);
  return (
    <aside className={classes.list} aria-label={t("runs")}>
      <div className={classes.head}>
        <button
          type="button"
          className={classes.eye}
          aria-pressed={away.size === 0}
          aria-label={t(away.size === 0 ? "hideAll" : "showAll")}
          title={t(away.size === 0 ? "hideAll" : "showAll")}
          onClick={() => onHidden(away.size === 0 ? all : [])}
        >
          {away.size === 0 ? <Eye size={14} /> : <EyeOff size={14} />}
        </button>
        <span className={classes.count} role="status">
          {away.size > 0 ? t("shownOf", { count: runs.length, shown: runs.filter(({ text }) => !away.has(text)).length }) : t("runCount", { count: runs.length })}
        </span>
        <Tooltip label={t("closeList")}>
          <ActionIcon size="sm" aria-label={t("closeList")} onClick={onClose}>
            <PanelLeftClose size={14} />
          </ActionIcon>
        </Tooltip>
      </div>
      {runs.length > searchFrom && <SearchField className={classes.search} text={find} label={t("findListed")} onText={setFind} />}
      <ul ref={scroll} className={classes.scroll} aria-label={t("runs")}>
        <li className={classes.room} style={{ height: rows.getTotalSize() }} aria-hidden="true" />
        {rows.getVirtualItems().map(({ index, start }) => {
          const run = matching[index];
          if (!run) return null;
          const { id, shortId, text, name, style, head } = run;
          const isHidden = away.has(text);
          const where = head.projectId === project.id ? shortId : `${head.workspace}/${head.project} ${shortId}`;
          return (
            <li
              key={text}
              className={clsx(classes.run, isHidden && classes.hidden, focused === id && classes.focused)}
              style={{ top: start, height: rowPx }}
              aria-setsize={matching.length}
              aria-posinset={index + 1}
              onPointerEnter={() => focus.set(id)}
              onPointerLeave={() => focus.set(undefined)}
            >
              <button
                type="button"
                className={classes.eye}
                aria-pressed={!isHidden}
                aria-label={t(isHidden ? "show" : "hide", { name })}
                title={t("eyeHint")}
                onClick={(event) => onHidden(event.altKey ? all.filter((one) => one !== text) : isHidden ? hidden.filter((one) => one !== text) : [...hidden, text])}
                onDoubleClick={() => onHidden(all.filter((one) => one !== text))}
              >
                {isHidden ? <EyeOff size={14} /> : <Eye size={14} />}
              </button>
              <LineSwatch style={style} width={18} />
              <span className={classes.names}>
                <Link
                  to="/$workspace/$project/runs/$runId/charts"
                  params={{ workspace: head.workspace, project: head.project, runId: shortId }}
                  className={classes.name}
                  dir="auto"
                  title={`${name}\n${where}`}
                >
                  {name}
                </Link>
                {(head.projectId !== project.id || (name !== shortId && !name.endsWith(`(${shortId})`))) && <bdi className={classes.id}>{where}</bdi>}
              </span>
              <span className={classes.end}>
                <RunState state={head.state} failed={head.failed} compact />
                <button type="button" className={classes.remove} aria-label={t("remove", { name })} onClick={() => onRemove(text)}>
                  <X size={13} />
                </button>
              </span>
            </li>
          );
        })}
      </ul>
      {matching.length === 0 && <p className={classes.none}>{t("noRun")}</p>}
    </aside>
  );
}
