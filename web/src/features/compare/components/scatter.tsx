import { Button, Select, Switch } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { numberLabels } from "@/charts/lib/labels";
import { linearTicks, logTicks } from "@/charts/lib/ticks";
import { useShared } from "@/charts/view/shared";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { formatNumber } from "@/lib/format";
import { type CompareAddress, paretoGoals } from "../lib/address";
import { domainOf, isInside, namesOf, paretoFront, placing, type Values, valuesOf } from "../lib/axes";
import type { ComparedRun } from "../lib/compared-run";
import { tintOf } from "../lib/tint";
import { useAxisChoices, useCells } from "../lib/use-attributes";
import { AxisSelect } from "./axis-select";
import { Contours } from "./contours";
import classes from "./scatter.module.css";
import { TintLegend } from "./tint-legend";

interface Props {
  runs: readonly ComparedRun[];
  address: CompareAddress;
  onAddress: (part: CompareAddress, replace?: boolean) => void;
}

type Point = readonly [number, number];

const height = 520;
const pad = { left: 84, right: 28, top: 20, bottom: 48 };
const plainRadius = 5;

/** Every run as a dot at two of its values; colour and size stand for two more, and the front of two goals is drawn. */
export function Scatter({ runs, address, onAddress }: Props) {
  const { t } = useTranslation("compare");
  const { focus } = useShared();
  const { ref, width } = useElementSize();
  const [pointed, setPointed] = useState<number>();
  const [lasso, setLasso] = useState<Point[]>();
  const [caught, setCaught] = useState<ReadonlySet<number>>();
  const isDrawing = useRef(false);
  const { agg = "last", pareto } = address;
  const { choices, isLoading, error, retry } = useAxisChoices(runs);
  const numbers = useMemo(() => choices.filter(({ isNumber }) => isNumber), [choices]);
  const xPath = address.across ?? (numbers.find(({ isTelling }) => isTelling) ?? numbers[0] ?? choices[0])?.path;
  const yPath = address.up ?? (numbers.find(({ path }) => path !== xPath && /loss|acc|error|score|reward/i.test(path)) ?? numbers.find(({ path }) => path !== xPath))?.path ?? xPath;
  const { area: areaPath, tint: tintPath, contour: contourPath } = address;
  const pages = useMemo(() => {
    const asked = [...new Set([xPath, yPath, areaPath, tintPath, contourPath].filter((path) => path !== undefined))];
    return asked.length > 0 ? [asked] : [];
  }, [xPath, yPath, areaPath, tintPath, contourPath]);
  const { byRun, isLoading: isReading } = useCells(runs, pages);
  const find = (path: string | undefined) => (path === undefined ? undefined : valuesOf(path, byRun, agg));
  const [x, y, area, contour] = [find(xPath), find(yPath), find(areaPath), find(contourPath)];
  const tint = useMemo(() => tintOf(runs, tintPath === undefined || isReading ? undefined : valuesOf(tintPath, byRun, agg)), [runs, byRun, isReading, agg, tintPath]);
  if (error) return <PanelError error={error} onRetry={retry} />;
  if ((isLoading && choices.length === 0) || (isReading && byRun.every((values) => values.size === 0))) return <PanelLoading />;
  if (!x || !y) return <PanelEmpty title={t("scatter.none")} />;
  const across = Math.max(320, width) - pad.left - pad.right;
  const up = height - pad.top - pad.bottom;
  const isXLog = address.xlog === "log" && x.kind === "number";
  const isYLog = address.ylog === "log" && y.kind === "number";
  const placeX = placing({ ...x, isDown: false, isLog: isXLog });
  const placeY = placing({ ...y, isDown: false, isLog: isYLog });
  const placeArea = area?.kind === "number" ? placing({ ...area, isDown: false, isLog: false }) : undefined;
  const points = runs.map((_, i): Point | undefined => {
    const [px, py] = [placeX(x.values[i]), placeY(y.values[i])];
    return px === undefined || py === undefined ? undefined : [pad.left + (0.03 + 0.94 * px) * across, pad.top + (1 - (0.04 + 0.92 * py)) * up];
  });
  const samples = points.flatMap((point, i) => {
    const z = contour?.values[i];
    return point && typeof z === "number" ? [{ x: point[0], y: point[1], z }] : [];
  });
  const missing = points.filter((point) => point === undefined).length;
  const front =
    pareto !== undefined && x.kind === "number" && y.kind === "number"
      ? paretoFront(
          runs.map((_, i) => (points[i] ? [x.values[i] as number, y.values[i] as number] : undefined)),
          pareto.startsWith("min"),
          pareto.endsWith("min"),
        )
      : [];
  const onFront = new Set(front);
  const placeOf = (event: PointerEvent<SVGSVGElement>): Point => {
    const box = event.currentTarget.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const order = points.flatMap((point, i) => (point ? [{ i, at: point[0] }] : [])).toSorted((a, b) => a.at - b.at).map(({ i }) => i);
  const point = (i: number | undefined) => {
    setPointed(i);
    focus.set(i === undefined ? undefined : runs[i]?.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === "Escape") (point(undefined), setCaught(undefined));
    if (by === undefined) return;
    event.preventDefault();
    const place = pointed === undefined ? (by > 0 ? -1 : order.length) : order.indexOf(pointed);
    point(order[Math.min(order.length - 1, Math.max(0, place + by))]);
  };
  const shown = pointed === undefined ? undefined : runs[pointed];
  const said = shown && pointed !== undefined ? `${shown.name}: ${x.path} ${show(x.values[pointed])}, ${y.path} ${show(y.values[pointed])}` : "";
  const chosen = caught ? [...caught].flatMap((i) => runs[i]?.text ?? []) : [];
  const label = pointed === undefined ? undefined : points[pointed];
  return (
    <div className={classes.view}>
      <div className={classes.bar}>
        <AxisSelect label={t("scatter.x")} choices={choices} value={x.path} onValue={(path) => onAddress({ across: path }, true)} />
        <AxisSelect label={t("scatter.y")} choices={choices} value={y.path} onValue={(path) => onAddress({ up: path }, true)} />
        <AxisSelect label={t("tint")} choices={choices} value={address.tint} none={t("byRun")} onValue={(tint) => onAddress({ tint }, true)} />
        <AxisSelect label={t("scatter.size")} choices={numbers} value={area?.path} none={t("scatter.same")} onValue={(path) => onAddress({ area: path }, true)} />
        <AxisSelect label={t("scatter.contour")} choices={numbers} value={contour?.path} none={t("scatter.noFront")} onValue={(path) => onAddress({ contour: path }, true)} />
        <Select
          label={t("scatter.front")}
          clearable
          placeholder={t("scatter.noFront")}
          data={paretoGoals.map((value) => ({ value, label: t(`scatter.goals.${value}`) }))}
          value={pareto ?? null}
          onChange={(next) => onAddress({ pareto: paretoGoals.find((one) => one === next) }, true)}
        />
        <div className={classes.scales}>
          <Switch label={t("scatter.xLog")} checked={isXLog} disabled={x.kind !== "number"} onChange={(event) => onAddress({ xlog: event.currentTarget.checked ? "log" : undefined }, true)} />
          <Switch label={t("scatter.yLog")} checked={isYLog} disabled={y.kind !== "number"} onChange={(event) => onAddress({ ylog: event.currentTarget.checked ? "log" : undefined }, true)} />
        </div>
      </div>
      <TintLegend tint={tint} />
      <p className={classes.status} role="status">
        {missing > 0 && <span className={classes.warn}>{t("scatter.missing", { count: missing })}</span>}
        {front.length > 0 && <span>{t("scatter.onFront", { count: front.length })}</span>}
        {caught && (
          <>
            <span>{t("parallel.inside", { count: caught.size, total: runs.length })}</span>
            <Button size="compact-xs" variant="default" disabled={caught.size === 0} onClick={() => { setCaught(undefined); onAddress({ runs: chosen }); }}>
              {t("keepOnly")}
            </Button>
            <Button size="compact-xs" variant="subtle" onClick={() => setCaught(undefined)}>
              {t("parallel.clear")}
            </Button>
          </>
        )}
      </p>
      <div ref={ref} className={classes.plot} role="application" aria-roledescription={t("view.scatter")} aria-label={t("scatter.label", { x: x.path, y: y.path })} tabIndex={0} onKeyDown={onKeyDown}>
        <span className={classes.spoken} aria-live="polite">
          {said}
        </span>
        <svg
          width="100%"
          height={height}
          aria-hidden="true"
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            isDrawing.current = true;
            setLasso([placeOf(event)]);
          }}
          onPointerMove={(event) => isDrawing.current && setLasso((line) => [...(line ?? []), placeOf(event)])}
          onPointerUp={() => {
            isDrawing.current = false;
            const line = lasso ?? [];
            setLasso(undefined);
            const isClick = line.length < 4;
            setCaught(isClick ? undefined : new Set(points.flatMap((one, i) => (one && isInside(one, line) ? [i] : []))));
          }}
        >
          {ticksOf(x, isXLog, 9).map(({ place, label }) => {
            const px = pad.left + (0.03 + 0.94 * (placeX(place) ?? 0)) * across;
            return (
              <g key={label}>
                <line x1={px} x2={px} y1={pad.top} y2={height - pad.bottom} className={classes.grid} />
                <text x={px} y={height - pad.bottom + 17} textAnchor="middle" className={classes.tick}>
                  {label}
                </text>
              </g>
            );
          })}
          {ticksOf(y, isYLog, 9).map(({ place, label }) => {
            const py = pad.top + (1 - (0.04 + 0.92 * (placeY(place) ?? 0))) * up;
            return (
              <g key={label}>
                <line x1={pad.left} x2={pad.left + across} y1={py} y2={py} className={classes.grid} />
                <text x={pad.left - 8} y={py + 4} textAnchor="end" className={classes.tick}>
                  {label}
                </text>
              </g>
            );
          })}
          <text x={pad.left + across / 2} y={height - 8} textAnchor="middle" className={classes.title}>
            {short(x.path)}
          </text>
          <text x={16} y={pad.top + up / 2} textAnchor="middle" className={classes.title} transform={`rotate(-90 16 ${pad.top + up / 2})`}>
            {short(y.path)}
          </text>
          {samples.length > 2 && <Contours samples={samples} />}
          {front.length > 1 && <polyline points={front.map((i) => points[i]?.join(",")).join(" ")} className={classes.front} />}
          {order.map((i) => {
            const [px, py] = points[i] ?? [0, 0];
            const share = placeArea?.(area?.values[i]);
            return (
              <circle
                key={runs[i]?.text}
                cx={px}
                cy={py}
                r={placeArea ? 3 + 13 * Math.sqrt(share ?? 0) : plainRadius}
                className={classes.dot}
                data-away={(caught && !caught.has(i)) || undefined}
                data-front={onFront.has(i) || pointed === i || undefined}
                style={{ fill: tint.colorOf(i) }}
                onPointerEnter={() => point(i)}
                onPointerLeave={() => point(undefined)}
              />
            );
          })}
          {lasso && lasso.length > 1 && <polygon points={lasso.map((one) => one.join(",")).join(" ")} className={classes.lasso} />}
        </svg>
        {shown && pointed !== undefined && label && (
          <div className={classes.tip} style={label[0] > width / 2 ? { right: width - label[0] + 12, top: label[1] } : { left: label[0] + 12, top: label[1] }}>
            <strong>
              <bdi>{shown.name}</bdi>
            </strong>
            {[x, y, ...(tint.values ? [tint.values] : []), ...(area ? [area] : []), ...(contour ? [contour] : [])].map(({ path, values }, i) => (
              <div key={`${i} ${path}`}>
                <bdi>{path}</bdi>
                <span data-number>{show(values[pointed])}</span>
              </div>
            ))}
          </div>
        )}
      </div>
      <p className={classes.hint}>
        {t("scatter.hint")} {contour && t("scatter.contourHint")}
      </p>
    </div>
  );
}

const show = (value: number | string | undefined) => (typeof value === "number" ? formatNumber(value) : (value ?? "–"));
const short = (path: string) => (path.length > 80 ? `…${path.slice(-79)}` : path);

function ticksOf({ kind, values }: Values, isLog: boolean, most: number): { place: number | string; label: string }[] {
  if (kind === "category") {
    const names = namesOf(values);
    const every = Math.ceil(names.length / most);
    return names.filter((_, i) => i % every === 0).map((name) => ({ place: name, label: name.length > 12 ? `${name.slice(0, 11)}…` : name }));
  }
  const [min, max] = domainOf(values, isLog);
  const ticks = min === max ? [min] : isLog ? logTicks([min, max], most) : linearTicks([min, max], most);
  return numberLabels(ticks, isLog).map((label, i) => ({ place: ticks[i] ?? 0, label }));
}
