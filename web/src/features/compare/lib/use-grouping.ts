import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Grouping } from "@/charts/lib/groups";
import { valuesOf } from "./axes";
import type { CompareAddress } from "./address";
import type { ComparedRun } from "./compared-run";
import { useCells, useDiffering } from "./use-attributes";

const noPages: readonly (readonly string[])[] = [];

/** What runs can be grouped by, and the groups that the address asks for. */
export function useGrouping(runs: readonly ComparedRun[], { by, spread, members }: CompareAddress) {
  const { t } = useTranslation("compare");
  const differing = useDiffering(runs);
  // An attribute with a value of its own for every run puts nothing together.
  const choices = useMemo(
    () => differing.columns.filter(({ path, values }) => (Number(values) < runs.length || runs.length <= 2) && !path.startsWith("sys/")).map(({ path }) => path),
    [differing.columns, runs.length],
  );
  const pages = useMemo(() => (by === undefined || by === "*" ? noPages : [[by]]), [by]);
  const { byRun, isLoading } = useCells(runs, pages);
  const all = t("group.all");
  const grouping = useMemo<Grouping | undefined>(() => {
    if (by === undefined || isLoading) return undefined;
    const { values } = by === "*" ? { values: runs.map(() => all) } : valuesOf(by, byRun, "last");
    const name = by.slice(by.lastIndexOf("/") + 1);
    const groupOf = new Map(runs.map(({ id }, i) => [id, by === "*" ? all : `${name} = ${values[i] ?? "–"}`]));
    return { groupOf, spread: spread ?? "deviation", showMembers: members === "on" };
  }, [byRun, isLoading, runs, by, spread, members, all]);
  return { choices, leftOut: differing.leftOut, grouping };
}
