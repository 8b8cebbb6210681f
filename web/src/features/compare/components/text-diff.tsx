import { SegmentedControl, Select, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMediaQuery } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Attribute, AttributeMatch, AttributeType } from "@/api/types";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { formatBytes, formatCount } from "@/lib/format";
import { hasText, textQuery, textTypes } from "../api/text";
import type { CompareAddress } from "../lib/address";
import type { ComparedRun } from "../lib/compared-run";
import { type DiffLine, foldSame, type ShownLine, type Side } from "../lib/diff-lines";
import { useCells, usePaths } from "../lib/use-attributes";
import { useDiff } from "../lib/use-diff";
import classes from "./text-diff.module.css";

interface Props {
  runs: readonly ComparedRun[];
  address: CompareAddress;
  onAddress: (part: CompareAddress, replace?: boolean) => void;
}

const rowPx = 20;

const rankOf: Partial<Record<AttributeType, number>> = { file: 0, gitRef: 0, string: 1, stringSeries: 2 };
const rank = ({ type }: AttributeMatch) => rankOf[type] ?? 3;
const textKinds: readonly AttributeType[] = [...textTypes];

/** One text of two runs, line by line: a value, a log, a file, a commit. */
export function TextDiff({ runs, address, onAddress }: Props) {
  const { t } = useTranslation("compare");
  // A phone has no room for two texts beside each other.
  const usual = (useMediaQuery("(max-width: 800px)") ?? false) ? "unified" : "split";
  const known = usePaths(runs, textKinds);
  const paths = useMemo(() => {
    const found = known.matches.filter(({ path }) => !path.startsWith("sys/") || path === "sys/description");
    return [...new Set(found.toSorted((a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path, "en", { numeric: true })).map(({ path }) => path))];
  }, [known.matches]);
  const path = address.path ?? paths[0];
  const left = Math.max(0, runs.findIndex(({ text }) => text === address.ref));
  const wanted = runs.findIndex(({ text }) => text === address.with);
  const right = wanted >= 0 ? wanted : left === 0 ? Math.min(1, runs.length - 1) : 0;
  const third = runs.findIndex(({ text }, i) => text === address.also && i !== left && i !== right);
  const isThree = third >= 0;
  const isUnified = !isThree && (address.diff ?? usual) === "unified";
  const two = useMemo(() => (third >= 0 ? [left, right, third] : [left, right]).flatMap((index) => runs[index] ?? []), [runs, left, right, third]);
  const pages = useMemo(() => (path === undefined ? [] : [[path]]), [path]);
  const cells = useCells(two, pages);
  const attributeOf = (index: number) => (path === undefined ? undefined : (cells.byRun[index]?.get(path) ?? undefined));
  const [a, b, c] = [attributeOf(0), attributeOf(1), isThree ? attributeOf(2) : undefined];
  const isFound = path !== undefined && !cells.isLoading;
  const isBinary = [a, b, c].some((one) => one !== undefined && !hasText(one));
  const before = useQuery(textQuery(runs[left]?.id ?? "", isBinary ? undefined : a));
  const after = useQuery(textQuery(runs[right]?.id ?? "", isBinary ? undefined : b));
  const last = useQuery(textQuery(runs[third]?.id ?? "", isBinary ? undefined : c));
  const textOf = (attribute: Attribute | undefined, query: typeof before) => (attribute === undefined ? (isFound ? "" : undefined) : query.data?.text);
  const diff = useDiff(textOf(a, before), textOf(b, after), isThree ? textOf(c, last) : undefined, isThree, address.space === "ignore");
  if (known.error) return <PanelError error={known.error} onRetry={known.retry} />;
  if (known.isLoading && paths.length === 0) return <PanelLoading />;
  if (path === undefined) return <PanelEmpty title={t("text.none")} />;
  const runChoices = runs.map(({ text, name, shortId }) => ({ value: text, label: name === shortId ? name : `${name} · ${shortId}` }));
  const failed = [before, after, last].find(({ error }) => error);
  const cut = [before.data?.leftOut, after.data?.leftOut, isThree ? last.data?.leftOut : undefined].find((one) => one !== undefined);
  const changes = diff.kind === "done" ? diff.lines.filter(({ kind }) => kind !== "same").length : 0;
  return (
    <div>
      <div className={classes.bar}>
        <Select className={classes.path} label={t("attribute")} searchable limit={200} data={paths} value={path} allowDeselect={false} onChange={(next) => onAddress({ path: next ?? undefined })} />
        <Select label={t("text.left")} data={runChoices} value={runs[left]?.text ?? null} allowDeselect={false} onChange={(next) => onAddress({ ref: next ?? undefined })} />
        <Select label={t("text.right")} data={runChoices} value={runs[right]?.text ?? null} allowDeselect={false} onChange={(next) => onAddress({ with: next ?? undefined })} />
        {runs.length > 2 && (
          <Select label={t("text.third")} placeholder={t("text.noThird")} clearable data={runChoices.filter(({ value }) => value !== runs[left]?.text && value !== runs[right]?.text)} value={isThree ? (address.also ?? null) : null} onChange={(next) => onAddress({ also: next ?? undefined })} />
        )}
        <SegmentedControl
          aria-label={t("text.layout")}
          disabled={isThree}
          value={isUnified ? "unified" : "split"}
          data={[
            { value: "split", label: t("text.split") },
            { value: "unified", label: t("text.unified") },
          ]}
          onChange={(next) => onAddress({ diff: next === usual ? undefined : next === "unified" ? "unified" : "split" }, true)}
        />
        <Switch
          className={classes.switch}
          label={t("text.ignoreSpace")}
          checked={address.space === "ignore"}
          onChange={(event) => onAddress({ space: event.currentTarget.checked ? "ignore" : undefined }, true)}
        />
        <span className={classes.count} role="status">
          {diff.kind === "done" && (changes === 0 ? t("text.same") : t("text.changes", { count: changes }))}
        </span>
      </div>
      {cut && (
        <p className={classes.note} role="status">
          {t("text.cut", { size: cut.unit === "bytes" ? formatBytes(cut.count) : t("text.lines", { count: cut.count }) })}
        </p>
      )}
      {isFound && (a === undefined || b === undefined || (isThree && c === undefined)) ? (
        <p className={classes.note} role="status">
          {t("text.missing", { run: (a === undefined ? runs[left] : b === undefined ? runs[right] : runs[third])?.name ?? "" })}
        </p>
      ) : null}
      {isBinary ? (
        <PanelEmpty title={t("text.binary")} />
      ) : failed ? (
        <PanelError error={failed.error} onRetry={() => void failed.refetch()} />
      ) : diff.kind === "working" ? (
        <PanelLoading />
      ) : diff.kind === "tooLong" ? (
        <PanelEmpty title={t("text.tooLong")} />
      ) : (
        <Lines lines={diff.lines} isUnified={isUnified} />
      )}
    </div>
  );
}

/** In one column a changed line is two. */
function unify(lines: readonly DiffLine[]): DiffLine[] {
  const out: DiffLine[] = [];
  let added: DiffLine[] = [];
  for (const line of lines) {
    if (line.kind !== "changed") {
      if (line.kind !== "removed") (out.push(...added), (added = []));
      out.push(line);
    } else {
      out.push({ kind: "removed", left: line.left, right: undefined });
      added.push({ kind: "added", left: undefined, right: line.right });
    }
  }
  return [...out, ...added];
}

function Lines({ lines, isUnified }: { lines: readonly DiffLine[]; isUnified: boolean }) {
  const { t } = useTranslation("compare");
  const scroll = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const all = useMemo(() => (isUnified ? unify(lines) : lines), [lines, isUnified]);
  const shown = useMemo(() => foldSame(all, opened), [all, opened]);
  const rows = useVirtualizer({ count: shown.length, getScrollElement: () => scroll.current, estimateSize: () => rowPx, overscan: 30 });
  return (
    <div ref={scroll} className={classes.scroll} tabIndex={0} role="region" aria-label={t("view.text")}>
      <div className={classes.lines} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const line = shown[index];
          return line && <Row key={index} line={line} index={index} top={start} isUnified={isUnified} measure={rows.measureElement} onOpen={(at) => setOpened(new Set(opened).add(at))} />;
        })}
      </div>
    </div>
  );
}

interface RowProps {
  line: ShownLine;
  index: number;
  top: number;
  isUnified: boolean;
  /** Long lines are broken, so that a row is as high as it must be. */
  measure: (row: Element | null) => void;
  onOpen: (start: number) => void;
}

function Row({ line, index, top, isUnified, measure, onOpen }: RowProps) {
  const { t } = useTranslation("compare");
  if (line.kind === "fold") {
    return (
      <button ref={measure} data-index={index} type="button" className={classes.fold} style={{ top }} onClick={() => onOpen(line.start)}>
        {t("text.fold", { count: line.count })}
      </button>
    );
  }
  const { kind, left, right, third } = line;
  const cell = (side: Side | undefined, which: "removed" | "added", kind: DiffLine["kind"]) => (
    <div className={clsx(classes.side, kind !== "same" && (side ? classes[which] : classes.empty))}>
      <span className={classes.number}>{side ? formatCount(side.number) : ""}</span>
      <span className={classes.sign} aria-hidden="true">
        {kind === "same" || !side ? "" : which === "removed" ? "−" : "+"}
      </span>
      <code className={classes.code}>
        {side?.parts.map(({ text, isMarked }, i) => (isMarked ? <mark key={i}>{text}</mark> : <span key={i}>{text}</span>))}
      </code>
    </div>
  );
  return (
    <div ref={measure} data-index={index} className={clsx(classes.row, isUnified && classes.unified, third && classes.three)} style={{ top }}>
      {isUnified
        ? cell(left ?? right, left ? "removed" : "added", kind)
        : [cell(left, "removed", kind), cell(right, "added", third?.rightKind ?? kind), ...(third ? [cell(third.side, "added", third.kind)] : [])].map((one, i) => (
            <div key={i} className={classes.half}>
              {one}
            </div>
          ))}
    </div>
  );
}
