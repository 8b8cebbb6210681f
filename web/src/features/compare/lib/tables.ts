/** A table of one run: the names of its columns, and its rows. */
export interface LoggedTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface JoinedCell {
  readonly text: string | undefined;
  /** Says something else than the first table. */
  readonly differs: boolean;
}

export interface JoinedRow {
  readonly key: string;
  /** By column, then by table. */
  readonly cells: readonly (readonly JoinedCell[])[];
  readonly differs: boolean;
}

export interface Joined {
  /** Without the key's. */
  readonly columns: readonly string[];
  readonly rows: readonly JoinedRow[];
  /** Rows whose key was there before in the same table; the first one counts. */
  readonly repeated: number;
}

/** The first row names the columns; what is missing at the end of a row is empty. */
export function tableOf(rows: readonly (readonly string[])[]): LoggedTable {
  const [columns = [], ...rest] = rows;
  return { columns, rows: rest };
}

const isSame = (a: string | undefined, b: string | undefined) => a === b || (a !== undefined && b !== undefined && a.trim() !== "" && b.trim() !== "" && Number(a) === Number(b));

/** Tables beside each other, row by row with the same key, in the order of the first table; rows of the others alone come behind. */
export function joinTables(tables: readonly (LoggedTable | undefined)[], key: string): Joined {
  const columns = [...new Set(tables.flatMap((table) => table?.columns ?? []))].filter((name) => name !== key);
  let repeated = 0;
  const byKey = tables.map((table) => {
    const place = table?.columns.indexOf(key) ?? -1;
    const rows = new Map<string, readonly string[]>();
    for (const row of place < 0 ? [] : (table?.rows ?? [])) {
      const value = row[place] ?? "";
      if (rows.has(value)) repeated++;
      else rows.set(value, row);
    }
    return rows;
  });
  const keys = [...new Set(byKey.flatMap((rows) => [...rows.keys()]))];
  const places = tables.map((table) => new Map(table?.columns.map((name, i) => [name, i])));
  const rows = keys.map((value): JoinedRow => {
    const cells = columns.map((column) => {
      const texts = byKey.map((known, i) => {
        const row = known.get(value);
        const place = places[i]?.get(column);
        return row === undefined || place === undefined ? undefined : (row[place] ?? "");
      });
      return texts.map((text): JoinedCell => ({ text, differs: !isSame(text, texts[0]) }));
    });
    return { key: value, cells, differs: cells.some((column) => column.some(({ differs }) => differs)) };
  });
  return { columns, rows, repeated };
}
