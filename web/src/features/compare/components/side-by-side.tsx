import { ActionIcon, Menu, Select, Switch } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import { ChevronDown, ChevronRight, Pin } from "lucide-react";
import { type DragEvent, Fragment, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Attribute, AttributeType } from "@/api/types";
import { LineSwatch } from "@/charts/components/line-swatch";
import { pathFilter } from "@/charts/lib/sections";
import { AttributeValue } from "@/components/attribute-value";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { SearchField } from "@/components/search-field";
import { formatCount, formatNumber } from "@/lib/format";
import { usePaper } from "@/lib/use-paper";
import { type Aggregate, aggregates, type CompareAddress } from "../lib/address";
import type { ComparedRun } from "../lib/compared-run";
import { changeOf, compareRuns, type CompareRow, extremesOf, filterSections, numberOf, type TableLine, toLines, type ValuesByRun } from "../lib/rows";
import { useCells, useDiffering, usePaths } from "../lib/use-attributes";
import { CopyCode } from "./copy-code";
import classes from "./side-by-side.module.css";

interface Props {
  runs: readonly ComparedRun[];
  address: CompareAddress;
  onAddress: (part: CompareAddress, replace?: boolean) => void;
}

/** On a phone names and values take two lines, so that two runs stand side by side. */
const wide = { rowPx: 28, columnPx: 196, headPx: 280 };
const narrow = { rowPx: 44, columnPx: 128, headPx: 132 };
type Measures = typeof wide;
/** Pixels between the margins of upright paper; on it runs share what names leave, as long as values stay readable. */
const paperPx = 680;
const paper = (runs: number): Measures => ({ rowPx: 44, headPx: 160, columnPx: Math.max(104, Math.min(196, Math.floor((paperPx - 160) / runs))) });
const headHeight = 40;
/** Attributes whose values are asked for together. */
const chunk = 50;
const all: readonly AttributeType[] = [];

/** Attributes as rows, runs as columns; by default only what differs, and how far from the reference run. Only what is on screen exists. */
export function SideBySide({ runs, address, onAddress }: Props) {
  const { t } = useTranslation("compare");
  const isNarrow = useMediaQuery("(max-width: 800px)") ?? false;
  const isPaper = usePaper();
  const measures = useMemo(() => (isPaper ? paper(runs.length) : isNarrow ? narrow : wide), [isPaper, isNarrow, runs.length]);
  const { rowPx, columnPx, headPx } = measures;
  const { rows, find, shut, agg = "last", ref } = address;
  const scroll = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<string>();
  const known = usePaths(runs, all);
  const differing = useDiffering(runs);
  const different = useMemo(
    () => (differing.isLoading || differing.leftOut > 0 ? undefined : new Set(differing.columns.map(({ path }) => path))),
    [differing.columns, differing.isLoading, differing.leftOut],
  );
  // Values are asked for in fixed parts of the list of paths, those that are looked at, so that scrolling back asks nothing again.
  const paths = useMemo(() => [...new Set(known.matches.map(({ path }) => path))], [known.matches]);
  const place = useMemo(() => new Map(paths.map((path, i) => [path, Math.floor(i / chunk)])), [paths]);
  const [looked, setLooked] = useState<ReadonlySet<number>>(new Set());
  const pages = useMemo(() => [...looked].toSorted((a, b) => a - b).map((i) => paths.slice(i * chunk, (i + 1) * chunk)), [looked, paths]);
  const cells = useCells(runs, pages);
  const compared = useMemo(() => compareRuns(known.matches, cells.byRun, different, agg), [known.matches, cells.byRun, different, agg]);
  const filter = useMemo(() => pathFilter(find), [find]);
  const isAll = rows === "all";
  const shutKey = JSON.stringify(shut ?? []);
  const filtered = useMemo(() => filterSections(compared, isAll, filter.accepts), [compared, isAll, filter]);
  const lines = useMemo(() => toLines(filtered, new Set(JSON.parse(shutKey) as string[])), [filtered, shutKey]);
  const reference = Math.max(0, runs.findIndex(({ text }) => text === ref));
  const across = useVirtualizer({ count: runs.length, horizontal: true, getScrollElement: () => scroll.current, estimateSize: () => columnPx, overscan: 2 });
  const down = useVirtualizer({ count: lines.length, getScrollElement: () => scroll.current, estimateSize: () => rowPx, overscan: 12 });
  useEffect(() => (across.measure(), down.measure()), [measures, across, down]);
  const toggle = (key: string) => {
    const next = shut?.includes(key) ? shut.filter((one) => one !== key) : [...(shut ?? []), key];
    onAddress({ shut: next.length > 0 ? next : undefined }, true);
  };
  const move = (text: string, to: number) => {
    const others = runs.map((run) => run.text).filter((one) => one !== text);
    onAddress({ runs: [...others.slice(0, to), text, ...others.slice(to)] });
  };
  const open = ({ path, types: [type] }: CompareRow) => {
    if (type === "floatSeries") onAddress({ view: undefined, chart: path });
    else if (type === "fileSeries") onAddress({ view: "images", path });
    else onAddress({ view: "text", path });
  };
  const listed = filtered.flatMap(({ rows }) => rows.map(({ path }) => path));
  // On paper: as many runs as fit it, and all rows whose values have come, in sight or not.
  const unknown = lines.findIndex((line) => line.kind === "row" && !looked.has(place.get(line.row.path) ?? -1));
  const columns = isPaper ? runs.slice(0, Math.max(1, Math.floor((paperPx - headPx) / columnPx))).map((_, index) => ({ index, start: index * columnPx })) : across.getVirtualItems();
  const visible = isPaper ? lines.slice(0, unknown === -1 ? undefined : unknown).map((_, index) => ({ index, start: index * rowPx })) : down.getVirtualItems();
  const width = headPx + (isPaper ? columns.length * columnPx : across.getTotalSize());
  const height = headHeight + (isPaper ? visible.length * rowPx : down.getTotalSize());
  const wanted = [...new Set(visible.flatMap(({ index }) => {
    const line = lines[index];
    return line?.kind === "row" ? (place.get(line.row.path) ?? []) : [];
  }))].join();
  useEffect(() => {
    const missing = wanted === "" ? [] : wanted.split(",").map(Number);
    // Nothing is let go of before the rows change: what was seen stays known.
    setLooked((earlier) => (missing.every((one) => earlier.has(one)) ? earlier : new Set([...earlier, ...missing])));
  }, [wanted]);
  useEffect(() => setLooked(new Set()), [paths]);
  if (known.error) return <PanelError error={known.error} onRetry={known.retry} />;
  if (known.isLoading && paths.length === 0) return <PanelLoading />;
  return (
    <div className={classes.view}>
      <div className={classes.bar}>
        <SearchField
          className={classes.search}
          text={find}
          label={t("find")}
          hint={t("findHint")}
          error={filter.isBroken ? t("findBroken") : undefined}
          onText={(next) => onAddress({ find: next }, true)}
        />
        <Switch
          label={t("differencesOnly")}
          checked={!isAll}
          onChange={(event) => onAddress({ rows: event.currentTarget.checked ? undefined : "all" })}
        />
        <Select
          className={classes.aggregate}
          aria-label={t("aggregate.label")}
          value={agg}
          allowDeselect={false}
          data={aggregates.map((value) => ({ value, label: t(`aggregate.${value}`) }))}
          onChange={(next) => {
            const known = aggregates.find((one) => one === next);
            onAddress({ agg: known === "last" ? undefined : known });
          }}
        />
        <span className={classes.count} role="status">
          {t("rowCount", { count: filtered.reduce((sum, { rows }) => sum + rows.length, 0) })}
          {known.leftOut > 0 && ` · ${t("more", { count: known.leftOut })}`}
        </span>
        <CopyCode runs={runs} paths={listed} />
      </div>
      {lines.length === 0 ? (
        <PanelEmpty title={find === undefined ? t("noDifferences") : t("noRows", { text: find })} />
      ) : (
        <>
          {isPaper && (visible.length < lines.length || columns.length < runs.length) && (
            <p className={classes.paper}>{t("paper", { rows: formatCount(visible.length), allRows: formatCount(lines.length), runs: formatCount(columns.length), count: runs.length })}</p>
          )}
          <div ref={scroll} className={classes.scroll} tabIndex={0} role="region" aria-label={t("view.table")}>
            <div
              role="table"
              aria-label={t("view.table")}
              aria-rowcount={lines.length + 1}
              aria-colcount={runs.length + 1}
              className={classes.table}
              data-narrow={isNarrow || isPaper || undefined}
              style={{ height, width, ["--head-width" as string]: `${headPx}px` }}
            >
              <div role="row" aria-rowindex={1} className={classes.head} style={{ width }}>
                <div role="columnheader" aria-colindex={1} className={classes.corner}>
                  {t("attribute")}
                </div>
                {columns.map(({ index, start }) => {
                  const run = runs[index];
                  if (!run) return null;
                  return (
                    <div
                      key={run.text}
                      role="columnheader"
                      aria-colindex={index + 2}
                      className={clsx(classes.run, index === reference && classes.reference)}
                      style={{ left: start + headPx, width: columnPx }}
                      draggable
                      onDragStart={() => setDragged(run.text)}
                      onDragEnd={() => setDragged(undefined)}
                      onDragOver={(event: DragEvent) => dragged !== undefined && event.preventDefault()}
                      onDrop={() => dragged !== undefined && dragged !== run.text && move(dragged, index)}
                    >
                      <LineSwatch style={run.style} />
                      <bdi title={`${run.name} ${run.shortId}`}>{run.name}</bdi>
                      {index === reference && <Pin size={12} className={classes.pin} aria-label={t("reference")} />}
                      <Menu position="bottom-end">
                        <Menu.Target>
                          <ActionIcon size="sm" aria-label={t("columnMenu", { name: run.name })}>
                            <ChevronDown size={13} />
                          </ActionIcon>
                        </Menu.Target>
                        <Menu.Dropdown>
                          <Menu.Item disabled={index === reference} onClick={() => onAddress({ ref: index === 0 ? undefined : run.text })}>
                            {t("makeReference")}
                          </Menu.Item>
                          <Menu.Item disabled={index === 0} onClick={() => move(run.text, index - 1)}>
                            {t("moveLeft")}
                          </Menu.Item>
                          <Menu.Item disabled={index === runs.length - 1} onClick={() => move(run.text, index + 1)}>
                            {t("moveRight")}
                          </Menu.Item>
                        </Menu.Dropdown>
                      </Menu>
                    </div>
                  );
                })}
              </div>
              {visible.map(({ index, start }) => {
                const line = lines[index];
                if (!line) return null;
                return (
                  <div
                    key={`${line.kind} ${line.key}`}
                    role="row"
                    aria-rowindex={index + 2}
                    className={clsx(classes.row, line.kind !== "row" && classes[line.kind], line.kind === "row" && isAll && line.row.differs && classes.differs)}
                    style={{ top: start + headHeight, height: rowPx, width }}
                  >
                    <LineHead line={line} onToggle={toggle} onOpen={open} />
                    {line.kind === "row" && <Cells path={line.row.path} values={cells.byRun} reference={reference} aggregate={agg} columns={columns} measures={measures} />}
                  </div>
                );
              })}
            </div>
          </div>
        </>
      )}
    </div>
  );
}

function LineHead({ line, onToggle, onOpen }: { line: TableLine; onToggle: (key: string) => void; onOpen: (row: CompareRow) => void }) {
  const { t } = useTranslation("compare");
  if (line.kind === "row") {
    return (
      <div role="rowheader" aria-colindex={1} className={classes.label}>
        <button type="button" className={classes.open} title={line.row.path} onClick={() => onOpen(line.row)}>
          <bdi>
            {line.label.split(/(?<=\/)/).map((part, i) => (
              // Where a name takes two lines it breaks behind a slash.
              <Fragment key={i}>
                {i > 0 && <wbr />}
                {part}
              </Fragment>
            ))}
          </bdi>
        </button>
      </div>
    );
  }
  return (
    <div role="rowheader" aria-colindex={1} className={classes.label}>
      <button type="button" className={classes.fold} aria-expanded={!line.isShut} onClick={() => onToggle(line.key)}>
        <ChevronRight size={13} className={clsx(classes.arrow, !line.isShut && classes.unfolded)} aria-hidden="true" />
        <bdi>{line.kind === "section" ? t(`section.${line.name}`) : line.name}</bdi>
        <em>{formatCount(line.count)}</em>
      </button>
    </div>
  );
}

interface CellsProps {
  path: string;
  values: ValuesByRun;
  reference: number;
  aggregate: Aggregate;
  columns: readonly { index: number; start: number }[];
  measures: Measures;
}

function Cells({ path, values, reference, aggregate, columns, measures: { columnPx, headPx } }: CellsProps) {
  const { t } = useTranslation("compare");
  const found = values.map((run) => run.get(path));
  const numbers = found.map((cell) => numberOf(cell ?? null, aggregate));
  const extremes = extremesOf(numbers);
  const base = found[reference] ?? null;
  return columns.map(({ index, start }) => {
    const cell = found[index];
    if (cell === undefined) return <div key={index} role="cell" aria-colindex={index + 2} aria-busy="true" className={clsx(classes.cell, classes.waiting)} style={{ left: start + headPx, width: columnPx }} />;
    const number = numbers[index];
    // Yes and no count for sorting, but no share of one is the other.
    const isAmount = number !== undefined && cell?.type !== "bool";
    const change = index === reference || !isAmount ? undefined : changeOf(number, numbers[reference]);
    const isOther = index !== reference && !isAmount && differ(cell, base);
    const mark = extremes && (number === extremes.least ? "least" : number === extremes.greatest ? "greatest" : undefined);
    return (
      <div key={index} role="cell" aria-colindex={index + 2} className={clsx(classes.cell, mark && classes[mark])} style={{ left: start + headPx, width: columnPx }}>
        {cell === null ? (
          <span className={classes.missing}>–</span>
        ) : cell.type === "floatSeries" ? (
          <span title={String(number)} data-number>
            {number === undefined ? "" : formatNumber(number)}
          </span>
        ) : (
          <span className={classes.value}>
            <AttributeValue attribute={cell} />
          </span>
        )}
        {mark && <span className={classes.mark} title={t(mark)} aria-label={t(mark)} role="img" />}
        {change && (
          <span className={classes.change} title={`${change.by > 0 ? "+" : ""}${formatNumber(change.by)}`}>
            {change.by > 0 ? "▲" : "▼"} {change.share === undefined ? formatNumber(Math.abs(change.by)) : `${formatShare(Math.abs(change.share))}`}
          </span>
        )}
        {isOther && <span className={classes.change}>≠</span>}
      </div>
    );
  });
}

const differ = (a: Attribute | null, b: Attribute | null) => JSON.stringify(a?.value ?? null) !== JSON.stringify(b?.value ?? null);
const formatShare = (share: number) => (share >= 10 ? `×${formatNumber(Number((share + 1).toPrecision(3)))}` : `${Number((share * 100).toPrecision(3))}%`);
