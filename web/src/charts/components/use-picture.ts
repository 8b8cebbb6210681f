import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { bucketsQuery, lineLimit, seriesLimit, seriesOf } from "../api/buckets";
import { askedRange } from "../lib/buckets-for";
import type { LineSpec } from "../lib/chart-lines";
import type { ChartSettings } from "../lib/settings";
import { makePicture, type Ranges } from "../view/make-model";

// Of so many lines a canvas shows no more than this anyhow.
const bucketsOfCrowd = 150;

/** Asks for the lines of a chart and makes the picture of them; keeps the earlier picture until the next is there. */
export function usePicture(lines: readonly LineSpec[], ranges: Ranges, settings: ChartSettings, buckets: number) {
  const { i18n } = useTranslation();
  const { axis } = settings.x;
  const query = useQuery(
    bucketsQuery({
      series: seriesOf(lines),
      x: axis === "series" ? "step" : axis,
      range: ranges.x && askedRange(ranges.x),
      buckets: lines.length > seriesLimit / 4 ? Math.min(buckets, bucketsOfCrowd) : buckets,
    }),
  );
  const { data } = query;
  const picture = useMemo(
    () => (data === undefined ? undefined : makePicture(data, lines, ranges, settings, i18n.language)),
    [data, lines, ranges, settings, i18n.language],
  );
  return { query, picture, leftOut: Math.max(0, lines.length - lineLimit) };
}
