import { useMemo } from "react";
import { type Facts, noFacts } from "@/charts/view/shared";
import { attributeText } from "@/lib/attribute-text";
import { formatNumber } from "@/lib/format";
import type { ComparedRun } from "./compared-run";
import { numberOf } from "./rows";
import { useCells } from "./use-attributes";

const noPages: readonly (readonly string[])[] = [];
const longest = 200;

/** What stands beside the runs in legends: the values of some attributes, as texts. */
export function useFacts(runs: readonly ComparedRun[], paths: readonly string[] | undefined): Facts {
  const key = JSON.stringify(paths ?? []);
  const names = useMemo(() => JSON.parse(key) as string[], [key]);
  const pages = useMemo(() => (names.length > 0 ? [names] : noPages), [names]);
  const { byRun } = useCells(runs, pages);
  return useMemo(() => {
    if (names.length === 0) return noFacts;
    const textOf = (run: number, path: string) => {
      const cell = byRun[run]?.get(path) ?? null;
      if (cell === null) return "–";
      const number = numberOf(cell, "last");
      return (number === undefined || cell.type === "bool" ? attributeText(cell) : formatNumber(number)).slice(0, longest);
    };
    return { names, byRun: new Map(runs.map(({ id }, i) => [id, names.map((path) => textOf(i, path))])) };
  }, [names, byRun, runs]);
}
