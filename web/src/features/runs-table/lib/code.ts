import type { Filter } from "../query/tree";
import { type ColumnSpec, isWorkedOut, sortQuery } from "./column-spec";
import type { Sort } from "./address";

export const codeKinds = ["neptune", "query", "curl"] as const;
export type CodeKind = (typeof codeKinds)[number];

interface Asked {
  server: string;
  project: { id: string; workspace: string; name: string };
  /** In the query language, as the table means it; blank for all runs. */
  query: string;
  /** The same as a tree, without the archive; null when it is too free to be one. */
  filter: Filter | null;
  trashed: boolean;
  columns: readonly ColumnSpec[];
  sort: Sort | undefined;
  limit: number;
}

// Python and JSON write plain texts the same way.
const quoted = (text: string) => JSON.stringify(text);
/** For a shell: nothing inside single quotes means anything but the single quote. */
const shell = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
const list = (items: readonly string[]) => (items.length > 3 ? `[\n${items.map((item) => `        ${item},\n`).join("")}    ]` : `[${items.join(", ")}]`);

const methods = { "=": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge", MATCHES: "matches", CONTAINS: "contains_all", "NOT CONTAINS": "contains_none" } as const;

/** The filter as neptune-query builds it; undefined where it has no words for it. */
export function pythonFilter(filter: Filter): string | undefined {
  if (filter.kind === "not") {
    const part = pythonFilter(filter.part);
    return part && `~(${part})`;
  }
  if (filter.kind !== "condition") {
    const parts = filter.parts.map(pythonFilter);
    return parts.every((part) => part !== undefined) ? parts.map((part) => (parts.length > 1 ? `(${part})` : part)).join(filter.kind === "and" ? " & " : " | ") : undefined;
  }
  const { attribute, figure, operator, value, type } = filter;
  if (attribute === undefined || (figure !== undefined && figure !== "last")) return undefined;
  if (operator === "EXISTS") return `Filter.exists(${quoted(attribute)})`;
  if (operator === "NOT EXISTS") return `~Filter.exists(${quoted(attribute)})`;
  const method = methods[operator as keyof typeof methods] as string | undefined;
  const isPlain = (type === "int" || type === "float" || type === "floatSeries") && value.trim() !== "" && Number.isFinite(Number(value));
  return method && `Filter.${method}(${quoted(attribute)}, ${isPlain ? value : quoted(value)})`;
}

/** What gives the same rows as the table in a script. */
export function codeOf(kind: CodeKind, { server, project, query, filter, trashed, columns, sort, limit }: Asked): string {
  const place = quoted(`${project.workspace}/${project.name}`);
  const attributes = [...new Set(columns.filter(({ formula }) => formula === undefined).map(({ path }) => path))];
  const paths = attributes.map(quoted);
  // The clients sort by what a run keeps.
  const sortPath = quoted(sort === undefined || isWorkedOut(sort) ? "sys/creation_time" : sort.path);
  switch (kind) {
    case "neptune":
      return [
        "import neptune",
        "",
        `project = neptune.init_project(project=${place}, mode="read-only")`,
        "runs = project.fetch_runs_table(",
        query === "" ? undefined : `    query=${quoted(query)},`,
        `    columns=${list(paths)},`,
        `    sort_by=${sortPath},`,
        `    ascending=${sort && !sort.descending ? "True" : "False"},`,
        `    limit=${limit},`,
        `    trashed=${trashed ? "True" : "False"},`,
        ").to_pandas()",
      ]
        .filter((line) => line !== undefined)
        .join("\n");
    case "query": {
      const isAll = filter !== null && filter.kind !== "condition" && filter.kind !== "not" && filter.parts.length === 0;
      const asked = filter === null || isAll ? undefined : pythonFilter(filter);
      const isWhole = !trashed && (isAll || asked !== undefined);
      return [
        "import neptune_query.runs as nq",
        "from neptune_query.filters import Attribute, Filter",
        "",
        ...(isWhole ? [] : ["# The table's filter goes beyond what neptune-query can say: this reads more runs than the table shows."]),
        "table = nq.fetch_runs_table(",
        `    project=${place},`,
        ...(asked === undefined ? [] : [`    runs=${asked},`]),
        `    attributes=${list(paths)},`,
        `    sort_by=Attribute(${sortPath}),`,
        `    sort_direction=${sort && !sort.descending ? '"asc"' : '"desc"'},`,
        `    limit=${limit},`,
        ")",
      ].join("\n");
    }
    case "curl": {
      const body = {
        columns: attributes,
        filter: { nql: query, scope: trashed ? "trashed" : "active" },
        sort: sort ? [sortQuery(sort, sort.descending)] : [],
        limit,
      };
      return [
        `curl ${shell(`${server}/api/v1/projects/${project.id}/runs/query`)} \\`,
        '  -H "Authorization: Bearer $NEPTUNE_API_TOKEN" \\',
        "  -H 'Content-Type: application/json' \\",
        `  -d ${shell(JSON.stringify(body))}`,
      ].join("\n");
    }
  }
}
