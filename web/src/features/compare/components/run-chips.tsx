import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import { Eye, EyeOff, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Project, Run } from "@/api/types";
import { LineSwatch } from "@/charts/components/line-swatch";
import type { ChartRun } from "@/charts/lib/chart-run";
import { useShared } from "@/charts/view/shared";
import { RunState } from "@/components/run-state";
import classes from "./run-chips.module.css";

interface Props {
  project: Project;
  runs: readonly ChartRun[];
  heads: readonly Run[];
  /** Short ids. */
  hidden: readonly string[];
  onHidden: (hidden: string[]) => void;
  onRemove: (shortId: string) => void;
}

/** The compared runs: the legend of all charts. Pointing at one brings its lines forward; the eye hides it; a double click on the eye hides the others. */
export function RunChips({ project, runs, heads, hidden, onHidden, onRemove }: Props) {
  const { t } = useTranslation("compare");
  const { focus } = useShared();
  const headOf = new Map(heads.map((head) => [head.id, head]));
  return (
    <ul className={classes.chips} aria-label={t("runs")}>
      {runs.map(({ id, shortId, name, style }) => {
        const isHidden = hidden.includes(shortId);
        const head = headOf.get(id);
        return (
          <li
            key={id}
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
              onClick={() => onHidden(isHidden ? hidden.filter((one) => one !== shortId) : [...hidden, shortId])}
              onDoubleClick={() => onHidden(runs.map((run) => run.shortId).filter((one) => one !== shortId))}
            >
              {isHidden ? <EyeOff size={14} /> : <Eye size={14} />}
            </button>
            <LineSwatch style={style} width={20} />
            <Link
              to="/$workspace/$project/runs/$runId/charts"
              params={{ workspace: project.workspace, project: project.name, runId: shortId }}
              className={classes.name}
              title={name}
            >
              <bdi>{name}</bdi>
            </Link>
            {name !== shortId && !name.endsWith(`(${shortId})`) && <span className={classes.id}>{shortId}</span>}
            {head && <RunState state={head.state} failed={head.failed} compact />}
            <button type="button" className={classes.button} aria-label={t("remove", { name })} onClick={() => onRemove(shortId)}>
              <X size={14} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
