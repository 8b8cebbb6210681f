import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import { Eye, EyeOff, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Project } from "@/api/types";
import { LineSwatch } from "@/charts/components/line-swatch";
import { useShared } from "@/charts/view/shared";
import { RunState } from "@/components/run-state";
import type { ComparedRun } from "../lib/compared-run";
import classes from "./run-chips.module.css";

interface Props {
  project: Project;
  runs: readonly ComparedRun[];
  /** As the address names them. */
  hidden: readonly string[];
  onHidden: (hidden: string[]) => void;
  onRemove: (text: string) => void;
}

/** The compared runs: the legend of all charts. Pointing at one brings its lines forward; the eye hides it; a double click on the eye hides the others. */
export function RunChips({ project, runs, hidden, onHidden, onRemove }: Props) {
  const { t } = useTranslation("compare");
  const { focus } = useShared();
  return (
    <ul className={classes.chips} aria-label={t("runs")}>
      {runs.map(({ id, shortId, text, name, style, head }) => {
        const isHidden = hidden.includes(text);
        const isElsewhere = head.projectId !== project.id;
        return (
          <li
            key={text}
            className={clsx(classes.chip, isHidden && classes.hidden)}
            onPointerEnter={() => focus.set(id)}
            onPointerLeave={() => focus.set(undefined)}
          >
            <button
              type="button"
              className={classes.button}
              aria-pressed={!isHidden}
              aria-label={t(isHidden ? "show" : "hide", { name })}
              title={t("eyeHint")}
              onClick={() => onHidden(isHidden ? hidden.filter((one) => one !== text) : [...hidden, text])}
              onDoubleClick={() => onHidden(runs.map((run) => run.text).filter((one) => one !== text))}
            >
              {isHidden ? <EyeOff size={14} /> : <Eye size={14} />}
            </button>
            <LineSwatch style={style} width={20} />
            <Link
              to="/$workspace/$project/runs/$runId/charts"
              params={{ workspace: head.workspace, project: head.project, runId: shortId }}
              className={classes.name}
              title={name}
            >
              <bdi>{name}</bdi>
            </Link>
            {name !== shortId && !name.endsWith(`(${shortId})`) && <span className={classes.id}>{shortId}</span>}
            {isElsewhere && <bdi className={classes.id}>{`${head.workspace}/${head.project}`}</bdi>}
            <RunState state={head.state} failed={head.failed} compact />
            <button type="button" className={classes.button} aria-label={t("remove", { name })} onClick={() => onRemove(text)}>
              <X size={14} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
