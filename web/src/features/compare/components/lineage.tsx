import { ActionIcon, Tooltip } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { LineSwatch } from "@/charts/components/line-swatch";
import { useShared } from "@/charts/view/shared";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { RunState } from "@/components/run-state";
import { formatNumber } from "@/lib/format";
import { ancestorsQuery } from "../api/lineage";
import type { CompareAddress } from "../lib/address";
import { byProject } from "../lib/by-project";
import type { ComparedRun, RunHead } from "../lib/compared-run";
import { rowsOf, treesOf } from "../lib/lineage";
import classes from "./lineage.module.css";

interface Props {
  runs: readonly ComparedRun[];
  address: CompareAddress;
  onAddress: (part: CompareAddress, replace?: boolean) => void;
}

/** From which run each compared run was forked, and where: trees of forks with all ancestors, whether they are compared or not. */
export function Lineage({ runs, onAddress }: Props) {
  const { t } = useTranslation("compare");
  const { focus } = useShared();
  const groups = useMemo(() => byProject(runs), [runs]);
  const queries = useQueries({ queries: groups.map(([projectId, members]) => ancestorsQuery(projectId, members.map(({ head }) => head))) });
  const compared = useMemo(() => new Map(runs.map((run) => [run.id, run])), [runs]);
  const failed = queries.find(({ error, data }) => error && !data);
  if (failed?.error) return <PanelError error={failed.error} onRetry={() => void failed.refetch()} />;
  if (queries.some(({ isPending }) => isPending)) return <PanelLoading />;
  const heads = groups.flatMap(([, members], i) => {
    const place = members[0]?.head;
    const ancestors = queries[i]?.data?.runs ?? [];
    return place ? [...members.map(({ head }) => head), ...ancestors.map((row): RunHead => ({ ...row, projectId: place.projectId, workspace: place.workspace, project: place.project }))] : [];
  });
  const rows = [...rowsOf(treesOf(heads).toSorted((a, b) => Number(b.forks.length > 0) - Number(a.forks.length > 0)))];
  const isCut = queries.some(({ data }) => data?.isCut);
  if (!heads.some(({ fork }) => fork)) return <PanelEmpty title={t("lineage.none")}>{t("lineage.noneHint")}</PanelEmpty>;
  return (
    <div className={classes.view}>
      <p className={classes.hint}>{t("lineage.hint")}</p>
      {isCut && <p className={classes.hint} role="status">{t("lineage.cut")}</p>}
      <ul className={classes.tree} aria-label={t("view.lineage")}>
        {rows.map(({ branch: { run: head, step, forks }, goesOn }) => {
          const run = compared.get(head.id);
          // The ids stand beside it.
          const name = head.name ?? head.shortId;
          return (
            <li key={head.id} className={classes.row} onPointerEnter={() => focus.set(head.id)} onPointerLeave={() => focus.set(undefined)}>
              {goesOn.map((isOn, i) => (
                <span key={i} className={clsx(classes.rail, isOn && classes.down, i === goesOn.length - 1 && classes.branch)} aria-hidden="true" />
              ))}
              {run ? <LineSwatch style={run.style} width={18} /> : <span className={classes.dot} aria-hidden="true" />}
              <Link
                to="/$workspace/$project/runs/$runId/charts"
                params={{ workspace: head.workspace, project: head.project, runId: head.shortId }}
                className={clsx(classes.name, !run && classes.other)}
                title={name}
              >
                <bdi>{name}</bdi>
              </Link>
              {head.customId !== null && head.customId !== name && (
                <span className={clsx(classes.id, classes.custom)} title={head.customId}>
                  <bdi>{head.customId}</bdi>
                </span>
              )}
              <span className={classes.id}>{head.shortId}</span>
              <RunState state={head.state} failed={head.failed} />
              {step !== undefined && (
                <span className={classes.step}>
                  {t("lineage.from")} <strong data-number>{formatNumber(step)}</strong>
                </span>
              )}
              {forks.length > 0 && <span className={classes.id}>{t("lineage.forks", { count: forks.length })}</span>}
              {!run && (
                <Tooltip label={t("lineage.add")}>
                  <ActionIcon size="sm" aria-label={t("lineage.addNamed", { run: head.shortId })} onClick={() => onAddress({ runs: [...runs.map(({ text }) => text), textOf(head, runs)] })}>
                    <Plus size={14} />
                  </ActionIcon>
                </Tooltip>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** How the address names an ancestor: as the runs of its project are named. */
function textOf(head: RunHead, runs: readonly ComparedRun[]): string {
  const sibling = runs.find((run) => run.head.projectId === head.projectId);
  return sibling?.text.endsWith(`:${sibling.shortId}`) ? `${head.workspace}/${head.project}:${head.shortId}` : head.shortId;
}
