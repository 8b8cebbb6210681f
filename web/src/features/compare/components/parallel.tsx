import { ActionIcon, Button, Menu, MultiSelect, Select } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { ChevronDown, Plus } from "lucide-react";
import { type PointerEvent, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { linearTicks, logTicks } from "@/charts/lib/ticks";
import { numberLabels } from "@/charts/lib/labels";
import { useShared } from "@/charts/view/shared";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { formatNumber } from "@/lib/format";
import type { CompareAddress } from "../lib/address";
import { type Axis, type AxisChoice, type Brush, brushed, domainOf, namesOf, placing, readAxis, readBrush, valuesOf, writeAxis, writeBrush } from "../lib/axes";
import type { ComparedRun } from "../lib/compared-run";
import { tintOf } from "../lib/tint";
import { useAxisChoices, useCells } from "../lib/use-attributes";
import classes from "./parallel.module.css";
import { TintLegend } from "./tint-legend";

interface Props {
  runs: readonly ComparedRun[];
  address: CompareAddress;
  onAddress: (part: CompareAddress, replace?: boolean) => void;
}

const atFirst = 6;
const mostAxes = 16;
const height = 420;
/** Parameters in which the runs differ, and one thing that came of them. */
function firstAxes(choices: readonly AxisChoice[]): string[] {
  const params = choices.filter(({ isTelling }) => isTelling).slice(0, atFirst);
  const outcome = choices.filter(({ isTelling }) => !isTelling).find(({ path }) => /loss|acc|error|score|reward/i.test(path)) ?? choices.find(({ isTelling }) => !isTelling);
  return [...params.slice(0, outcome ? atFirst - 1 : atFirst), ...(outcome ? [outcome] : [])].map(({ path }) => path);
}

// What stands beside the first axis is as long as its names may be.
const leftRoom = 108;
const rightRoom = 72;
const top = 54;
const bottom = 36;
const missingY = height - 12;
const strokePx = 40;

/** Every run as a line across axes that are attributes. Axes can be brushed, turned, moved; a run without a value passes through the lane below. */
export function Parallel({ runs, address, onAddress }: Props) {
  const { t } = useTranslation("compare");
  const { focus } = useShared();
  const { ref, width } = useElementSize();
  const { agg = "last" } = address;
  const [pointed, setPointed] = useState<number>();
  const grabbed = useRef<number>(undefined);
  const drag = useRef<{ path: string; from: number } | undefined>(undefined);
  const [moved, setMoved] = useState<{ path: string; by: number }>();
  const [draft, setDraft] = useState<{ path: string; from: number; to: number }>();
  const { choices, isLoading, error, retry } = useAxisChoices(runs);
  const texts = address.axes ?? firstAxes(choices);
  const textsKey = JSON.stringify(texts);
  const pages = useMemo(() => {
    const paths = (JSON.parse(textsKey) as string[]).slice(0, mostAxes).map((text) => readAxis(text).path);
    const asked = [...new Set(address.tint === undefined ? paths : [...paths, address.tint])];
    return asked.length > 0 ? [asked] : [];
  }, [textsKey, address.tint]);
  const { byRun, isLoading: isReading } = useCells(runs, pages);
  const axes = useMemo<Axis[]>(
    () =>
      (JSON.parse(textsKey) as string[]).slice(0, mostAxes).map((text) => {
        const { path, isDown, isLog } = readAxis(text);
        return { ...valuesOf(path, byRun, agg), isDown, isLog };
      }),
    [textsKey, byRun, agg],
  );
  const brushes = useMemo(() => (address.brush ?? []).flatMap((text) => readBrush(text) ?? []), [address.brush]);
  const inside = useMemo(() => brushed(runs.length, axes, brushes), [runs.length, axes, brushes]);
  const tint = useMemo(() => tintOf(runs, address.tint === undefined || isReading ? undefined : valuesOf(address.tint, byRun, agg)), [runs, byRun, isReading, agg, address.tint]);
  const step = axes.length > 1 ? (Math.max(320, width) - leftRoom - rightRoom) / (axes.length - 1) : 0;
  const xOf = (index: number) => leftRoom + index * step;
  const yOf = (share: number | undefined) => (share === undefined ? missingY : height - bottom - share * (height - bottom - top));
  const places = axes.map(placing);
  const hasMissing = axes.some(({ values }) => values.includes(undefined));
  const setAxes = (next: readonly Axis[]) => onAddress({ axes: next.map(writeAxis) }, true);
  const setBrush = (path: string, brush: Brush | undefined) => {
    const rest = brushes.filter((one) => one.path !== path);
    const all = brush ? [...rest, brush] : rest;
    onAddress({ brush: all.length > 0 ? all.map(writeBrush) : undefined }, true);
  };
  if (error) return <PanelError error={error} onRetry={retry} />;
  if ((isLoading && choices.length === 0) || (isReading && byRun.every((values) => values.size === 0))) return <PanelLoading />;
  if (choices.length === 0) return <PanelEmpty title={t("parallel.none")} />;

  const second = axes.length === 1 ? choices.find(({ path }) => path !== axes[0]?.path) : undefined;
  // On one axis alone a run is a stroke at its value.
  const pathOf = (run: number) =>
    axes.length === 1 ? `M${xOf(0)} ${yOf(places[0]?.(axes[0]?.values[run]))}h${strokePx}` : axes.map(({ values }, i) => `${i === 0 ? "M" : "L"}${xOf(i)} ${yOf(places[i]?.(values[run]))}`).join("");
  const shareAt = (event: PointerEvent<SVGElement>) => {
    const box = event.currentTarget.ownerSVGElement?.getBoundingClientRect();
    const y = event.clientY - (box?.top ?? 0);
    return Math.min(1, Math.max(0, (height - bottom - y) / (height - bottom - top)));
  };
  const valueAt = (axis: Axis, share: number): number => {
    const turned = axis.isDown ? 1 - share : share;
    if (axis.kind === "category") return turned * Math.max(0, namesOf(axis.values).length - 1);
    const [min, max] = domainOf(axis.values, axis.isLog);
    return axis.isLog ? 10 ** (Math.log10(min) + turned * Math.log10(max / min)) : min + turned * (max - min);
  };
  const brushShares = (axis: Axis, { from, to }: Brush): readonly [number, number] => {
    const place = placing(axis);
    const of = (value: number) => {
      // What has no place on a log scale lies before its beginning.
      if (axis.kind === "number") return place(value) ?? (axis.isDown ? 1 : 0);
      const last = Math.max(1, namesOf(axis.values).length - 1);
      return axis.isDown ? 1 - value / last : value / last;
    };
    const within = (share: number) => Math.min(1, Math.max(0, share));
    const [a, b] = [within(of(from)), within(of(to))];
    return a < b ? [a, b] : [b, a];
  };
  const onUp = (axis: Axis) => (event: PointerEvent<SVGElement>) => {
    const start = drag.current;
    drag.current = undefined;
    setDraft(undefined);
    if (!start) return;
    const end = shareAt(event);
    if (Math.abs(end - start.from) < 0.012) setBrush(axis.path, undefined);
    else {
      const ends = [valueAt(axis, start.from), valueAt(axis, end)].toSorted((a, b) => a - b);
      setBrush(axis.path, { path: axis.path, from: ends[0] ?? 0, to: ends[1] ?? 0 });
    }
  };
  /** An axis goes to the place that it was dragged to; the others make room. */
  const onDrop = (index: number, x: number | undefined) => {
    const start = grabbed.current;
    grabbed.current = undefined;
    setMoved(undefined);
    const axis = axes[index];
    if (start === undefined || x === undefined || step === 0 || !axis) return;
    const to = Math.min(axes.length - 1, Math.max(0, index + Math.round((x - start) / step)));
    if (to !== index) setAxes(axes.toSpliced(index, 1).toSpliced(to, 0, axis));
  };
  const order = runs.map((_, i) => i).toSorted((a, b) => Number(inside.has(a)) - Number(inside.has(b)) || Number(a === pointed) - Number(b === pointed));
  const chosen = [...inside].flatMap((i) => runs[i]?.text ?? []);
  return (
    <div className={classes.view}>
      <div className={classes.bar}>
        <MultiSelect
          className={classes.axes}
          label={t("parallel.axes")}
          searchable
          limit={200}
          maxValues={mostAxes}
          data={choices.map(({ path }) => path)}
          value={axes.map(({ path }) => path)}
          onChange={(paths) =>
            onAddress({ axes: paths.map((path) => { const known = axes.find((one) => one.path === path); return known ? writeAxis(known) : path; }) }, true)
          }
        />
        <Select
          label={t("tint")}
          searchable
          clearable
          limit={200}
          placeholder={t("byRun")}
          data={choices.map(({ path }) => path)}
          value={address.tint ?? null}
          onChange={(path) => onAddress({ tint: path ?? undefined }, true)}
        />
        <span className={classes.chosen} role="status">
          {brushes.length > 0 && t("parallel.inside", { count: inside.size, total: runs.length })}
        </span>
        {brushes.length > 0 && (
          <>
            <Button variant="default" disabled={inside.size === 0} onClick={() => onAddress({ runs: chosen, brush: undefined })}>
              {t("keepOnly")}
            </Button>
            <Button variant="subtle" onClick={() => onAddress({ brush: undefined })}>
              {t("parallel.clear")}
            </Button>
          </>
        )}
      </div>
      <TintLegend tint={tint} />
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={t("view.parallel")}>
        <div ref={ref} className={classes.plot} style={{ minWidth: leftRoom + rightRoom + (axes.length - 1) * 110 }}>
          <svg width="100%" height={height} style={{ ["--strength" as string]: Math.min(0.8, Math.max(0.15, 8 / Math.sqrt(runs.length))) }} aria-label={t("parallel.label", { count: runs.length })} role="img">
            {hasMissing && (
              <text x={8} y={missingY + 4} className={classes.missing}>
                {t("parallel.missing")}
              </text>
            )}
            {hasMissing && <line x1={70} x2={axes.length === 1 ? leftRoom + strokePx : xOf(axes.length - 1)} y1={missingY} y2={missingY} className={classes.lane} />}
            <g>
              {order.map((i) => {
                const run = runs[i];
                return (
                  run && (
                    <path
                      key={run.text}
                      d={pathOf(i)}
                      className={classes.line}
                      data-away={!inside.has(i) || (pointed !== undefined && pointed !== i) || undefined}
                      data-front={pointed === i || undefined}
                      style={{ stroke: tint.colorOf(i) }}
                      onPointerEnter={() => {
                        setPointed(i);
                        focus.set(run.id);
                      }}
                      onPointerLeave={() => {
                        setPointed(undefined);
                        focus.set(undefined);
                      }}
                    >
                      <title>{`${run.name}\n${axes.map(({ path, values }) => `${path}: ${show(values[i])}`).join("\n")}`}</title>
                    </path>
                  )
                );
              })}
            </g>
            {axes.map((axis, i) => {
              const brush = draft?.path === axis.path ? ([Math.min(draft.from, draft.to), Math.max(draft.from, draft.to)] as const) : undefined;
              const kept = brushes.find(({ path }) => path === axis.path);
              const shares = brush ?? (kept && brushShares(axis, kept));
              return (
                <g key={axis.path} transform={`translate(${xOf(i) + (moved?.path === axis.path ? moved.by : 0)} 0)`}>
                  <line y1={top} y2={height - bottom} className={classes.axis} />
                  {ticksOf(axis).map(({ share, label }) => (
                    <text key={label} x={-6} y={yOf(share) + 4} textAnchor="end" className={classes.tick}>
                      {label}
                    </text>
                  ))}
                  {shares && <rect x={-7} width={14} y={yOf(shares[1])} height={Math.max(3, yOf(shares[0]) - yOf(shares[1]))} className={classes.brush} />}
                  <rect
                    x={-12}
                    width={24}
                    y={top - 6}
                    height={height - bottom - top + 12}
                    className={classes.grip}
                    onPointerDown={(event) => {
                      event.currentTarget.setPointerCapture(event.pointerId);
                      const from = shareAt(event);
                      drag.current = { path: axis.path, from };
                      setDraft({ path: axis.path, from, to: from });
                    }}
                    onPointerMove={(event) => drag.current && setDraft({ ...drag.current, to: shareAt(event) })}
                    onPointerUp={onUp(axis)}
                  />
                </g>
              );
            })}
          </svg>
          {axes.map((axis, i) => (
            <div key={axis.path} className={classes.name} style={{ left: xOf(i) + (moved?.path === axis.path ? moved.by : 0), maxWidth: Math.max(96, step - 8) }} data-moved={moved?.path === axis.path || undefined}>
              <bdi
                title={axis.path}
                className={classes.handle}
                onPointerDown={(event) => {
                  if (event.button !== 0) return;
                  event.currentTarget.setPointerCapture(event.pointerId);
                  grabbed.current = event.clientX;
                }}
                onPointerMove={(event) => grabbed.current !== undefined && setMoved({ path: axis.path, by: event.clientX - grabbed.current })}
                onPointerUp={(event) => onDrop(i, event.clientX)}
                onPointerCancel={() => onDrop(i, undefined)}
              >
                {axis.path.slice(axis.path.lastIndexOf("/") + 1)}
              </bdi>
              <Menu position="bottom">
                <Menu.Target>
                  <ActionIcon size="sm" aria-label={t("parallel.axisMenu", { path: axis.path })}>
                    <ChevronDown size={13} />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => setAxes(axes.with(i, { ...axis, isDown: !axis.isDown }))}>{t("parallel.flip")}</Menu.Item>
                  {axis.kind === "number" && (
                    <Menu.Item onClick={() => setAxes(axes.with(i, { ...axis, isLog: !axis.isLog }))}>{t(axis.isLog ? "parallel.linear" : "parallel.log")}</Menu.Item>
                  )}
                  <Menu.Item disabled={i === 0} onClick={() => setAxes(swap(axes, i, i - 1))}>
                    {t("moveLeft")}
                  </Menu.Item>
                  <Menu.Item disabled={i === axes.length - 1} onClick={() => setAxes(swap(axes, i, i + 1))}>
                    {t("moveRight")}
                  </Menu.Item>
                  <Menu.Item onClick={() => setAxes(axes.filter((_, j) => j !== i))}>{t("parallel.remove")}</Menu.Item>
                </Menu.Dropdown>
              </Menu>
            </div>
          ))}
          {axes.length === 1 && (
            <div className={classes.lonely} style={{ left: leftRoom + strokePx + 16 }}>
              <p>{t("parallel.oneAxis")}</p>
              {second && (
                <Button variant="default" leftSection={<Plus size={14} />} title={second.path} onClick={() => onAddress({ axes: [...texts, second.path] }, true)}>
                  <bdi>{second.path.slice(second.path.lastIndexOf("/") + 1)}</bdi>
                </Button>
              )}
            </div>
          )}
        </div>
      </div>
      <p className={classes.hint}>{t("parallel.hint")}</p>
    </div>
  );
}

const show = (value: number | string | undefined) => (typeof value === "number" ? formatNumber(value) : (value ?? "–"));

function swap(axes: readonly Axis[], a: number, b: number): Axis[] {
  const [first, second] = [axes[a], axes[b]];
  return first && second ? axes.with(a, second).with(b, first) : [...axes];
}

const mostNames = 12;

function ticksOf(axis: Axis): { share: number; label: string }[] {
  const place = placing(axis);
  if (axis.kind === "category") {
    const names = namesOf(axis.values);
    const every = Math.ceil(names.length / mostNames);
    return names.filter((_, i) => i % every === 0).map((name) => ({ share: place(name) ?? 0, label: name.length > 14 ? `${name.slice(0, 13)}…` : name }));
  }
  const [min, max] = domainOf(axis.values, axis.isLog);
  const ticks = min === max ? [min] : axis.isLog ? logTicks([min, max], 6) : linearTicks([min, max], 6);
  return numberLabels(ticks, axis.isLog).map((label, i) => ({ share: place(ticks[i]) ?? 0, label }));
}
