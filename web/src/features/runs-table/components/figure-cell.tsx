import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { toNumber } from "@/api/types";
import { describeError } from "@/lib/errors";
import { runFigureQuery } from "../api/figures";
import { showNumber } from "../lib/cell-text";
import type { ColumnSpec } from "../lib/column-spec";
import classes from "./run-cell.module.css";

const route = getRouteApi("/app/$workspace/$project/runs");

/** A figure that the server works out from the points; where it is taken shows on hover. */
export function FigureCell({ runId, spec, figure }: { runId: string; spec: ColumnSpec; figure: components["schemas"]["RunFigureQuery"] }) {
  const { t } = useTranslation("runs");
  const { project } = route.useRouteContext();
  const { data, error } = useQuery(runFigureQuery(project.id, runId, figure));
  if (error) return <span className={classes.failed} title={describeError(error)}>!</span>;
  if (!data) return null;
  const value = toNumber(data.value);
  const place = data.step === null ? "" : ` · ${t("figure.step", { step: toNumber(data.step) })}`;
  return (
    <span className={classes.number} title={`${value}${place}`}>
      <span className={classes.figure}>{showNumber(value, spec)}</span>
    </span>
  );
}
