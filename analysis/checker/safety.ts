import type { OperationRecord } from "../schema/operation.ts";
import type { Violation } from "../schema/run.ts";
import type { ProcessHistory } from "./history.ts";
import { farthestIndex, KnownChain } from "./knownChain.ts";

/**
 * Two operations of different processes count as one after the other only if more than this lies between the first
 * one's answer and the second one's start, in seconds: their clocks may differ.
 */
export const clockToleranceSeconds = 0.01;

/** A violation per property and replica is enough to show; these many more are kept. */
const violationsKept = 3;

/** Everything one identity did that a fault-tolerance method must not let happen, at most a few per property. */
export function unsafe(processes: readonly ProcessHistory[]): Violation[] {
	const seen = observations(processes);
	return [
		...offChain(processes),
		...lostUpdates(seen),
		...backwards(seen),
		...forks(seen),
	];
}

/** Records that carry a state which isn't the one of their index. Unknown and failed answers claim nothing. */
export function offChain(processes: readonly ProcessHistory[]): Violation[] {
	const violations: Violation[] = [];
	const pod = processes[0]?.pod ?? "";
	const chain = new KnownChain(pod);
	const unplaced: OperationRecord[] = [];
	for (const record of claims(processes)) {
		if (violations.length === violationsKept) return violations;
		const { index, state } = record;
		if (state === null) continue;
		if (index === null) unplaced.push(record);
		else if (index > farthestIndex) {
			violations.push({
				property: "chain",
				pod,
				summary: `${pod} claims index ${index}, farther than any run can get.`,
				excerpt: [record],
			});
		} else if (chain.at(index) !== state) {
			const actual = chain.indexAmongKnown(state);
			violations.push({
				property: "chain",
				pod,
				summary:
					actual === null
						? `${pod} had ${state} as state ${index}, which is not on its chain.`
						: `${pod} had ${state} as state ${index}, but it is state ${actual} of its chain.`,
				excerpt: [record],
			});
		}
	}
	for (const record of unplaced) {
		if (violations.length === violationsKept) break;
		if (chain.indexAmongKnown(record.state as string) !== null) continue;
		violations.push({
			property: "chain",
			pod,
			summary: `${pod} loaded ${record.state}, which is not on its chain.`,
			excerpt: [record],
		});
	}
	return violations;
}

/** An acknowledged operation: a replica was told that its index is this; -1 where no state was there. */
type Observation = {
	kind: "load" | "persist";
	process: number;
	index: number;
	started: number;
	ended: number;
	answer: OperationRecord;
};

/** What is certainly over before an observation begins, where the index was highest. */
type Seen = { observation: Observation; highest: Map<Measure, Observation> };
type Measure = "acknowledged" | "observed";

/**
 * Observations in order of their answers, each with the highest index that was acknowledged (persisted), and the
 * highest that was observed (persisted or loaded), before it began. Before means: earlier in the same process, or
 * answered to another process more than the clocks' tolerance earlier.
 */
function observations(processes: readonly ProcessHistory[]): Seen[] {
	const all = processes
		.flatMap(acknowledged)
		.sort((a, b) => a.ended - b.ended || a.answer.number - b.answer.number);
	const over = highest();
	const own = new Map<number, ReturnType<typeof highest>>();
	const seen = all.map((observation) => ({
		observation,
		highest: new Map<Measure, Observation>(),
	}));
	let next = 0;
	for (const entry of seen.toSorted(
		(a, b) => a.observation.started - b.observation.started,
	)) {
		const limit = entry.observation.started - clockToleranceSeconds;
		for (; next < all.length; next++) {
			const candidate = all[next] as Observation;
			if (candidate.ended >= limit) break;
			over.take(candidate);
		}
		over.copyTo(entry.highest);
	}
	for (const entry of seen) {
		const { process } = entry.observation;
		const mine = own.get(process) ?? highest();
		own.set(process, mine);
		mine.copyTo(entry.highest);
		mine.take(entry.observation);
	}
	return seen;
}

function highest() {
	const best = new Map<Measure, Observation>();
	const raise = (
		into: Map<Measure, Observation>,
		measure: Measure,
		observation: Observation,
	) => {
		const before = into.get(measure);
		if (before === undefined || observation.index > before.index) {
			into.set(measure, observation);
		}
	};
	return {
		take(observation: Observation) {
			raise(best, "observed", observation);
			if (observation.kind === "persist") {
				raise(best, "acknowledged", observation);
			}
		},
		copyTo(into: Map<Measure, Observation>) {
			for (const [measure, observation] of best) {
				raise(into, measure, observation);
			}
		},
	};
}

/**
 * Acknowledged updates that a later load didn't find. Only if another load finds them, before anything was written
 * anew, was the first one merely stale: nothing is lost then, though the replica went backwards.
 */
function lostUpdates(seen: readonly Seen[]): Violation[] {
	const violations: Violation[] = [];
	let missing: { load: Observation; update: Observation } | null = null;
	for (const { observation, highest } of seen) {
		if (violations.length === violationsKept) return violations;
		const { kind, index } = observation;
		if (missing && kind === "persist") {
			violations.push(lost(missing));
			missing = null;
		} else if (missing && index >= missing.update.index) {
			missing = null;
		}
		const update = highest.get("acknowledged");
		if (kind === "load" && update !== undefined && index < update.index) {
			missing ??= { load: observation, update };
		}
	}
	if (missing) violations.push(lost(missing));
	return violations;
}

function lost({
	load,
	update,
}: {
	load: Observation;
	update: Observation;
}): Violation {
	const { pod } = load.answer;
	const found = load.index < 0 ? "no state" : `state ${load.index}`;
	return {
		property: "durability",
		pod,
		summary: `${pod} had update ${update.index} acknowledged and later loaded ${found}: acknowledged updates lost: ${update.index - load.index}.`,
		excerpt: [update.answer, load.answer],
	};
}

function backwards(seen: readonly Seen[]): Violation[] {
	const violations: Violation[] = [];
	for (const { observation, highest } of seen) {
		if (violations.length === violationsKept) break;
		const before = highest.get("observed");
		if (before === undefined || observation.index >= before.index) continue;
		const { pod } = observation.answer;
		violations.push({
			property: "monotonic",
			pod,
			summary: `${pod} went back from index ${before.index} to ${observation.index < 0 ? "no state" : `index ${observation.index}`}.`,
			excerpt: [before.answer, observation.answer],
		});
	}
	return violations;
}

function forks(seen: readonly Seen[]): Violation[] {
	const violations: Violation[] = [];
	const first = new Map<number, Observation>();
	for (const { observation } of seen) {
		if (violations.length === violationsKept) break;
		if (observation.kind !== "persist") continue;
		const other = first.get(observation.index);
		if (other === undefined) first.set(observation.index, observation);
		else if (other.process !== observation.process) {
			const { pod } = observation.answer;
			violations.push({
				property: "noFork",
				pod,
				summary: `Two processes of ${pod} (started at ${other.process} and ${observation.process}) had update ${observation.index} acknowledged.`,
				excerpt: [other.answer, observation.answer],
			});
		}
	}
	return violations;
}

function acknowledged({ operations, process }: ProcessHistory): Observation[] {
	const found: Observation[] = [];
	for (const { invoke, answer } of operations) {
		if (answer?.type !== "ok") continue;
		if (answer.index === null && answer.state !== null) continue;
		found.push({
			kind: answer.kind,
			process,
			index: answer.index ?? -1,
			started: invoke.time,
			ended: answer.time,
			answer,
		});
	}
	return found;
}

/** Records that say "this is my state of this index": updates as they are asked for, and what was acknowledged. */
function* claims(
	processes: readonly ProcessHistory[],
): Generator<OperationRecord> {
	for (const { operations } of processes) {
		for (const { invoke, answer } of operations) {
			if (invoke.kind === "persist") yield invoke;
			if (answer?.type === "ok") yield answer;
		}
	}
}
