import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { bucketsQuery } from "../api/buckets";
import { askedRange } from "../lib/buckets-for";
import type { ChartRun } from "../lib/chart-run";
import type { ChartSettings } from "../lib/settings";
import { makePicture, type Ranges } from "../view/make-model";

/** Asks for one metric of the runs and makes the picture of it; keeps the earlier picture until the next is there. */
export function usePicture(path: string, runs: readonly ChartRun[], ranges: Ranges, settings: ChartSettings, buckets: number) {
  const { i18n } = useTranslation();
  const query = useQuery(
    bucketsQuery({
      path,
      runIds: runs.map(({ id }) => id),
      x: settings.xAxis,
      range: ranges.x && askedRange(ranges.x),
      buckets,
    }),
  );
  const { data } = query;
  const picture = useMemo(
    () => (data === undefined ? undefined : makePicture(data, runs, ranges, settings, i18n.language)),
    [data, runs, ranges, settings, i18n.language],
  );
  return { query, picture };
}
