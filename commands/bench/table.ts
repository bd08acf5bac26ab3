import { quantile } from "../../analysis/statistics/quantiles.ts";
import type { Figures } from "./measures.ts";

/** A stack and what each of its repetitions measured. */
export interface Column {
	stack: string;
	repetitions: readonly Figures[];
}

const missing = "–";

/**
 * One row for each figure, one column for each stack: median (smallest … largest). Figures that no
 * stack has are left out; where some repetitions lack one, the cell says how many have it.
 */
export function table(columns: readonly Column[]): string {
	const names = new Set(columns.flatMap(({ repetitions }) => repetitions.flatMap(Object.keys)));
	const rows = [...names]
		.map((name) => [name, ...columns.map((column) => cell(column, name))])
		.filter(([, ...cells]) => cells.some((text) => text !== missing));
	const header = [
		"median (smallest … largest)",
		...columns.map(({ stack, repetitions: { length } }) =>
			length === 1 ? `${stack}, 1 run` : `${stack}, ${length} runs`,
		),
	];
	return aligned([header, ...rows]);
}

function cell({ repetitions }: Column, name: string): string {
	const values = repetitions.map((figures) => figures[name] ?? null).filter((value) => value !== null);
	const [median, smallest, largest] = [0.5, 0, 1].map((p) => quantile(values, p));
	if (median == null || smallest == null || largest == null) return missing;
	const share = values.length < repetitions.length ? `, ${values.length} of ${repetitions.length}` : "";
	return values.length === 1
		? `${written(median)}${share}`
		: `${written(median)} (${written(smallest)} … ${written(largest)})${share}`;
}

/** Three digits or so; counts are whole. */
function written(value: number): string {
	if (Number.isInteger(value)) return String(value);
	return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}

function aligned(rows: readonly (readonly string[])[]): string {
	const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
	return rows
		.map((row) =>
			row
				.map((text, column) => text.padEnd(widths[column] ?? 0))
				.join("   ")
				.trimEnd(),
		)
		.join("\n");
}
