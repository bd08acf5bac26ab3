import { median } from "d3-array";
import type { OfRun } from "../../digest/rows.ts";
import { modesInOrder } from "../../modesInOrder.ts";
import { modeStyle } from "../panels.ts";

/** The runs of one mode at one size, as far as some rows know them. */
export type CellOf<Row extends OfRun> = {
	/** Unique among the cells: `central 5`. */
	key: string;
	mode: string;
	replicas: number;
	/** For people: `central, 5 replicas`. */
	label: string;
	/** In order of first appearance. */
	runs: readonly RunOf<Row>[];
};

export type RunOf<Row extends OfRun> = { run: string; rows: readonly Row[] };

/** Rows by mode, size (ascending) and run. */
export function cellsOf<Row extends OfRun>(
	rows: readonly Row[],
): CellOf<Row>[] {
	return modesOf(rows).flatMap((mode) => {
		const own = rows.filter((row) => row.mode === mode);
		return sizesOf(own).map((replicas) => {
			const runs = new Map<string, Row[]>();
			for (const row of own) {
				if (row.replicas !== replicas) continue;
				const known = runs.get(row.run);
				if (known) known.push(row);
				else runs.set(row.run, [row]);
			}
			return {
				key: `${mode} ${replicas}`,
				mode,
				replicas,
				label: `${modeStyle(mode).label}, ${replicas} replicas`,
				runs: [...runs].map(([run, rows]) => ({ run, rows })),
			};
		});
	});
}

/** Modes in the order that figures have them. */
export function modesOf(rows: readonly { mode: string }[]): string[] {
	return modesInOrder(rows.map(({ mode }) => mode));
}

/** Numbers of replicas, ascending. */
export function sizesOf(rows: readonly { replicas: number }[]): number[] {
	return [...new Set(rows.map(({ replicas }) => replicas))].sort(
		(a, b) => a - b,
	);
}

/** Median of what is known; null where nothing is. */
export function medianKnown(values: readonly (number | null)[]): number | null {
	return median(values.filter((value) => value !== null)) ?? null;
}
