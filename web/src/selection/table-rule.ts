import type { components } from "@/api/schema";

type Schemas = components["schemas"];

/** Which runs the table lists and in which order, as its address says it: for pages that follow the table. */
export interface TableRule {
  /** Free text: name, ids, owner, tags. */
  readonly text: string | undefined;
  /** A condition in the query language. */
  readonly where: string | undefined;
  /** Undefined: the runs in use. */
  readonly place: "archived" | "trash" | undefined;
  /** Keys of columns, with a minus in front for descending. */
  readonly sort: readonly string[] | undefined;
  /** Ids of the runs of a snapshot: only these. */
  readonly only?: readonly string[];
}

const isArchived = "`sys/archived`:bool = true";

/** The filter that the table itself asks with. */
export function filterOfRule({ text, where, place, only }: TableRule): Schemas["RunFilter"] {
  const archive = place === "trash" ? undefined : place === "archived" ? isArchived : `NOT (${isArchived})`;
  const parts = [where, archive].filter((part): part is string => part !== undefined && part.trim() !== "");
  return {
    text: text ?? null,
    nql: parts.length < 2 ? (parts[0] ?? "") : parts.map((part) => `(${part})`).join(" AND "),
    scope: place === "trash" ? "trashed" : "active",
    ...(only && { only: [...only] }),
  };
}

const aggregates: readonly Schemas["SeriesAggregate"][] = ["last", "first", "min", "max", "mean", "variance", "count"];

/** Newest first when nothing is said. */
export function sortOfRule({ sort }: TableRule): Schemas["RunSort"][] {
  const keys = (sort ?? []).map((text): Schemas["RunSort"] => {
    const descending = text.startsWith("-");
    const key = (descending ? text.slice(1) : text).replaceAll("~~", "~");
    const [, figure, inner] = /^(\w+)\((.+)\)$/s.exec(key) ?? [];
    const aggregate = aggregates.find((one) => one === figure);
    return aggregate !== undefined && inner !== undefined ? { path: inner, aggregate, descending } : { path: key, aggregate: "last", descending };
  });
  return keys.length > 0 ? keys : [{ path: "sys/creation_time", aggregate: "last", descending: true }];
}
