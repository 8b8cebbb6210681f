import { type ChartsAddress, lastingKeys } from "@/charts/lib/address";
import { writeEye } from "@/selection/eye";
import type { CompareAddress } from "./address";

/** A page of charts as the runs table knows it: its own keys, and those of the charts beside it behind `ch.`. */
export type Board = Pick<CompareAddress, "where" | "in" | "sort" | "show"> & { q?: string; tab: "charts" } & {
  [Key in (typeof lastingKeys)[number] as `ch.${Key}`]?: ChartsAddress[Key];
};

/**
 * What a saved view of the project keeps of a page of charts.
 * @param shortIds the runs; undefined for the rule by which the page finds them
 */
export function boardOf(address: CompareAddress, shortIds: readonly string[] | undefined): Board {
  const { tq: q, where, in: place, sort } = address;
  const show = shortIds === undefined ? address.show : writeEye({ kind: "runs", shortIds });
  const charts = Object.fromEntries(lastingKeys.flatMap((key) => (address[key] === undefined ? [] : [[`ch.${key}`, address[key]]])));
  return { ...(q !== undefined && { q }), ...(where !== undefined && { where }), ...(place !== undefined && { in: place }), ...(sort && { sort }), ...(show && { show }), tab: "charts", ...charts };
}
