import { readFileSync, writeFileSync } from "node:fs";
import type { NodeFault } from "./nodeFault.ts";

type Order = { files: readonly string[]; beads: number; lastsSeconds: number };
type Hidden = { kind: "hidden"; file: string; count: number };

/** An abacus is a file with the number of its beads. */
export const toy: NodeFault<Order, Hidden, number[]> = {
	inject({ files, beads }, _, note) {
		for (const file of files) {
			note([{ kind: "hidden", file, count: beads }]);
			writeFileSync(file, String(beadsOf(file) - beads));
		}
	},
	changes: {
		hidden: {
			describe: ({ file, count }) => `${count} beads of ${file} are hidden`,
			undo:
				({ file, count }) =>
				() =>
					writeFileSync(file, String(beadsOf(file) + count)),
		},
	},
	witness: {
		before: ({ files }) => files.map(beadsOf),
		injected: ({ files, beads }, noted) => files.map((file, i) => report(file, (noted?.[i] ?? 0) - beads)),
		undone: ({ files }, noted) => files.map((file, i) => report(file, noted?.[i] ?? 0)),
	},
};

function beadsOf(file: string): number {
	return Number(readFileSync(file, "utf8"));
}

function report(file: string, wanted: number) {
	const value = beadsOf(file);
	const outcome = value === wanted ? "confirmed" : "mismatch";
	return { victim: file, outcome, value, detail: `${file} has ${value} beads` } as const;
}
