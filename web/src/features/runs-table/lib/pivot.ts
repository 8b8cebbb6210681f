import type { GroupFigures } from "../api/runs";

export const pivotFigures = ["spread", "min", "median", "max", "n"] as const;
export type PivotFigure = (typeof pivotFigures)[number];

interface Entry {
  row: string;
  column: string;
  runs: number;
  figures: GroupFigures | undefined;
}

export interface Pivot {
  readonly columns: readonly string[];
  readonly rows: readonly { name: string; cells: readonly string[] }[];
}

function show({ figures, runs }: Entry, figure: PivotFigure, number: (value: number) => string): string {
  if (figure === "n") return String(figures?.count ?? runs);
  if (figures === undefined || figures.count === 0) return "";
  const text = (value: GroupFigures["mean"]) => (value === null ? "" : number(Number(value)));
  if (figure !== "spread") return text(figures[figure]);
  const spread = figures.standardDeviation === null ? "" : ` ± ${text(figures.standardDeviation)}`;
  return `${text(figures.mean)}${spread} (${figures.count})`;
}

/** Groups by two columns as a table with rows and columns in the order in which they came. */
export function pivotTable(entries: readonly Entry[], figure: PivotFigure, number: (value: number) => string): Pivot {
  const columns = [...new Set(entries.map(({ column }) => column))].toSorted((a, b) => a.localeCompare(b, undefined, { numeric: true }));
  const names = [...new Set(entries.map(({ row }) => row))];
  const byPlace = new Map(entries.map((entry) => [`${entry.row}\u0000${entry.column}`, entry]));
  return {
    columns,
    rows: names.map((name) => ({
      name,
      cells: columns.map((column) => {
        const entry = byPlace.get(`${name}\u0000${column}`);
        return entry === undefined ? "" : show(entry, figure, number);
      }),
    })),
  };
}

const lines = (head: readonly string[], { rows }: Pivot) => [head, ...rows.map(({ name, cells }) => [name, ...cells])];

export function writeMarkdown(head: readonly string[], table: Pivot): string {
  const escape = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");
  const [first, ...rest] = lines(head, table).map((cells) => `| ${cells.map(escape).join(" | ")} |`);
  return [first, `|${head.map((_, index) => (index === 0 ? "---" : "---:")).join("|")}|`, ...rest].join("\n");
}

export function writeLatex(head: readonly string[], table: Pivot): string {
  const special: Record<string, string> = { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" };
  const escape = (text: string) => text.replaceAll(/[\\~^]|[&%$#_{}]/g, (c) => special[c] ?? `\\${c}`).replaceAll("±", "$\\pm$");
  const [first, ...rest] = lines(head, table).map((cells) => `${cells.map(escape).join(" & ")} \\\\`);
  return [`\\begin{tabular}{l${"r".repeat(head.length - 1)}}`, "\\toprule", first, "\\midrule", ...rest, "\\bottomrule", "\\end{tabular}"].join("\n");
}

export function writeCsv(head: readonly string[], table: Pivot): string {
  const escape = (text: string) => {
    const guarded = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number.parseFloat(text)) ? `'${text}` : text;
    return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
  };
  return lines(head, table).map((cells) => cells.map(escape).join(",")).join("\r\n");
}
