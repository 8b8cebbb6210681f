import { ActionIcon, Button, SegmentedControl, Select, Slider, Tooltip } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { Minus, Plus, RotateCcw } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Attribute, AttributeType } from "@/api/types";
import { LineSwatch } from "@/charts/components/line-swatch";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { formatCount, formatNumber } from "@/lib/format";
import { imageAddress, type ImageEntry, imageStepsQuery, mostSteps } from "../api/images";
import type { CompareAddress } from "../lib/address";
import type { ComparedRun } from "../lib/compared-run";
import { useCells, usePaths } from "../lib/use-attributes";
import { Frame, type View, whole } from "./image-frame";
import { ImagePair } from "./image-pair";
import classes from "./image-compare.module.css";

interface Props {
  runs: readonly ComparedRun[];
  address: CompareAddress;
  onAddress: (part: CompareAddress, replace?: boolean) => void;
}

const atFirst = 24;

const mostFiles = 200;
const fileKinds: readonly AttributeType[] = ["file", "fileSeries"];

const isImage = (attribute: Attribute | null | undefined) =>
  (attribute?.type === "fileSeries" || attribute?.type === "file") && attribute.value !== null && attribute.value.mediaType.startsWith("image/");

/** The entry that was there at a step: the last one up to it, or the first. */
function entryAt(entries: readonly ImageEntry[], step: number): ImageEntry | undefined {
  let found = entries[0];
  for (const entry of entries) {
    if (entry.step > step) break;
    found = entry;
  }
  return found;
}

/** One image of every run beside each other, at the same step, moved and enlarged together; or two laid over each other. */
export function ImageCompare({ runs, address, onAddress }: Props) {
  const { t } = useTranslation("compare");
  const [view, setView] = useState<View>(whole);
  const [limit, setLimit] = useState(atFirst);
  const known = usePaths(runs, fileKinds);
  const found = useMemo(() => [...new Set(known.matches.map(({ path }) => path))], [known.matches]);
  // What a file is stands in its value: of many files, as many as one call answers are looked at.
  const pages = useMemo(() => (found.length === 0 ? [] : [found.slice(0, mostFiles)]), [found]);
  const cells = useCells(runs, pages);
  const paths = useMemo(() => found.filter((path) => cells.byRun.some((values) => isImage(values.get(path)))).toSorted(), [found, cells.byRun]);
  const path = address.path !== undefined && paths.includes(address.path) ? address.path : paths[0];
  const owners = runs.flatMap((run, i) => {
    const attribute = path === undefined ? undefined : cells.byRun[i]?.get(path);
    return isImage(attribute) ? [{ run, isSeries: attribute?.type === "fileSeries" }] : [];
  });
  const queries = useQueries({ queries: owners.map(({ run, isSeries }) => ({ ...imageStepsQuery(run.id, path ?? ""), enabled: isSeries && path !== undefined })) });
  const steps = useMemo(
    () => [...new Set(queries.flatMap(({ data }) => data?.entries.map(({ step }) => step) ?? []))].toSorted((a, b) => a - b),
    [queries],
  );
  const problem = known.error ?? cells.error;
  if (problem) return <PanelError error={problem} onRetry={known.error ? known.retry : cells.retry} />;
  if ((known.isLoading || cells.isLoading) && paths.length === 0) return <PanelLoading />;
  if (path === undefined) return <PanelEmpty title={t("images.none")} />;
  const asked = Number(address.step);
  const step = address.step !== undefined && Number.isFinite(asked) ? asked : (steps.at(-1) ?? 0);
  const place = Math.max(0, steps.findLastIndex((one) => one <= step));
  const shown = owners.map(({ run, isSeries }, i) => {
    const entry = isSeries ? entryAt(queries[i]?.data?.entries ?? [], step) : undefined;
    return { run, entry, address: isSeries && !entry ? undefined : imageAddress(run.id, path, entry?.index), error: queries[i]?.error };
  });
  const cut = queries.reduce((sum, { data }) => sum + Math.max(0, (data?.total ?? 0) - mostSteps), 0);
  const first = Math.max(0, shown.findIndex(({ run }) => run.text === address.ref));
  const wanted = shown.findIndex(({ run }) => run.text === address.with);
  const second = wanted >= 0 ? wanted : first === 0 ? 1 : 0;
  const choices = shown.map(({ run }) => ({ value: run.text, label: run.name }));
  const [a, b] = [shown[first], shown[second]];
  return (
    <div className={classes.view}>
      <div className={classes.bar}>
        <Select className={classes.path} label={t("attribute")} searchable data={paths} value={path} allowDeselect={false} onChange={(next) => onAddress({ path: next ?? undefined })} />
        <SegmentedControl
          aria-label={t("images.layout")}
          value={address.over ?? "grid"}
          data={(["grid", "swipe", "blink", "difference"] as const).map((value) => ({ value, label: t(`images.${value}`), disabled: value !== "grid" && shown.length < 2 }))}
          onChange={(next) => onAddress({ over: next === "grid" ? undefined : (["swipe", "blink", "difference"] as const).find((one) => one === next) }, true)}
        />
        {address.over !== undefined && shown.length > 2 && (
          <>
            <Select label={t("text.left")} data={choices} value={a?.run.text ?? null} allowDeselect={false} onChange={(next) => onAddress({ ref: next ?? undefined })} />
            <Select label={t("text.right")} data={choices} value={b?.run.text ?? null} allowDeselect={false} onChange={(next) => onAddress({ with: next ?? undefined })} />
          </>
        )}
        <span className={classes.zoom}>
          <Tooltip label={t("images.smaller")}>
            <ActionIcon variant="default" aria-label={t("images.smaller")} disabled={view.scale <= 1} onClick={() => setView(view.scale <= 2 ? whole : { ...view, scale: view.scale / 2 })}>
              <Minus size={14} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={t("images.larger")}>
            <ActionIcon variant="default" aria-label={t("images.larger")} disabled={view.scale >= 32} onClick={() => setView({ ...view, scale: view.scale * 2 })}>
              <Plus size={14} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={t("images.whole")}>
            <ActionIcon variant="default" aria-label={t("images.whole")} disabled={view === whole} onClick={() => setView(whole)}>
              <RotateCcw size={14} />
            </ActionIcon>
          </Tooltip>
        </span>
      </div>
      {steps.length > 1 && (
        <div className={classes.steps}>
          <span>{t("images.step")}</span>
          <Slider
            className={classes.slider}
            min={0}
            max={steps.length - 1}
            step={1}
            value={place}
            label={null}
            thumbLabel={t("images.step")}
            thumbValueText={formatNumber(steps[place] ?? 0)}
            onChange={(next) => onAddress({ step: next === steps.length - 1 ? undefined : String(steps[next]) }, true)}
          />
          <strong data-number>{formatNumber(steps[place] ?? 0)}</strong>
          <span className={classes.of}>{t("images.of", { count: steps.length, place: formatCount(place + 1) })}</span>
        </div>
      )}
      {found.length > mostFiles && <p className={classes.note}>{t("images.filesLeft", { count: found.length - mostFiles })}</p>}
      {cut > 0 && <p className={classes.note}>{t("images.cut", { count: cut })}</p>}
      {owners.length < runs.length && <p className={classes.quiet}>{t("images.without", { count: runs.length - owners.length })}</p>}
      {address.over !== undefined && a?.address !== undefined && b?.address !== undefined && shown.length > 1 ? (
        <ImagePair mode={address.over} left={{ name: a.run.name, address: a.address }} right={{ name: b.run.name, address: b.address }} view={view} onView={setView} />
      ) : (
        <div className={classes.grid}>
          {shown.slice(0, limit).map(({ run, entry, address: source, error }) => (
            <figure key={run.text} className={classes.figure}>
              <figcaption>
                <LineSwatch style={run.style} />
                <bdi title={run.name}>{run.name}</bdi>
                {entry && entry.step !== step && <em>{t("images.fromStep", { step: formatNumber(entry.step) })}</em>}
              </figcaption>
              {error ? <PanelError error={error} /> : <Frame view={view} onView={setView}>{source !== undefined && <img src={source} alt={`${run.name}, ${path}`} loading="lazy" draggable={false} />}</Frame>}
            </figure>
          ))}
          {shown.length > limit && (
            <Button variant="default" onClick={() => setLimit(limit * 2)}>
              {t("more", { count: shown.length - limit })}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
