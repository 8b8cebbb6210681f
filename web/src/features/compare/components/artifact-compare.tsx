import { Select, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { AttributeType } from "@/api/types";
import { artifactQuery } from "@/api/queries";
import { CopyButton } from "@/components/copy-button";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { formatBytes } from "@/lib/format";
import { type ArtifactFiles, usersQuery } from "../api/artifacts";
import type { CompareAddress } from "../lib/address";
import { changesBetween } from "../lib/artifacts";
import type { ComparedRun } from "../lib/compared-run";
import { useCells, usePaths } from "../lib/use-attributes";
import classes from "./artifact-compare.module.css";

interface Props {
  runs: readonly ComparedRun[];
  address: CompareAddress;
  onAddress: (part: CompareAddress, replace?: boolean) => void;
}

const rowPx = 28;
const artifacts: readonly AttributeType[] = ["artifact"];
const signs = { added: "+", removed: "−", changed: "≠", same: "" } as const;

/** Two versions of an artifact: which files came, went or changed, and who else uses each of them. */
export function ArtifactCompare({ runs, address, onAddress }: Props) {
  const { t } = useTranslation("compare");
  const scroll = useRef<HTMLDivElement>(null);
  const known = usePaths(runs, artifacts);
  const paths = useMemo(() => [...new Set(known.matches.map(({ path }) => path))], [known.matches]);
  const path = address.path !== undefined && paths.includes(address.path) ? address.path : paths[0];
  const pages = useMemo(() => (path === undefined ? [] : [[path]]), [path]);
  const cells = useCells(runs, pages);
  const owners = runs.filter((_, i) => path !== undefined && (cells.byRun[i]?.get(path) ?? null) !== null);
  const left = owners.find(({ text }) => text === address.ref) ?? owners[0];
  const right = owners.find(({ text }) => text === address.with && text !== left?.text) ?? owners.find((run) => run !== left);
  const before = useQuery({ ...artifactQuery(left?.id ?? "", path ?? ""), enabled: left !== undefined && path !== undefined });
  const after = useQuery({ ...artifactQuery(right?.id ?? "", path ?? ""), enabled: right !== undefined && path !== undefined });
  const changes = useMemo(() => (before.data && after.data ? changesBetween(before.data.files, after.data.files) : undefined), [before.data, after.data]);
  const isAll = address.rows === "all";
  const shown = useMemo(() => (changes ?? []).filter(({ kind }) => isAll || kind !== "same"), [changes, isAll]);
  const lines = useVirtualizer({ count: shown.length, getScrollElement: () => scroll.current, estimateSize: () => rowPx, overscan: 12 });
  const problem = known.error ?? cells.error ?? before.error ?? after.error;
  if (problem) return <PanelError error={problem} onRetry={known.error ? known.retry : cells.retry} />;
  if ((known.isLoading || cells.isLoading) && owners.length === 0) return <PanelLoading />;
  if (path === undefined || !left) return <PanelEmpty title={t("artifacts.none")} />;
  const choices = owners.map(({ text, name }) => ({ value: text, label: name }));
  const count = (kind: keyof typeof signs) => changes?.filter((change) => change.kind === kind).length ?? 0;
  const cut = Math.max(0, Number(before.data?.total ?? 0) - (before.data?.files.length ?? 0)) + Math.max(0, Number(after.data?.total ?? 0) - (after.data?.files.length ?? 0));
  return (
    <div className={classes.view}>
      <div className={classes.bar}>
        <Select label={t("attribute")} className={classes.path} searchable limit={200} data={paths} value={path} allowDeselect={false} onChange={(next) => onAddress({ path: next ?? undefined })} />
        <Select label={t("text.left")} data={choices} value={left.text} allowDeselect={false} onChange={(next) => onAddress({ ref: next ?? undefined })} />
        <Select label={t("text.right")} data={choices} value={right?.text ?? null} allowDeselect={false} onChange={(next) => onAddress({ with: next ?? undefined })} />
        <Switch label={t("differencesOnly")} checked={!isAll} onChange={(event) => onAddress({ rows: event.currentTarget.checked ? undefined : "all" })} />
        <span className={classes.count} role="status">
          {changes && t("artifacts.changes", { added: count("added"), removed: count("removed"), changed: count("changed"), same: count("same") })}
        </span>
      </div>
      <div className={classes.versions}>
        <Version run={left} version={before.data} />
        {right && <Version run={right} version={after.data} />}
      </div>
      {cut > 0 && <p className={classes.note}>{t("artifacts.cut", { count: cut })}</p>}
      {!right ? (
        <PanelEmpty title={t("artifacts.one")} />
      ) : !changes ? (
        <PanelLoading />
      ) : before.data?.hash === after.data?.hash && !isAll ? (
        <PanelEmpty title={t("artifacts.sameVersion")} />
      ) : before.data?.isListed === false || after.data?.isListed === false ? (
        <PanelEmpty title={t("artifacts.notListed")} />
      ) : shown.length === 0 ? (
        <PanelEmpty title={t("artifacts.sameFiles")} />
      ) : (
        <div ref={scroll} className={classes.scroll} tabIndex={0} role="region" aria-label={t("view.artifacts")}>
          <div role="table" aria-label={path} aria-rowcount={shown.length + 1}>
            <div role="row" className={classes.head}>
              <div role="columnheader">{t("artifacts.change")}</div>
              <div role="columnheader">{t("artifacts.file")}</div>
              <div role="columnheader">{t("artifacts.size")}</div>
              <div role="columnheader">{t("artifacts.hash")}</div>
            </div>
            <div className={classes.body} style={{ height: lines.getTotalSize() }}>
              {lines.getVirtualItems().map(({ index, start }) => {
                const change = shown[index];
                if (!change) return null;
                const { kind, left: a, right: b } = change;
                return (
                  <div key={change.path} role="row" aria-rowindex={index + 2} className={clsx(classes.row, classes[kind])} style={{ top: start, height: rowPx }}>
                    <div role="cell">
                      <span className={classes.sign} aria-hidden="true">
                        {signs[kind]}
                      </span>
                      {t(`artifacts.kind.${kind}`)}
                    </div>
                    <div role="cell" title={change.path}>
                      <bdi>{change.path}</bdi>
                    </div>
                    <div role="cell">{sizes(a?.size, b?.size)}</div>
                    <div role="cell" className={classes.hash} title={[a?.hash, b?.hash].filter(Boolean).join(" → ")}>
                      {[a, b].map((file) => file?.hash.slice(0, 10)).filter((hash, i, all) => hash !== undefined && all.indexOf(hash) === i).join(" → ")}
                    </div>
                  </div>
                );
              })}
            </div>
          </div>
        </div>
      )}
    </div>
  );
}

function sizes(a: number | null | undefined, b: number | null | undefined): string {
  const [before, after] = [a, b].map((size) => (size === undefined || size === null ? undefined : formatBytes(Number(size))));
  if (before !== undefined && after !== undefined && a !== b) return `${before} → ${after}`;
  return before ?? after ?? "–";
}

/** One side: its version, and the runs that have the same one. */
function Version({ run, version }: { run: ComparedRun; version: ArtifactFiles | undefined }) {
  const { t } = useTranslation("compare");
  const users = useQuery({ ...usersQuery(run.head.projectId, version?.hash ?? ""), enabled: version !== undefined }).data;
  const others = users?.runs.filter(({ id }) => id !== run.id) ?? [];
  const more = users ? users.total - 1 - others.length : 0;
  return (
    <section className={classes.version} aria-label={run.name}>
      <strong>
        <bdi>{run.name}</bdi>
      </strong>
      {version && (
        <p>
          <code title={version.hash}>{version.hash.slice(0, 16)}</code> <CopyButton text={version.hash} label={t("artifacts.copyHash")} />
          {version.isListed && <span>{t("artifacts.files", { count: Number(version.total), size: formatBytes(Number(version.size)) })}</span>}
        </p>
      )}
      {users && (
        <p className={classes.users}>
          {others.length === 0 ? t("artifacts.alone") : t("artifacts.users")}{" "}
          {others.map(({ id, shortId, name }) => (
            <Link key={id} to="/$workspace/$project/runs/$runId/charts" params={{ workspace: run.head.workspace, project: run.head.project, runId: shortId }}>
              <bdi title={name}>{name}</bdi>
            </Link>
          ))}
          {more > 0 && <span>{t("more", { count: more })}</span>} {users.placesLeft > 0 && <span>{t("artifacts.placesLeft", { count: users.placesLeft })}</span>}
        </p>
      )}
    </section>
  );
}
