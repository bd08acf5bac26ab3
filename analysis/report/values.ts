import type { Verdict } from "../../schema/run.ts";

/** Stands where nothing was measured. */
export const nothing = "–";

/** In words for people; `run.json` keeps the terms. */
export const verdictLabels = {
	chain: "every state is on its hash chain",
	durability: "no acknowledged update was lost",
	monotonic: "no replica went backwards",
	noFork: "no identity was forked",
	fresh: "no read was older than an acknowledged update",
	noPhantom: "no state was found that nobody had asked to persist",
} as const;

/** A verdict with a sign, so that it reads without colour. */
export function verdictText(verdict: Verdict): string {
	return { holds: "✓ holds", violated: "✗ VIOLATED", unknown: "? unknown" }[verdict];
}

/** A number with a fixed number of decimals; `nothing` for none. */
export function fixed(value: number | null | undefined, decimals: number): string {
	return value === null || value === undefined ? nothing : value.toFixed(decimals);
}
