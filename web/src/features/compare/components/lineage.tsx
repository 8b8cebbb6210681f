import { ActionIcon, Tooltip } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import { Eye, EyeOff, Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { LineSwatch } from "@/charts/components/line-swatch";
import { useShared } from "@/charts/view/shared";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { RunState } from "@/components/run-state";
import { formatNumber } from "@/lib/format";
import { ancestorsQuery, forksAtFirst, forksAtMost, forksQuery } from "../api/lineage";
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

/**
 * From which run each compared run was forked, where, and which were forked from it: trees with all ancestors and all forks of the compared runs, whether they
 * are compared or not.
 */
export function Lineage({ runs, address: { hide = [] }, onAddress }: Props) {
  const { t } = useTranslation("compare");
  const { focus } = useShared();
  const [perRun, setPerRun] = useState(forksAtFirst);
  const groups = useMemo(() => byProject(runs), [runs]);
  const older = useQueries({ queries: groups.map(([projectId, members]) => ancestorsQuery(projectId, members.map(({ head }) => head))) });
  const younger = useQueries({ queries: groups.map(([projectId, members]) => forksQuery(projectId, members.map(({ id }) => id), perRun)) });
  const compared = useMemo(() => new Map(runs.map((run) => [run.id, run])), [runs]);
  const queries = [...older, ...younger];
  const failed = queries.find(({ error, data }) => error && !data);
  if (failed?.error) return <PanelError error={failed.error} onRetry={() => void failed.refetch()} />;
  if (queries.some(({ isPending }) => isPending)) return <PanelLoading />;
  const heads = groups.flatMap(([, members], i) => {
    const place = members[0]?.head;
    if (!place) return [];
    const others = [...(older[i]?.data?.runs ?? []), ...(younger[i]?.data?.runs ?? [])];
    return [...members.map(({ head }) => head), ...others.map((row): RunHead => ({ ...row, projectId: place.projectId, workspace: place.workspace, project: place.project }))];
  });
  const known = [...new Map(heads.toReversed().map((head) => [head.id, head])).values()].toReversed();
  const counts = new Map(younger.flatMap(({ data }) => Object.entries(data?.counts ?? {})));
  const rows = [...rowsOf(treesOf(known).toSorted((a, b) => Number(b.forks.length > 0) - Number(a.forks.length > 0)), ({ id }) => counts.get(id))];
  const isCut = older.some(({ data }) => data?.isCut);
  if (!known.some(({ fork }) => fork)) return <PanelEmpty title={t("lineage.none")}>{t("lineage.noneHint")}</PanelEmpty>;
  return (
    <div className={classes.view}>
      <p className={classes.hint}>{t("lineage.hint")}</p>
      {isCut && <p className={classes.hint} role="status">{t("lineage.cut")}</p>}
      <ul className={classes.tree} aria-label={t("view.lineage")}>
        {rows.map(({ branch, more, goesOn }) => {
          const rails = goesOn.map((isOn, i) => (
            <span key={i} className={clsx(classes.rail, isOn && classes.down, i === goesOn.length - 1 && classes.branch)} aria-hidden="true" />
          ));
          if (!branch) {
            const text = t("lineage.more", { count: more.count });
            return (
              <li key={`${more.of.id} more`} className={classes.row}>
                {rails}
                {perRun < forksAtMost ? (
                  <button type="button" className={classes.more} onClick={() => setPerRun(forksAtMost)}>
                    {text}
                  </button>
                ) : (
                  <span className={classes.id}>{text}</span>
                )}
              </li>
            );
          }
          const { run: head, step, forks } = branch;
          const run = compared.get(head.id);
          const isHidden = run !== undefined && hide.includes(run.text);
          // The ids stand beside it.
          const name = head.name ?? head.shortId;
          return (
            <li key={head.id} className={classes.row} onPointerEnter={() => focus.set(head.id)} onPointerLeave={() => focus.set(undefined)}>
              {rails}
              {run ? (
                <ActionIcon
                  size="sm"
                  aria-pressed={!isHidden}
                  aria-label={t(isHidden ? "show" : "hide", { name: run.name })}
                  title={t(isHidden ? "show" : "hide", { name: run.name })}
                  onClick={() => {
                    const next = isHidden ? hide.filter((one) => one !== run.text) : [...hide, run.text];
                    onAddress({ hide: next.length > 0 ? next : undefined }, true);
                  }}
                >
                  {isHidden ? <EyeOff size={14} /> : <Eye size={14} />}
                </ActionIcon>
              ) : (
                <Tooltip label={t("lineage.add")}>
                  <ActionIcon size="sm" aria-label={t("lineage.addNamed", { run: head.shortId })} onClick={() => onAddress({ runs: [...runs.map(({ text }) => text), textOf(head, runs)] })}>
                    <Plus size={14} />
                  </ActionIcon>
                </Tooltip>
              )}
              {run ? <LineSwatch style={run.style} width={18} /> : <span className={classes.dot} aria-hidden="true" />}
              <Link
                to="/$workspace/$project/runs/$runId/charts"
                params={{ workspace: head.workspace, project: head.project, runId: head.shortId }}
                className={clsx(classes.name, !run && classes.other)}
                dir="auto"
                title={name}
              >
                {name}
              </Link>
              {head.customId !== null && head.customId !== name && (
                <span className={clsx(classes.id, classes.custom)} title={head.customId}>
                  <bdi>{head.customId}</bdi>
                </span>
              )}
              <span className={classes.id}>{head.shortId}</span>
              <RunState state={head.state} failed={head.failed} />
              {head.trashed && <span className={classes.id}>{t("lineage.trashed")}</span>}
              {step !== undefined && (
                <span className={classes.step}>{t("lineage.from", { step: formatNumber(step) })}</span>
              )}
              {forks.length > 0 && <span className={classes.id}>{t("lineage.forks", { count: Math.max(forks.length, counts.get(head.id) ?? 0) })}</span>}
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
