import { counted } from "../../schema/counted.ts";
import { faultLine, faultsSoFar } from "./faults.ts";
import { healthOf } from "./health.ts";
import { mediansBySecond, quantilesOfLast } from "./latencies.ts";
import { type Line, type Paint, plain, rendered } from "./line.ts";
import { type ReplicaRow, replicaTable } from "./replicaTable.ts";
import { healthCounts, milliseconds, missedText, nextFaultText, runTime } from "./shownFacts.ts";
import { sparkline } from "./sparkline.ts";
import type { WatchState } from "./state.ts";

/** What a frame must fit into. */
export type Size = { columns: number; rows: number };

export type FrameOptions = Size & {
	paint?: Paint;
	/** What is wrong with the watching itself; one sentence. */
	notice?: string | null;
};

const quantilesOverSeconds = 10;
const sparklineSeconds = 60;
/** Of more faults only the newest are told. */
const mostFaults = 4;

/**
 * All that there is to see, line by line, none of them wider than `columns`, and no more than
 * `rows` of them.
 *
 * @param now by the observer's clock, Unix time in seconds
 */
export function frame(
	state: WatchState,
	now: number,
	{ columns, rows, paint = plain, notice = null }: FrameOptions,
): string[] {
	const above: Line[] = [
		...heading(state, now),
		...(notice === null ? [] : [[{ text: notice, colour: "red" } as const]]),
		...latencies(state, now, columns),
		...faults(state, now),
		...counts(state, now),
	];
	const left = Math.max(0, rows - above.length);
	const table = state.lab.recording ? replicaTable(replicaRows(state, now), { columns, rows: left }) : [];
	return [...above, ...table].slice(0, rows).map((line) => rendered(line, columns, paint));
}

function heading(state: WatchState, now: number): Line[] {
	const { stack, protocol } = state.lab;
	const name = protocol === null ? "by hand" : `protocol ${protocol.name}`;
	const next = nextFaultText(state, now);
	return [[{ text: stack, colour: "bold" }, `: ${runTime(state, now)}, ${name}`], ...(next === "" ? [] : [[next]])];
}

function latencies({ lab, persists, loads }: WatchState, now: number, columns: number): Line[] {
	if (!lab.recording) return [];
	const [persist, retrieve] = [persists, loads].map((latencies) => {
		const { p50, p99 } = quantilesOfLast(quantilesOverSeconds, latencies, now);
		return `p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}`;
	});
	const label = "persist p50 ";
	const scaleWidth = " up to 99999.9 ms".length;
	const count = Math.min(sparklineSeconds, Math.max(0, columns - label.length - scaleWidth));
	const medians = mediansBySecond(count, persists, now);
	const maximum = Math.max(0, ...medians.map((median) => median ?? 0));
	return [
		[`last ${quantilesOverSeconds} s: persist ${persist}; retrieve ${retrieve}`],
		[label, { text: sparkline(medians, maximum), colour: "cyan" }, ` up to ${milliseconds(maximum)}`],
	];
}

function faults({ run }: WatchState, now: number): Line[] {
	if (run === null) return [];
	const all = faultsSoFar(run);
	const earlier = all.length - mostFaults;
	return [
		...(earlier > 0 ? [[`${counted(earlier, "earlier fault")}`]] : []),
		...all.slice(-mostFaults).map((fault) => faultLine(fault, run, now)),
	];
}

function counts(state: WatchState, now: number): Line[] {
	if (!state.lab.recording) {
		return [["This lab records no operations: only its events are shown."]];
	}
	const missed = missedText(state, now);
	const line = [`${counted(state.replicas.length, "replica")}: `, ...healthCounts(state, now)];
	return missed === "" ? [line] : [line, [missed]];
}

function replicaRows({ replicas, lab }: WatchState, now: number): ReplicaRow[] {
	return replicas.map((replica, number) => ({
		number,
		index: replica.index,
		persistSeconds: replica.persistSeconds,
		ageSeconds: replica.updated === null ? null : Math.max(0, now - replica.updated),
		health: healthOf(replica, lab, now),
	}));
}
