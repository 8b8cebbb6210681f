import { lastingKeys } from "@/charts/lib/address";
import { writeEye } from "@/selection/eye";
import type { CompareAddress } from "./address";

/**
 * A page of charts as a saved view of the project keeps it: the table's own keys, and those of the charts beside it behind `ch.`.
 * @param shortIds the runs; undefined for the rule by which the page finds them
 */
export function boardState(address: CompareAddress, shortIds: readonly string[] | undefined): string {
  const charts = lastingKeys.map((key) => [`ch.${key}`, address[key]] as const);
  const rule = [["q", address.tq], ["where", address.where], ["in", address.in], ["sort", address.sort]] as const;
  const show = shortIds === undefined ? address.show : writeEye({ kind: "runs", shortIds });
  return JSON.stringify(Object.fromEntries([...rule, ["show", show], ["tab", "charts"], ...charts].filter(([, value]) => value !== undefined)));
}
