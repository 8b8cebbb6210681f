import type { LineSpec } from "../lib/chart-lines";

/** A Python text in double quotes, whatever it holds. */
const quoted = (text: string) => JSON.stringify(text).replaceAll(/[\u007f-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
/** A word of a POSIX shell. */
const shell = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

const listed = <T>(of: readonly T[]) => [...new Set(of)];

/** What reads the same points with the neptune-query client. */
export function pythonFor(lines: readonly LineSpec[], project: string): string {
  const runs = listed(lines.map(({ run }) => run.shortId));
  const metrics = listed(lines.map(({ metric }) => metric));
  return [
    "import neptune_query.runs as nq_runs",
    "from neptune_query.filters import Attribute, Filter",
    "",
    `runs = ${runs.map((id) => `Filter.eq(Attribute("sys/id", type="string"), ${quoted(id)})`).join(" | ")}`,
    `points = nq_runs.fetch_metrics(project=${quoted(project)}, runs=runs, attributes=[${metrics.map(quoted).join(", ")}])`,
    "",
  ].join("\n");
}

/** What answers the same points as CSV; the token stands in NEREID_TOKEN. */
export function curlFor(lines: readonly LineSpec[], origin: string): string {
  const body = JSON.stringify({ series: lines.map(({ run, metric }) => ({ runId: run.id, path: metric })) });
  return `curl ${shell(`${origin}/api/v1/series/csv`)} -H "Authorization: Bearer $NEREID_TOKEN" -H 'Content-Type: application/json' -d ${shell(body)}\n`;
}
