import { Select, Switch } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Attribute, AttributeType } from "@/api/types";
import { LineSwatch } from "@/charts/components/line-swatch";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { formatBytes } from "@/lib/format";
import { textQuery } from "../api/text";
import type { CompareAddress } from "../lib/address";
import type { ComparedRun } from "../lib/compared-run";
import { readCsv } from "../lib/csv";
import { joinTables, tableOf } from "../lib/tables";
import { useCells, usePaths } from "../lib/use-attributes";
import classes from "./table-compare.module.css";

interface Props {
  runs: readonly ComparedRun[];
  address: CompareAddress;
  onAddress: (part: CompareAddress, replace?: boolean) => void;
}

const keyPx = 140;
const cellPx = 116;
const rowPx = 28;
/** More tables beside each other cannot be read. */
const mostRuns = 5;
const fileKind: readonly AttributeType[] = ["file"];
/** What a client calls plain text may still be a table by its name. */
const isTable = (attribute: Attribute | null | undefined) => attribute?.type === "file" && (/csv|tab-separated/.test(attribute.value.mediaType) || /^(csv|tsv)$/i.test(attribute.value.extension) || /\.(csv|tsv)$/i.test(attribute.path));

/** A logged table of several runs, joined by a key: cells that say something else than the first run's are marked. */
export function TableCompare({ runs, address, onAddress }: Props) {
  const { t } = useTranslation("compare");
  const scroll = useRef<HTMLDivElement>(null);
  const known = usePaths(runs, fileKind);
  const found = useMemo(() => known.matches.map(({ path }) => path).slice(0, 200), [known.matches]);
  const pages = useMemo(() => (found.length > 0 ? [found] : []), [found]);
  const cells = useCells(runs, pages);
  const paths = useMemo(() => found.filter((path) => cells.byRun.some((values) => isTable(values.get(path)))), [found, cells.byRun]);
  const path = address.path !== undefined && paths.includes(address.path) ? address.path : paths[0];
  const owners = useMemo(() => {
    const having = runs.flatMap((run, i) => {
      const attribute = path === undefined ? undefined : cells.byRun[i]?.get(path);
      return attribute && isTable(attribute) ? [{ run, attribute }] : [];
    });
    const first = having.find(({ run }) => run.text === address.ref);
    return first ? [first, ...having.filter((one) => one !== first)] : having;
  }, [runs, path, cells.byRun, address.ref]);
  const shown = owners.slice(0, mostRuns);
  const queries = useQueries({ queries: shown.map(({ run, attribute }) => textQuery(run.id, attribute)) });
  const stamp = queries.map(({ dataUpdatedAt }) => dataUpdatedAt).join();
  const tables = useMemo(
    () => queries.map(({ data }) => data && tableOf(readCsv(data.text))),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [stamp],
  );
  const names = [...new Set(tables.flatMap((table) => table?.columns ?? []))];
  const key = address.key !== undefined && names.includes(address.key) ? address.key : names[0];
  const joined = useMemo(() => (key === undefined ? undefined : joinTables(tables, key)), [tables, key]);
  const isAll = address.rows === "all";
  const rows = useMemo(() => (joined?.rows ?? []).filter(({ differs }) => isAll || differs || shown.length < 2), [joined, isAll, shown.length]);
  const lines = useVirtualizer({ count: rows.length, getScrollElement: () => scroll.current, estimateSize: () => rowPx, overscan: 12 });
  const problem = known.error ?? cells.error ?? queries.find(({ error }) => error)?.error;
  if (problem) return <PanelError error={problem} onRetry={known.error ? known.retry : cells.retry} />;
  if ((known.isLoading || cells.isLoading) && paths.length === 0) return <PanelLoading />;
  if (path === undefined) return <PanelEmpty title={t("tables.none")} />;
  const cut = queries.find(({ data }) => data?.leftOut)?.data?.leftOut;
  const columns = joined?.columns ?? [];
  const count = columns.length * shown.length;
  const template = `minmax(${keyPx}px, 240px) repeat(${count}, minmax(${cellPx}px, 1fr))`;
  return (
    <div className={classes.view}>
      <div className={classes.bar}>
        <Select label={t("attribute")} className={classes.path} searchable limit={200} data={paths} value={path} allowDeselect={false} onChange={(next) => onAddress({ path: next ?? undefined })} />
        <Select label={t("tables.key")} data={names} value={key ?? null} allowDeselect={false} onChange={(next) => onAddress({ key: next ?? undefined }, true)} />
        <Select label={t("reference")} data={owners.map(({ run }) => ({ value: run.text, label: run.name }))} value={shown[0]?.run.text ?? null} allowDeselect={false} onChange={(next) => onAddress({ ref: next ?? undefined })} />
        <Switch className={classes.switch} label={t("differencesOnly")} checked={!isAll} onChange={(event) => onAddress({ rows: event.currentTarget.checked ? undefined : "all" })} />
        <span className={classes.count} role="status">
          {joined && t("tables.rows", { count: joined.rows.length, differing: joined.rows.filter(({ differs }) => differs).length })}
        </span>
      </div>
      {owners.length > mostRuns && <p className={classes.note}>{t("tables.moreRuns", { count: owners.length - mostRuns })}</p>}
      {(joined?.repeated ?? 0) > 0 && <p className={classes.note}>{t("tables.repeated", { count: joined?.repeated ?? 0 })}</p>}
      {cut && <p className={classes.note}>{t("text.cut", { size: cut.unit === "bytes" ? formatBytes(cut.count) : t("text.lines", { count: cut.count }) })}</p>}
      {queries.some(({ isPending }) => isPending) && !joined ? (
        <PanelLoading />
      ) : rows.length === 0 ? (
        <PanelEmpty title={t("tables.same")} />
      ) : (
        <div ref={scroll} className={classes.scroll} tabIndex={0} role="region" aria-label={t("view.tables")}>
          <div role="table" aria-label={path} aria-rowcount={rows.length + 2} className={classes.table} style={{ minWidth: keyPx + count * cellPx }}>
            <div role="row" className={classes.head} style={{ gridTemplateColumns: template }}>
              <div role="columnheader" className={classes.key}>
                <bdi>{key}</bdi>
              </div>
              {columns.map((column) => (
                <div key={column} role="columnheader" className={classes.column} style={{ gridColumn: `span ${shown.length}` }} title={column}>
                  <bdi>{column}</bdi>
                </div>
              ))}
            </div>
            <div role="row" className={clsx(classes.head, classes.runs)} style={{ gridTemplateColumns: template }}>
              <div role="columnheader" className={classes.key} />
              {columns.flatMap((column) =>
                shown.map(({ run }, i) => (
                  <div key={`${column} ${run.text}`} role="columnheader" className={clsx(classes.run, i === 0 && classes.first)} title={run.name}>
                    <LineSwatch style={run.style} width={14} />
                    <bdi>{run.name}</bdi>
                  </div>
                )),
              )}
            </div>
            <div className={classes.body} style={{ height: lines.getTotalSize() }}>
              {lines.getVirtualItems().map(({ index, start }) => {
                const row = rows[index];
                return (
                  row && (
                    <div key={row.key} role="row" aria-rowindex={index + 3} className={classes.row} style={{ top: start, height: rowPx, gridTemplateColumns: template }}>
                      <div role="rowheader" className={classes.key} title={row.key}>
                        <bdi>{row.key}</bdi>
                      </div>
                      {row.cells.flatMap((column, c) =>
                        column.map(({ text, differs }, i) => (
                          <div key={`${c} ${i}`} role="cell" className={clsx(classes.cell, i === 0 && classes.first, differs && classes.differs)} title={text}>
                            {text === undefined ? <span className={classes.missing}>–</span> : <bdi>{text}</bdi>}
                            {differs && text !== undefined && column[0]?.text !== undefined && <em>{differenceOf(text, column[0].text)}</em>}
                          </div>
                        )),
                      )}
                    </div>
                  )
                );
              })}
            </div>
          </div>
        </div>
      )}
    </div>
  );
}

/** How far two numbers lie apart; empty for texts. */
function differenceOf(text: string, base: string): string {
  const by = Number(text) - Number(base);
  if (text.trim() === "" || base.trim() === "" || !Number.isFinite(by)) return "";
  return `${by > 0 ? "+" : "\u2212"}${Number(Math.abs(by).toPrecision(3))}`;
}
