import { toNumber, type WireNumber } from "@/api/types";

/** The compact form of charts' answers (docs/api/columns.md). */
export const columnsMediaType = "application/vnd.nereid.columns";

interface ColumnHead {
  readonly name: string;
  readonly type: "u32" | "f64";
  readonly offset?: number;
  readonly constant?: WireNumber;
}

interface TableHead {
  readonly runId?: string;
  readonly path?: string;
  readonly from: WireNumber;
  readonly to: WireNumber;
  readonly total?: number;
  readonly parts?: number;
  readonly rows: number;
  readonly columns: readonly ColumnHead[];
}

/** One series or group of an answer: its columns are read as they are asked for. */
export interface ColumnTable {
  readonly runId: string;
  readonly path: string;
  readonly from: number;
  readonly to: number;
  readonly total: number;
  /** Of groups: into how many equal parts the range is cut. */
  readonly parts: number;
  readonly rows: number;
  /** Undefined when the answer has no such column. */
  readonly column: (name: string) => Float64Array | undefined;
}

const magic = "NRDCOLS1";

/** @throws RangeError when the bytes are no such answer */
export function readColumnTables(bytes: ArrayBuffer): ColumnTable[] {
  const view = new DataView(bytes);
  const found = bytes.byteLength < 12 ? "" : new TextDecoder().decode(new Uint8Array(bytes, 0, 8));
  if (found !== magic) throw new RangeError("The answer does not begin as binary columns do.");
  const headLength = view.getUint32(8, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 12, headLength))) as { tables: readonly TableHead[] };
  const start = Math.ceil((12 + headLength) / 8) * 8;
  return head.tables.map(({ runId = "", path = "", from, to, total = 0, parts = 0, rows, columns }) => {
    const byName = new Map(columns.map((column) => [column.name, column]));
    return {
      runId,
      path,
      from: toNumber(from),
      to: toNumber(to),
      total,
      parts,
      rows,
      column: (name) => {
        const column = byName.get(name);
        if (!column) return undefined;
        if (column.constant !== undefined) return new Float64Array(rows).fill(toNumber(column.constant));
        const place = start + (column.offset ?? 0);
        return column.type === "f64" ? new Float64Array(bytes, place, rows) : Float64Array.from(new Uint32Array(bytes, place, rows));
      },
    };
  });
}
