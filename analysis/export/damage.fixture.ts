import fc from "fast-check";
import type { LabEvent } from "../../schema/event.ts";
import type { OperationRecord } from "../../schema/operation.ts";
import type { ReadRecord } from "../../schema/read.ts";
import { correctHistory, type Life, overlappingHistory, position, type Turn } from "../checker/exampleHistory.ts";
import { isAcknowledgedUpdate } from "../checker/history.ts";
import { life, turn } from "../checker/lives.fixture.ts";

/** What is recorded of one identity. */
export type Recorded = { records: OperationRecord[]; reads: ReadRecord[] };

export const pod = "pod-0";
const start = 1_800_000_000;

/** How a correct history comes about. */
export type Plan = {
	/** Processes one after the other, or two side by side. */
	lives: readonly Life[] | null;
	turns: readonly Turn[];
	/** By process: how far its clock is off, in seconds. Two differ by less than the tolerance. */
	offsets: readonly number[];
	/** Which loads somebody else looks at the store beside. */
	looks: readonly number[];
};

export const plan: fc.Arbitrary<Plan> = fc.record({
	lives: fc.option(fc.array(life, { maxLength: 3 }).map((rest) => [{ persists: ["ok", "ok", "ok"] } as Life, ...rest])),
	turns: fc.array(turn, { minLength: 1, maxLength: 12 }),
	offsets: fc.array(
		// No whole parts of the times' grid, so that no two operations are exactly the tolerance apart.
		fc.integer({ min: -49, max: 49 }).map((each) => each * 0.000_100_3),
		{ minLength: 5, maxLength: 5 },
	),
	looks: fc.array(fc.nat(), { maxLength: 3 }),
});

/**
 * What a correct store and correct replicas leave, with clocks that differ within the tolerance.
 */
export function correctRecords({ lives, turns, offsets, looks }: Plan): Recorded {
	const exact = lives === null ? overlappingHistory(pod, turns, start) : correctHistory(pod, lives, start);
	const processes = [...new Set(exact.map(({ process }) => process))];
	const loads = exact.filter(({ kind, type }) => kind === "load" && type === "ok");
	return {
		records: exact.map((record) => ({
			...record,
			time: record.time + (offsets[processes.indexOf(record.process) % offsets.length] as number),
		})),
		reads: looks.map((look, i): ReadRecord => {
			const load = loads[look % loads.length] as OperationRecord;
			const asked = exact.find(
				({ process, number }) => process === load.process && number === load.operation,
			) as OperationRecord;
			const { process, index, state } = load;
			return {
				pod,
				client: `looker-${i}`,
				kind: "stored",
				process,
				index,
				state,
				started: asked.time - 0.001,
				ended: load.time + 0.001,
				received: load.time + 0.002,
			};
		}),
	};
}

/**
 * Each process's word that what is recorded of it is all: damage that leaves no trace in the
 * numbering.
 */
export function confirmations({ records }: Recorded): LabEvent[] {
	const processes = Map.groupBy(records, ({ process }) => process);
	return Array.from(
		processes,
		([process, mine]): LabEvent => ({
			time: Math.max(...mine.map(({ received }) => received)),
			source: "application",
			event: "history-confirmed",
			pod,
			process,
			records: Math.max(...mine.map(({ number }) => number)) + 1,
			persisted: mine.filter(isAcknowledgedUpdate).length,
		}),
	);
}

/** Changes something of what was recorded; `choice` says where. */
export type Damage = (recorded: Recorded, choice: number) => Recorded;

type Whole = { invoke: OperationRecord; answer: OperationRecord | undefined };

function operationsOf({ records }: Recorded): Whole[] {
	return records
		.filter(({ type }) => type === "invoke")
		.map((invoke) => ({
			invoke,
			answer: records.find(
				({ type, process, operation }) =>
					type !== "invoke" && process === invoke.process && operation === invoke.number,
			),
		}));
}

function choose<T>(from: readonly T[], choice: number): T | undefined {
	return from[choice % Math.max(from.length, 1)];
}

function replace(
	{ records, reads }: Recorded,
	changed: ReadonlyMap<OperationRecord, Partial<OperationRecord>>,
): Recorded {
	return {
		records: records.map((record) => ({ ...record, ...changed.get(record) })),
		reads,
	};
}

/** Gives a load, or an update with both of its halves, another index. */
function moved(recorded: Recorded, whole: Whole | undefined, index: number): Recorded {
	if (whole === undefined) return recorded;
	const { invoke, answer } = whole;
	const changed = new Map<OperationRecord, Partial<OperationRecord>>();
	if (invoke.kind === "persist") {
		changed.set(invoke, position(pod, Math.max(index, 0)));
	}
	if (answer !== undefined) {
		const least = invoke.kind === "persist" ? 0 : -1;
		changed.set(answer, position(pod, Math.max(index, least)));
	}
	return replace(recorded, changed);
}

function ending(recorded: Recorded, kind: "load" | "persist"): Whole[] {
	return operationsOf(recorded).filter(({ invoke, answer }) => invoke.kind === kind && answer?.type === "ok");
}

/** By kind of damage: what does it. */
export const damages = {
	none: (recorded) => recorded,
	"an older load": (recorded, choice) => {
		const load = choose(ending(recorded, "load"), choice);
		return moved(recorded, load, (load?.answer?.index ?? 0) - 1 - (choice % 3));
	},
	"a load that is ahead": (recorded, choice) => {
		const load = choose(ending(recorded, "load"), choice);
		return moved(recorded, load, (load?.answer?.index ?? -1) + 1 + (choice % 3));
	},
	"an older update": (recorded, choice) => {
		const update = choose(ending(recorded, "persist"), choice);
		return moved(recorded, update, (update?.answer?.index ?? 0) - 1);
	},
	"an update that is ahead": (recorded, choice) => {
		const update = choose(ending(recorded, "persist"), choice);
		return moved(recorded, update, (update?.answer?.index ?? 0) + 1);
	},
	"an update of two processes": (recorded, choice) => {
		const update = choose(ending(recorded, "persist"), choice);
		if (update?.answer === undefined) return recorded;
		const process = start + 0.125;
		return {
			...recorded,
			records: [
				...recorded.records,
				{ ...update.invoke, process, number: 0, operation: 0 },
				{ ...update.answer, process, number: 1, operation: 0 },
			],
		};
	},
	"an answer that was another": (recorded, choice) => {
		const whole = choose(
			operationsOf(recorded).filter(({ answer }) => answer !== undefined),
			choice,
		);
		if (whole?.answer === undefined) return recorded;
		const types = ["ok", "fail", "unknown"] as const;
		const type = types[choice % 3] as (typeof types)[number];
		return replace(recorded, new Map([[whole.answer, { type }]]));
	},
	"a store that forgot": (recorded, choice) => {
		// A later process finds the store as it was, and goes on from there.
		const update = choose(ending(recorded, "persist"), choice)?.answer;
		if (update === undefined) return recorded;
		const behind = (index: number | null) => (index === null ? position(pod, -1) : position(pod, index - 1));
		return {
			...recorded,
			records: recorded.records.map((record) =>
				record.time <= update.time || record.process === update.process
					? record
					: record.kind === "persist"
						? {
								...record,
								...position(pod, Math.max(0, (record.index ?? 0) - 1)),
							}
						: record.type === "ok"
							? { ...record, ...behind(record.index) }
							: record,
			),
		};
	},
	"a look that found an older state": (recorded, choice) => {
		const read = choose(recorded.reads, choice);
		if (read === undefined || (read.index ?? 0) === 0) return recorded;
		const older = {
			...read,
			...position(pod, (read.index as number) - 1),
			started: read.started + 0.015,
			ended: read.ended + 0.015,
		};
		return {
			...recorded,
			reads: recorded.reads.map((each) => (each === read ? older : each)),
		};
	},
	"a process that was another moment": (recorded, choice) => {
		const processes = [...new Set(recorded.records.map(({ process }) => process))];
		const process = choose(processes, choice);
		const seconds = ((choice % 401) - 200) / 20;
		return {
			...recorded,
			records: recorded.records.map((record) =>
				record.process === process
					? {
							...record,
							time: record.time + seconds,
							received: record.received + seconds,
						}
					: record,
			),
		};
	},
	"the end of a process lost": (recorded, choice) => {
		const processes = [...new Set(recorded.records.map(({ process }) => process))];
		const process = choose(processes, choice);
		const mine = recorded.records.filter((each) => each.process === process);
		const kept = new Set(mine.slice(0, mine.length - 1 - (choice % mine.length)));
		return {
			...recorded,
			records: recorded.records.filter((each) => each.process !== process || kept.has(each)),
		};
	},
	"a line lost": (recorded, choice) => {
		const lost = choose(recorded.records, choice);
		return {
			...recorded,
			records: recorded.records.filter((record) => record !== lost),
		};
	},
	"a clock that goes back": (recorded, choice) => {
		const at = choose(recorded.records, choice);
		return {
			...recorded,
			records: recorded.records.map((record) =>
				record.process === at?.process && record.number > at.number ? { ...record, time: record.time - 30 } : record,
			),
		};
	},
} satisfies Record<string, Damage>;
