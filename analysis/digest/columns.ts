/** A table of rows whose names of columns stand once: a third of the size, and as readable. */
export type Columns = { columns: readonly string[]; rows: readonly (readonly Cell[])[] };

type Cell = string | number | boolean | null;
export type Row = Readonly<Record<string, Cell>>;

/**
 * The rows as columns; a row without a column has null there.
 *
 * @param digits significant ones that numbers keep, from 1 to 21
 */
export function toColumns(rows: readonly Row[], digits: number): Columns {
	const columns = [...new Set(rows.flatMap(Object.keys))];
	const cell = (value: Cell | undefined): Cell =>
		typeof value === "number" ? Number(value.toPrecision(digits)) : (value ?? null);
	return { columns, rows: rows.map((row) => columns.map((column) => cell(row[column]))) };
}

/** The rows again. */
export function fromColumns({ columns, rows }: Columns): Row[] {
	return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i] ?? null])));
}
