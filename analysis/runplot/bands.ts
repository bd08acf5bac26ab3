import type { FaultWindow } from "../../schema/run.ts";
import { textWidth } from "../figures/draw.ts";

/** A fault in run time, as it is shaded. */
export type Band = {
	/** Position in the table of faults, from 1 on. */
	number: number;
	fault: string;
	start: number;
	/** When it was undone; equal to `end` for one that doesn't last. */
	healed: number;
	/** When the system was steady again, or else the end of the run. */
	end: number;
	/**
	 * `confirmed`: a witness saw it bite. `doubted`: nobody could tell, or nobody looked. `refuted`:
	 * it was seen not to bite.
	 */
	seen: "confirmed" | "doubted" | "refuted";
};

/** The words of the legend for each. */
export const bandLabels: Readonly<Record<Band["seen"], string>> = {
	confirmed: "fault that a witness saw bite; paler: undone, until the system was steady",
	doubted: "fault that no witness confirmed",
	refuted: "fault that was seen not to bite",
};

/**
 * @param zero Unix time of the run's start
 * @param endSeconds of the run
 */
export function bandsOf(windows: readonly FaultWindow[], zero: number, endSeconds: number): Band[] {
	const inRun = (time: string) => Math.min(endSeconds, Math.max(0, Date.parse(time) / 1000 - zero));
	return windows.map(({ fault, injected, healed, steady, witness }, i) => {
		const end = steady === null ? endSeconds : inRun(steady);
		return {
			number: i + 1,
			fault,
			start: inRun(injected),
			healed: healed === null ? end : Math.min(end, inRun(healed)),
			end,
			seen: seenOf(witness?.injected.outcome),
		};
	});
}

export type PlacedLabel = {
	band: Band;
	text: string;
	row: number;
	anchor: "start" | "end";
};

/** More rows of labels would leave no room for what they are about. */
const mostRows = 3;

/**
 * Labels without overlap: with names, where there is room for all of them, else numbers, as many as
 * there is room for.
 */
export function placeLabels(
	bands: readonly Band[],
	endSeconds: number,
	widthPixels: number,
	fontSize: number,
): PlacedLabel[] {
	const placed = (textOf: (band: Band) => string): PlacedLabel[] => {
		const labels = bands.map((band) => {
			const at = (band.start / Math.max(endSeconds, 1e-9)) * widthPixels;
			const text = textOf(band);
			const width = textWidth(text, fontSize) + 8;
			const anchor = at + width > widthPixels ? ("end" as const) : ("start" as const);
			const span: [number, number] = anchor === "start" ? [at, at + width] : [at - width, at];
			return { band, text, anchor, span };
		});
		const rows = rowsWithoutOverlap(labels.map(({ span }) => span));
		return labels.map(({ span: _, ...label }, i) => ({ ...label, row: rows[i] ?? 0 }));
	};
	const named = placed(({ number, fault }) => `${number} ${fault}`);
	if (named.every(({ row }) => row < mostRows)) return named;
	return placed(({ number }) => `${number}`).filter(({ row }) => row < mostRows);
}

function seenOf(outcome: string | undefined): Band["seen"] {
	if (outcome === "confirmed") return "confirmed";
	return outcome === "mismatch" ? "refuted" : "doubted";
}

/** Puts intervals that overlap on different rows, the first row that is free for each. */
function rowsWithoutOverlap(intervals: readonly (readonly [start: number, end: number])[]): number[] {
	const endOfRow: number[] = [];
	return intervals.map(([start, end]) => {
		const free = endOfRow.findIndex((rowEnd) => rowEnd <= start);
		const row = free === -1 ? endOfRow.length : free;
		endOfRow[row] = end;
		return row;
	});
}
