import { SegmentedControl, Select, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Attribute } from "@/api/types";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { formatBytes, formatCount } from "@/lib/format";
import { hasText, textQuery } from "../api/text";
import type { CompareAddress } from "../lib/address";
import type { ComparedRun } from "../lib/compared-run";
import { type DiffLine, foldSame, type ShownLine, type Side } from "../lib/diff-lines";
import { useDiff } from "../lib/use-diff";
import classes from "./text-diff.module.css";

interface Props {
  runs: readonly ComparedRun[];
  attributes: readonly (readonly Attribute[])[];
  address: CompareAddress;
  onAddress: (part: CompareAddress, replace?: boolean) => void;
}

const rowPx = 20;

/** One text of two runs, line by line: a value, a log, a file, a commit. */
export function TextDiff({ runs, attributes, address, onAddress }: Props) {
  const { t } = useTranslation("compare");
  const paths = useMemo(() => {
    const counts = new Map<string, number>();
    for (const list of attributes) for (const attribute of list) if (hasText(attribute)) counts.set(attribute.path, (counts.get(attribute.path) ?? 0) + 1);
    const kind = new Map(attributes.flat().map(({ path, type }) => [path, type]));
    const rank = (path: string) => ({ file: 0, gitRef: 0, string: 1, stringSeries: 2 })[kind.get(path) as string] ?? 3;
    return [...counts.keys()].toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b, "en", { numeric: true }));
  }, [attributes]);
  const path = address.path ?? paths[0];
  const left = Math.max(0, runs.findIndex(({ text }) => text === address.ref));
  const wanted = runs.findIndex(({ text }) => text === address.with);
  const right = wanted >= 0 ? wanted : left === 0 ? Math.min(1, runs.length - 1) : 0;
  const attributeOf = (index: number) => attributes[index]?.find((one) => one.path === path);
  const [a, b] = [attributeOf(left), attributeOf(right)];
  const before = useQuery(textQuery(runs[left]?.id ?? "", a));
  const after = useQuery(textQuery(runs[right]?.id ?? "", b));
  const textOf = (attribute: Attribute | undefined, query: typeof before) => (attribute === undefined ? "" : query.data?.text);
  const diff = useDiff(textOf(a, before), textOf(b, after), address.space === "ignore");
  if (path === undefined) return <PanelEmpty title={t("text.none")} />;
  const runChoices = runs.map(({ text, name, shortId }) => ({ value: text, label: name === shortId ? name : `${name} · ${shortId}` }));
  const failed = [before, after].find(({ error }) => error);
  const cut = [before.data?.leftOut, after.data?.leftOut].find((one) => one !== undefined);
  const changes = diff.kind === "done" ? diff.lines.filter(({ kind }) => kind !== "same").length : 0;
  return (
    <div className={classes.view}>
      <div className={classes.bar}>
        <Select className={classes.path} label={t("attribute")} searchable limit={200} data={paths} value={path} allowDeselect={false} onChange={(next) => onAddress({ path: next ?? undefined })} />
        <Select label={t("text.left")} data={runChoices} value={runs[left]?.text ?? null} allowDeselect={false} onChange={(next) => onAddress({ ref: next ?? undefined })} />
        <Select label={t("text.right")} data={runChoices} value={runs[right]?.text ?? null} allowDeselect={false} onChange={(next) => onAddress({ with: next ?? undefined })} />
        <SegmentedControl
          aria-label={t("text.layout")}
          value={address.diff ?? "split"}
          data={[
            { value: "split", label: t("text.split") },
            { value: "unified", label: t("text.unified") },
          ]}
          onChange={(next) => onAddress({ diff: next === "unified" ? "unified" : undefined }, true)}
        />
        <Switch
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
      {a === undefined || b === undefined ? (
        <p className={classes.note} role="status">
          {t("text.missing", { run: (a === undefined ? runs[left] : runs[right])?.name ?? "" })}
        </p>
      ) : null}
      {failed ? (
        <PanelError error={failed.error} onRetry={() => void failed.refetch()} />
      ) : diff.kind === "working" ? (
        <PanelLoading />
      ) : diff.kind === "tooLong" ? (
        <PanelEmpty title={t("text.tooLong")} />
      ) : (
        <Lines lines={diff.lines} isUnified={address.diff === "unified"} />
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
          return line && <Row key={index} line={line} top={start} isUnified={isUnified} onOpen={(at) => setOpened(new Set(opened).add(at))} />;
        })}
      </div>
    </div>
  );
}

function Row({ line, top, isUnified, onOpen }: { line: ShownLine; top: number; isUnified: boolean; onOpen: (start: number) => void }) {
  const { t } = useTranslation("compare");
  if (line.kind === "fold") {
    return (
      <button type="button" className={classes.fold} style={{ top }} onClick={() => onOpen(line.start)}>
        {t("text.fold", { count: line.count })}
      </button>
    );
  }
  const { kind, left, right } = line;
  const cell = (side: Side | undefined, which: "removed" | "added") => (
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
    <div className={clsx(classes.row, isUnified && classes.unified)} style={{ top }}>
      {isUnified ? cell(left ?? right, left ? "removed" : "added") : [cell(left, "removed"), cell(right, "added")].map((one, i) => <div key={i} className={classes.half}>{one}</div>)}
    </div>
  );
}
