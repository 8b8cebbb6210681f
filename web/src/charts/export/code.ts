import type { LineSpec } from "../lib/chart-lines";
import { formulaOf, nameOfMetric, sourceOf } from "../lib/metric";

/** A Python text in double quotes, whatever it holds. */
const quoted = (text: string) => JSON.stringify(text).replaceAll(/[\u007f-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
/** A word of a POSIX shell. */
const shell = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

const listed = <T>(of: readonly T[]) => [...new Set(of)];

const bodyOf = (lines: readonly LineSpec[]) => JSON.stringify({ series: lines.map(({ run, metric }) => ({ runId: run.id, ...sourceOf(metric) })) });

/** What reads the same points: with the neptune-query client, or from the server itself where it has to compute formulas. */
export function pythonFor(lines: readonly LineSpec[], project: string, origin: string): string {
  if (lines.some(({ metric }) => formulaOf(metric) !== undefined)) return pythonOfFormulas(lines, origin);
  const runs = listed(lines.map(({ run }) => run.shortId));
  const metrics = listed(lines.map(({ metric }) => metric));
  return [
    "import neptune_query.runs as nq_runs",
    "from neptune_query.filters import Attribute, Filter",
    "",
    `runs = ${runs.map((id) => `Filter.eq(Attribute("sys/id", type="string"), ${quoted(id)})`).join(" | ")}`,
    `points = nq_runs.fetch_metrics(project=${quoted(project)}, runs=runs, attributes=[${metrics.map(nameOfMetric).map(quoted).join(", ")}])`,
    "",
  ].join("\n");
}

const pythonOfFormulas = (lines: readonly LineSpec[], origin: string) =>
  [
    "import os",
    "import urllib.request",
    "",
    "import pandas as pd",
    "",
    "request = urllib.request.Request(",
    `    ${quoted(`${origin}/api/v1/series/csv`)},`,
    `    data=${quoted(bodyOf(lines))}.encode(),`,
    `    headers={"Authorization": "Bearer " + os.environ["NEPTUNE_API_TOKEN"], "Content-Type": "application/json"},`,
    ")",
    "points = pd.read_csv(urllib.request.urlopen(request))",
    "",
  ].join("\n");

/** What answers the same points as CSV; the token stands in NEPTUNE_API_TOKEN. */
export function curlFor(lines: readonly LineSpec[], origin: string): string {
  return `curl ${shell(`${origin}/api/v1/series/csv`)} -H "Authorization: Bearer $NEPTUNE_API_TOKEN" -H 'Content-Type: application/json' -d ${shell(bodyOf(lines))}\n`;
}
