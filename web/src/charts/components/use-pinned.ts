import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { exactQuery, originsOf } from "../api/exact";
import type { LineSpec } from "../lib/chart-lines";
import { countOutside, hasOrigin, linesWithPins, type PlacedPins, placePins } from "../lib/pins";
import type { ChartSettings } from "../lib/settings";
import type { ChartModel } from "../view/chart-view";
import type { Picture } from "../view/make-model";
import { usePins } from "./pins-provider";

/** The notes of one chart, and what has to be said of them beside it. */
export interface Pinned extends PlacedPins {
  readonly model: ChartModel | undefined;
  /** How many lie before or behind all points of the chart. */
  readonly outside: number;
  /** How many of the page were not asked for. */
  readonly cut: number;
}

/** Puts the notes and events of the runs into the picture of a chart. */
export function usePinned(picture: Picture | undefined, lines: readonly LineSpec[], { x, isXLog, inherited }: ChartSettings, isZoomed: boolean): Pinned {
  const { pins } = usePins();
  const pinned = useMemo(() => linesWithPins(lines, pins), [lines, pins]);
  // The first point says of which moment the axis' zero is.
  const first = useMemo(() => (hasOrigin(x.axis) ? pinned.map(({ run, metric }) => ({ runId: run.id, metric })) : []), [x.axis, pinned]);
  const origins = useQuery(exactQuery({ x, inherited }, first, 0)).data;
  const marks = useMemo(() => placePins(pinned, pins, x.axis, isXLog, originsOf(first, origins)), [pinned, pins, x.axis, isXLog, origins, first]);
  const model = picture?.model;
  const { placed } = marks;
  const withPins = useMemo(() => (model && placed.length > 0 ? { ...model, pins: placed } : model), [model, placed]);
  const isWaiting = hasOrigin(x.axis) && first.length > 0 && origins === undefined;
  return {
    placed,
    unplaced: isWaiting ? [] : marks.unplaced,
    model: withPins,
    outside: model && !isZoomed ? countOutside(placed, model.xRange) : 0,
    cut: pinned.length > 0 ? pins.cut : 0,
  };
}
