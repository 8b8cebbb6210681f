import { byProject } from "./by-project";
import type { ComparedRun } from "./compared-run";

export const codeKinds = ["neptune", "query", "curl"] as const;
export type CodeKind = (typeof codeKinds)[number];

// Python and JSON write plain texts the same way.
const quoted = (text: string) => JSON.stringify(text);
/** For a shell: nothing inside single quotes means anything but the single quote. */
const shell = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

const placeOf = ([first]: readonly ComparedRun[]) => `${first?.head.workspace ?? ""}/${first?.head.project ?? ""}`;

/** What gives a script the same attributes of the same runs: one call for each project. */
export function codeOf(kind: CodeKind, runs: readonly ComparedRun[], paths: readonly string[], server: string): string {
  const listed = paths.map((path) => `        ${quoted(path)},\n`).join("");
  const groups = byProject(runs);
  if (kind === "curl") {
    return groups
      .map(([id, members]) => {
        const body = { columns: paths, filter: { only: members.map((run) => run.id), scope: "all" }, limit: members.length };
        return [`curl ${shell(`${server}/api/v1/projects/${id}/runs/query`)} \\`, '  -H "Authorization: Bearer $NEPTUNE_API_TOKEN" \\', "  -H 'Content-Type: application/json' \\", `  -d ${shell(JSON.stringify(body))}`, ""].join("\n");
      })
      .join("");
  }
  const head = kind === "neptune" ? ["import neptune", "import pandas as pd"] : ["import neptune_query.runs as nq", "import pandas as pd", "from neptune_query.filters import Attribute, Filter"];
  const tables = groups.map(([, members]) =>
    kind === "neptune"
      ? [
          `    neptune.init_project(project=${quoted(placeOf(members))}, mode="read-only")`,
          `    .fetch_runs_table(query=${quoted(members.map(({ shortId }) => `\`sys/id\`:string = "${shortId}"`).join(" OR "))}, columns=[\n${listed}    ])`,
          "    .to_pandas(),",
        ].join("\n")
      : [
          "    nq.fetch_runs_table(",
          `        project=${quoted(placeOf(members))},`,
          `        runs=${members.map(({ shortId }) => `Filter.eq(Attribute("sys/id", type="string"), ${quoted(shortId)})`).join(" | ")},`,
          `        attributes=[\n${listed}        ],`,
          "    ),",
        ].join("\n"),
  );
  return [...head, "", "table = pd.concat([", ...tables, "])", ""].join("\n");
}
