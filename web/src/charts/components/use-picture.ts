import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type AxisView, bucketsQuery, groupsQuery, lineLimit, membersOf, seriesLimit, seriesOf } from "../api/buckets";
import { usualRangeQuery } from "../api/exact";
import { askedRange } from "../lib/buckets-for";
import { nameOnAxis } from "../lib/difference";
import type { LineSpec } from "../lib/chart-lines";
import { columnsOfGroup, type Grouping, type GroupSpec } from "../lib/groups";
import type { ChartRun } from "../lib/chart-run";
import type { ChartSettings } from "../lib/settings";
import { smoothingFor } from "../lib/smoothing";
import { type AskedDifference, makeDifference, withBase } from "../view/make-difference";
import { makePicture, type Ranges } from "../view/make-model";

// Of so many lines a canvas shows no more than this anyhow.
const bucketsOfCrowd = 150;
// Members of a group are compared bucket by bucket: too fine, and every bucket would have but one of them.
const bucketsOfGroup = 300;

const isGroup = (line: LineSpec): line is GroupSpec => "members" in line;
const noLines: readonly LineSpec[] = [];

/** Asks for the lines of a chart and makes the picture of them; keeps the earlier picture until the next is there. */
export function usePicture(lines: readonly LineSpec[], ranges: Ranges, settings: ChartSettings, buckets: number, grouping?: Grouping, base?: ChartRun) {
  const { t, i18n } = useTranslation("charts");
  const { minus } = settings;
  const difference = useMemo<AskedDifference | undefined>(
    () => (grouping || !base || minus === undefined ? undefined : { kind: minus, base, yLabel: t(`minus.axis.${minus}`, { name: nameOnAxis(base.name) }) }),
    [grouping, base, minus, t],
  );
  const groups = useMemo(() => (grouping ? lines.filter(isGroup) : []), [grouping, lines]);
  // The lines of the runs: all there is, or what stands behind the groups.
  const single = useMemo(
    () =>
      grouping === undefined
        ? difference
          ? withBase(lines, difference.base)
          : lines
        : grouping.showMembers
          ? groups.flatMap(({ members, metric, style }) =>
              members.map((run): LineSpec => ({ id: `${run.id} ${metric}`, key: run.shortId, run, metric, name: run.name, style })),
            )
          : noLines,
    [grouping, difference, lines, groups],
  );
  const count = grouping ? groups.reduce((sum, { members }) => sum + members.length, 0) : lines.length;
  const asked = useMemo(() => ranges.x && askedRange(ranges.x), [ranges.x]);
  const axis: AxisView = {
    x: settings.x,
    range: asked,
    buckets: grouping ? Math.min(buckets, bucketsOfGroup) : count > seriesLimit / 4 ? Math.min(buckets, bucketsOfCrowd) : buckets,
    inherited: settings.inherited,
  };
  const smoothing = grouping ? undefined : smoothingFor(settings.smoothingKind, settings.smoothing);
  const singles = useQuery(bucketsQuery({ ...axis, series: seriesOf(single), smoothing }));
  const grouped = useQuery(groupsQuery({ ...axis, groups: membersOf(groups) }));
  const usual = useQuery({ ...usualRangeQuery({ x: settings.x, inherited: settings.inherited }, seriesOf(single), ranges.x), enabled: settings.cutOutliers && difference === undefined && single.length > 0 });
  const usualRange = (settings.cutOutliers && grouping === undefined ? usual.data : null) ?? undefined;
  const query = grouping ? grouped : singles;
  const picture = useMemo(() => {
    if (difference) return singles.data && makeDifference(singles.data, lines, ranges, settings, i18n.language, difference, asked, axis.buckets);
    if (grouping === undefined) return singles.data && makePicture(singles.data, lines, ranges, settings, i18n.language, [], usualRange);
    if (!grouped.data || grouped.data.length !== groups.length) return undefined;
    const columns = groups.flatMap((spec, i) => {
      const group = grouped.data[i];
      return group ? [columnsOfGroup(spec, group, grouping.spread)] : [];
    });
    return makePicture([...columns, ...(singles.data ?? [])], groups, ranges, settings, i18n.language, single);
  }, [grouping, difference, asked, axis.buckets, singles.data, grouped.data, lines, groups, single, ranges, settings, i18n.language, usualRange]);
  const limit = grouping ? seriesLimit : lineLimit;
  /** There are points, but none of the baseline to take away. */
  const isWithoutBase = difference !== undefined && picture === undefined && singles.data?.some(({ runId, x }) => runId !== difference.base.id && x.length > 0) === true;
  return { query, picture, leftOut: Math.max(0, count - limit), isWithoutBase };
}
