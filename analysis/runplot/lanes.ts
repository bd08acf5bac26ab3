import type { LabEvent } from "../../schema/event.ts";
import type { Sample } from "../../schema/sample.ts";
import { asIdentities } from "../checker/activePods.ts";
import type { ProcessHistory } from "../checker/history.ts";
import { applicationContainer } from "../containers.ts";
import type { MeasuredPeriod } from "../digest/runTime.ts";
import { isOfMetric } from "../digest/samples.ts";
import type { SketchSource } from "./sketch.ts";

/** From one moment to another in run time, with what there is to say of it. */
export type Span = { start: number; end: number; title: string };

/** A moment in run time. */
export type Moment = { seconds: number; title: string };

/** What a replica did over run time. */
export type Lane = {
	pod: string;
	/** The state's index, as it was acknowledged or found; `process` tells lines apart. */
	steps: { seconds: number; index: number; process: number }[];
	/** Where a load or an update had an index below the one before it. */
	backwards: Moment[];
	/** From the first to the last record of each of its processes. */
	processes: Span[];
	/** Times without an acknowledged update that are longer than one and a half intervals. */
	gaps: Span[];
	/** When it was taken away, as events tell. */
	ends: Moment[];
	/** Led a Raft group, by what it said of itself each time that it was read. */
	leads: Span[];
	/** Got its seat in the Raft groups back; or took over from another Pod of its identity. */
	seats: Span[];
	counts: {
		acknowledged: number;
		failed: number;
		unknown: number;
		unanswered: number;
	};
	lastIndex: number | null;
	/** Null without any acknowledged update. */
	longestGapSeconds: number | null;
};

/** What lanes are made from, and how many points a lane's line needs at most. */
type LaneSource = Omit<SketchSource, "records" | "protocol"> & { period: MeasuredPeriod; mostSteps: number };

/** Which of its Raft groups a replica leads. */
export const leaderMetric = "holdfast_cp_leads";
/**
 * A reading holds until the next one, or for so long at most, in times of what usually lies between
 * two.
 */
const readingsWithoutBreak = 2.5;
/** As in lines over run time: one lost step is a gap, jitter is none. */
const intervalsWithoutGap = 1.5;

/** One lane for each replica, and for whoever else the history has operations of. */
export function lanesOf({ history, events, samples, identities, ...source }: LaneSource): Lane[] {
	const { intervalSeconds, period, mostSteps } = source;
	const others = [...history.identities.keys()].filter((pod) => !identities.includes(pod));
	const told = Map.groupBy(asIdentities(events.toSorted((a, b) => a.time - b.time)), ({ pod }) => pod);
	const readings = Map.groupBy(
		samples.filter((sample) => isOfMetric(sample, leaderMetric)),
		({ pod }) => pod,
	);
	return [...identities, ...others].map((pod) => {
		const processes = history.identities.get(pod) ?? [];
		const own = told.get(pod) ?? [];
		return {
			pod,
			...stepsOf(processes, period, mostSteps),
			processes: processes.flatMap((each) => lifeOf(each, period)),
			...gapsOf(processes, intervalSeconds, period),
			ends: endsOf(own, period),
			leads: leadsOf(readings.get(pod) ?? [], own, period),
			seats: seatsOf(own, period),
			counts: countsOf(processes, period),
		};
	});
}

function stepsOf(
	processes: readonly ProcessHistory[],
	{ zero, end }: MeasuredPeriod,
	mostSteps: number,
): Pick<Lane, "steps" | "backwards" | "lastIndex"> {
	const steps: Lane["steps"] = [];
	const backwards: Moment[] = [];
	for (const { process, operations } of processes) {
		for (const { answer } of operations) {
			if (answer?.type !== "ok" || answer.index === null) continue;
			if (answer.time < zero || answer.time > end) continue;
			const { index } = answer;
			steps.push({ seconds: answer.time - zero, index, process });
		}
	}
	steps.sort((a, b) => a.seconds - b.seconds);
	for (const [i, { seconds, index }] of steps.entries()) {
		const before = steps[i - 1]?.index ?? -1;
		if (index >= before) continue;
		const title = `index ${index} after ${before}`;
		backwards.push({ seconds, title });
	}
	return { steps: thinned(steps, mostSteps), backwards, lastIndex: steps.at(-1)?.index ?? null };
}

/**
 * As many points as a line may have; with room for them, also both ends of each process, and both
 * sides of each step back.
 */
export function thinned(steps: Lane["steps"], most: number): Lane["steps"] {
	const stride = Math.max(1, Math.ceil(steps.length / most));
	const isOfStride = (i: number) => i % stride === 0 || i === steps.length - 1;
	const kept = steps.filter((step, i) => {
		const [before, after] = [steps[i - 1], steps[i + 1]];
		return (
			isOfStride(i) ||
			before?.process !== step.process ||
			after?.process !== step.process ||
			before.index > step.index ||
			after.index < step.index
		);
	});
	return kept.length <= 2 * most ? kept : steps.filter((_, i) => isOfStride(i));
}

function lifeOf({ records }: ProcessHistory, period: MeasuredPeriod): Span[] {
	const [first, last] = [records[0], records.at(-1)];
	if (first === undefined || last === undefined) return [];
	return within(first.time, last.time, period, "a process and its records");
}

function gapsOf(
	processes: readonly ProcessHistory[],
	intervalSeconds: number | null,
	period: MeasuredPeriod,
): Pick<Lane, "gaps" | "longestGapSeconds"> {
	const times: number[] = [];
	for (const { operations } of processes) {
		for (const { answer } of operations) {
			if (answer?.type !== "ok" || answer.kind !== "persist") continue;
			const { received } = answer;
			if (received < period.zero || received > period.end) continue;
			times.push(received);
		}
	}
	if (times.length === 0) return { gaps: [], longestGapSeconds: null };
	times.sort((a, b) => a - b);
	times.push(period.end);
	const gaps: Span[] = [];
	let longest = 0;
	let last = period.zero;
	for (const time of times) {
		const length = time - last;
		longest = Math.max(longest, length);
		if (intervalSeconds !== null && length > intervalsWithoutGap * intervalSeconds) {
			const title = `${length.toFixed(2)} s without an acknowledged update`;
			gaps.push(...within(last, time, period, title));
		}
		last = time;
	}
	return { gaps, longestGapSeconds: longest };
}

function endsOf(events: readonly LabEvent[], period: MeasuredPeriod): Moment[] {
	return events.flatMap(({ event, time, container }) => {
		const isEnd = event === "deleting" || (event === "terminated" && container === applicationContainer);
		if (!isEnd || time < period.zero || time > period.end) return [];
		const title = event === "deleting" ? "Pod being deleted" : "process ended";
		return [{ seconds: time - period.zero, title }];
	});
}

/** A reading says nothing of a process that was ended since. */
function leadsOf(readings: readonly Sample[], events: readonly LabEvent[], period: MeasuredPeriod): Span[] {
	const ends = events.filter(({ event }) => event === "deleting" || event === "terminated").map(({ time }) => time);
	const byGroup = Map.groupBy(readings, ({ metric }) => metric);
	return [...byGroup].flatMap(([metric, all]) => {
		const group = /group="([^"]*)"/.exec(metric)?.[1] ?? "a group";
		const inOrder = all.toSorted((a, b) => a.time - b.time);
		const distances = inOrder
			.slice(1)
			.map(({ time }, i) => time - (inOrder[i]?.time ?? time))
			.sort((a, b) => a - b);
		const usual = distances[Math.floor(distances.length / 2)] ?? 0;
		const spans: { start: number; end: number }[] = [];
		for (const [i, { time, value }] of inOrder.entries()) {
			if (value === 0) continue;
			const end = Math.min(
				inOrder[i + 1]?.time ?? time + usual,
				time + readingsWithoutBreak * usual,
				ends.find((each) => each > time) ?? Number.POSITIVE_INFINITY,
			);
			const before = spans.at(-1);
			if (before?.end === time) before.end = end;
			else spans.push({ start: time, end });
		}
		return spans.flatMap(({ start, end }) => within(start, end, period, `leads ${group}`));
	});
}

function seatsOf(events: readonly LabEvent[], period: MeasuredPeriod): Span[] {
	return events.flatMap(({ event, source, time, durationSeconds = 0 }) => {
		const start = time - durationSeconds;
		if (source === "consensus" && event === "healed") {
			return within(start, time, period, "gets its Raft seat back");
		}
		if (source === "controller" && event === "promoted") {
			return within(start, time, period, "another Pod takes over");
		}
		return [];
	});
}

function countsOf(processes: readonly ProcessHistory[], { zero, end }: MeasuredPeriod): Lane["counts"] {
	const counts = { acknowledged: 0, failed: 0, unknown: 0, unanswered: 0 };
	for (const { operations } of processes) {
		for (const { invoke, answer } of operations) {
			if (invoke.kind !== "persist") continue;
			if (invoke.time < zero || invoke.time > end) continue;
			if (answer === null || answer.type === "invoke") counts.unanswered++;
			else if (answer.type === "ok") counts.acknowledged++;
			else if (answer.type === "fail") counts.failed++;
			else counts.unknown++;
		}
	}
	return counts;
}

/** Cut to the period; nothing of what lies outside. */
function within(start: number, end: number, period: MeasuredPeriod, title: string): Span[] {
	const from = Math.max(start, period.zero);
	const to = Math.min(end, period.end);
	if (to < from) return [];
	return [{ start: from - period.zero, end: to - period.zero, title }];
}
