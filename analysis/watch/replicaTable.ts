import { extent } from "d3-array";
import { alignedRows } from "../report/textTable.ts";
import { fixed, nothing } from "../report/values.ts";
import type { Health } from "./health.ts";
import type { Line, Span } from "./line.ts";
import { healths, milliseconds } from "./shownFacts.ts";

/** What is shown of one replica. */
export type ReplicaRow = {
	number: number;
	index: number | null;
	/** Latency of its last acknowledged update. */
	persistSeconds: number | null;
	/** Since the last acknowledgement. */
	ageSeconds: number | null;
	health: Health;
};

/** Between two replicas beside each other. */
const gap = "   ";
/** Letters in a group of the map, so that replicas can be counted. */
const groupSize = 10;

/**
 * The replicas, as many beside each other as fit. Where they are too many for the height, each is a
 * letter, and those that aren't up are told one by one as far as there is room.
 */
export function replicaTable(
	replicas: readonly ReplicaRow[],
	{ columns, rows }: { columns: number; rows: number },
): Line[] {
	const whole = blocks(replicas, columns);
	if (whole.length <= rows) return whole;
	const summary = [...letterMap(replicas, columns), legend(), extremes(replicas)];
	const unwell = replicas.filter(({ health }) => health !== "up");
	const told = blocks(unwell, columns);
	const room = Math.max(0, rows - summary.length);
	// A heading alone says nothing.
	return [...summary, ...(room < 2 ? [] : told.slice(0, room))];
}

/** Replicas below each other, and then in the next block beside them. */
function blocks(replicas: readonly ReplicaRow[], columns: number): Line[] {
	if (replicas.length === 0) return [];
	const [heading = "", ...rows] = alignedRows(
		[
			["pod", ...replicas.map(({ number }) => `pod-${number}`)],
			["index", ...replicas.map(({ index }) => `${index ?? nothing}`)],
			// Without the space, 21 replicas fit into a usual terminal.
			["persist", ...replicas.map(({ persistSeconds }) => milliseconds(persistSeconds).replace(" ", ""))],
			["age", ...replicas.map(({ ageSeconds }) => seconds(ageSeconds).replace(" ", ""))],
		],
		1,
	).split("\n");
	const stateWidth = "starting".length;
	const width = heading.length + 2 + stateWidth + gap.length;
	const beside = Math.max(1, Math.floor((columns + gap.length) / width));
	const height = Math.ceil(replicas.length / beside);
	const used = Math.ceil(replicas.length / height);
	const headings = Array<string>(used).fill(`${heading}  ${"state".padEnd(stateWidth)}`);
	const lines = Array.from({ length: height }, (_, row) =>
		Array.from({ length: used }, (_, block): Span[] => {
			const position = block * height + row;
			const replica = replicas[position];
			if (replica === undefined) return [];
			const { health } = replica;
			const { colour } = healths[health];
			const isLast = position + height >= replicas.length;
			return [
				block === 0 ? "" : gap,
				`${rows[position] ?? ""}  `,
				{ text: isLast ? health : health.padEnd(stateWidth), colour },
			];
		}).flat(),
	);
	return [[headings.join(gap).trimEnd()], ...lines];
}

/** A letter for each replica, in groups; every line begins with the number of its first one. */
function letterMap(replicas: readonly ReplicaRow[], columns: number): Line[] {
	const labelWidth = `${replicas.length}`.length;
	const perLine = Math.max(1, Math.floor((columns - labelWidth) / (groupSize + 1))) * groupSize;
	const lines: Line[] = [];
	for (let first = 0; first < replicas.length; first += perLine) {
		const letters = replicas
			.slice(first, first + perLine)
			.flatMap(({ health }, i): Span[] => [
				i % groupSize === 0 ? " " : "",
				{ text: healths[health].letter, colour: healths[health].colour },
			]);
		lines.push([`${first}`.padStart(labelWidth), ...letters]);
	}
	return lines;
}

function legend(): Line {
	const letters = Object.entries(healths).map(([health, { letter }]) => `${letter} ${health}`);
	return [letters.join(", ")];
}

function extremes(replicas: readonly ReplicaRow[]): Line {
	const range = (of: (replica: ReplicaRow) => number | null, shown: (value: number) => string) => {
		const [least, most] = extent(replicas, of);
		return least === undefined || most === undefined ? nothing : `${shown(least)} to ${shown(most)}`;
	};
	const index = range((replica) => replica.index, String);
	const persist = range(({ persistSeconds }) => persistSeconds, milliseconds);
	return [`index ${index}, persist ${persist}, age ${range(({ ageSeconds }) => ageSeconds, seconds)}`];
}

function seconds(value: number | null): string {
	return value === null ? nothing : `${fixed(value, 1)} s`;
}
