import type { LabEvent } from "../../schema/event.ts";
import type { OperationRecord } from "../../schema/operation.ts";
import type { ReadRecord } from "../../schema/read.ts";
import { isAcknowledgedUpdate } from "./history.ts";
import { KnownChain } from "./knownChain.ts";

/** How a persist ends in a made-up history; `lost-…` leaves the invoke without an answer. */
export type PersistEnd =
	| "ok"
	| "fail"
	| "unknown-applied"
	| "unknown-not-applied"
	| "lost-applied"
	| "lost-not-applied";

/**
 * One process of an identity: how its persists end, one after the other. The last one may stay
 * unanswered.
 */
export type Life = { persists: readonly PersistEnd[] };

/** How long each half of an operation takes, in seconds. */
const halfSeconds = 0.005;
/** How long an identity is without a process between two lives, in seconds. */
const restartSeconds = 2;

/**
 * The history that a correct store and a correct replica leave: every process starts from what the
 * store holds, and an update is applied at most once.
 *
 * @param intervalSeconds from one step to the next, at least 0.02
 */
export function correctHistory(
	pod: string,
	lives: readonly Life[],
	start = 1_800_000_000,
	intervalSeconds = 1,
): OperationRecord[] {
	const records: OperationRecord[] = [];
	let stored = -1;
	let time = start;
	for (const { persists } of lives) {
		const sender = processOf(pod, time);
		for (const end of persists) {
			time = Math.ceil(time / intervalSeconds - 1e-6) * intervalSeconds;
			const intended = time;
			const send = (half: Half) => {
				time += halfSeconds;
				const record = sender(half, intended, time);
				records.push(record);
				return record.number;
			};
			const load = send(loading);
			send({ ...loading, type: "ok", ...position(pod, stored), of: load });
			const persist = { kind: "persist" as const, ...position(pod, stored + 1) };
			const persisting = send({ ...persist, type: "invoke" });
			if (isApplied(end)) stored++;
			if (end.startsWith("lost")) break;
			send({ ...persist, type: answerOf(end), of: persisting });
		}
		time += restartSeconds;
	}
	return records;
}

/** A step of one of two processes that run at the same time. */
export type Turn = {
	/** Which of them gets its update in, or tries to. */
	by: 0 | 1;
	end: Exclude<PersistEnd, "lost-applied" | "lost-not-applied">;
	/**
	 * The other one tries at the same moment, and its store turns it away: before the winner is
	 * answered, or after.
	 */
	rival: "none" | "prompt" | "slow";
};

/**
 * What a correct store and two processes of one identity leave that run side by side, as after a
 * forced deletion: of two that go on from the same state, one at most has its update applied.
 */
export function overlappingHistory(pod: string, turns: readonly Turn[], start = 1_800_000_000): OperationRecord[] {
	const senders = [processOf(pod, start), processOf(pod, start + 0.25)];
	let stored = -1;
	return turns
		.flatMap(({ by, end, rival }, i) => {
			const intended = start + 1 + i;
			const before = position(pod, stored);
			const after = position(pod, stored + 1);
			if (isApplied(end)) stored++;
			const step = (
				who: 0 | 1,
				type: OperationRecord["type"],
				[first, second, third, fourth]: [number, number, number, number],
			) => {
				const sender = senders[who] as ReturnType<typeof processOf>;
				const send = (half: Half, milliseconds: number) => sender(half, intended, intended + milliseconds / 1000);
				const load = send(loading, first);
				const loaded = send({ ...loading, type: "ok", ...before, of: load.number }, second);
				const persist = { kind: "persist" as const, ...after };
				const asked = send({ ...persist, type: "invoke" }, third);
				const answer = send({ ...persist, type, of: asked.number }, fourth);
				return [load, loaded, asked, answer];
			};
			const records = step(by, answerOf(end), [5, 25, 45, 65]);
			if (rival === "none") return records;
			const other = by === 0 ? 1 : 0;
			const prompt = rival === "prompt";
			records.push(...step(other, "fail", prompt ? [6, 26, 46, 66] : [6, 90, 95, 99]));
			return records;
		})
		.sort((a, b) => a.time - b.time);
}

/**
 * What clients are answered that ask a correct replica at these moments: its last acknowledged
 * state, and none before the first.
 *
 * @param records of the replica
 * @param moments ascending, more than 4 ms apart; Unix time in seconds
 */
export function correctReads(
	records: readonly OperationRecord[],
	moments: readonly number[],
	clients = 2,
): ReadRecord[] {
	const updates = records.filter(isAcknowledgedUpdate).toSorted((a, b) => a.time - b.time);
	let next = 0;
	return moments.map((moment, i) => {
		while ((updates[next]?.time ?? Number.POSITIVE_INFINITY) <= moment) next++;
		const { pod, process } = (updates[next - 1] ?? records[0]) as OperationRecord;
		const { index = null, state = null } = updates[next - 1] ?? {};
		return {
			pod,
			client: `reader-${i % clients}`,
			kind: "read",
			process,
			index,
			state,
			started: moment - 0.002,
			ended: moment + 0.002,
			received: moment + 0.003,
		};
	});
}

/** The answer of a client whose asking made a replica persist an update. */
export function advanceOf(persisted: OperationRecord, client = "advancer-0"): ReadRecord {
	const { pod, process, index, state, time } = persisted;
	return {
		pod,
		client,
		kind: "advance",
		process,
		index,
		state,
		started: time - 0.03,
		ended: time + 0.002,
		received: time + 0.003,
	};
}

/** How soon after its last record a process that is killed is known to be dead, in seconds. */
const deathKnownSeconds = 0.2;

/**
 * What is told of the ends of processes: those that end in order say how much they have sent; of
 * those that are killed in the middle of an operation their end is seen.
 */
export function endsOf(records: readonly OperationRecord[]): LabEvent[] {
	const processes = Map.groupBy(records, ({ pod, process }) => `${pod} ${process}`);
	return Array.from(processes.values(), (mine): LabEvent => {
		const last = mine.reduce((last, each) => (each.number > last.number ? each : last));
		const { pod, process, received } = last;
		if (last.type === "invoke") {
			const time = received + deathKnownSeconds;
			return { ...{ time, source: "kubernetes", event: "terminated" }, ...{ pod, container: "app" } };
		}
		return {
			...{ time: received, source: "application", event: "history-confirmed" },
			...{ pod, process, senderTime: last.time, records: last.number + 1 },
			persisted: mine.filter(isAcknowledgedUpdate).length,
		};
	});
}

/** What processes tell of themselves as they start. */
export function startsOf(records: readonly OperationRecord[]): LabEvent[] {
	return records
		.filter(({ number }) => number === 0)
		.map(({ pod, process, received }) => ({
			...{ time: received - 0.01, source: "application" as const },
			...{ event: "process-started" as const, pod, process },
		}));
}

/**
 * What is told of a run of these records, from before the first until after the last: its start,
 * the ends of its processes, its end.
 */
export function eventsOf(records: readonly OperationRecord[]): LabEvent[] {
	const first = Math.min(...records.map(({ received }) => received));
	return [
		{ time: first - 1, source: "chaos", event: "run-started" },
		...startsOf(records),
		...endsOf(records),
		{ time: lastWord(records) + runEndsSeconds, source: "chaos", event: "run-ended" },
	];
}

/** How long after the last word of a process the run ends, in seconds. */
const runEndsSeconds = 0.5;
/**
 * How long after the last word of a process somebody looks for its identity's state, in seconds.
 */
const looksSeconds = 1;

/**
 * What somebody finds who asks the method for each identity's state after a run of these records.
 */
export function lastLooks(
	records: readonly OperationRecord[],
	started = lastWord(records) + looksSeconds,
): ReadRecord[] {
	return Array.from(
		Map.groupBy(records, ({ pod }) => pod),
		([pod, mine]): ReadRecord => {
			const found = mine
				.filter(({ type }) => type === "ok")
				.reduce((highest, { index }) => Math.max(highest, index ?? -1), -1);
			return {
				...{ pod, client: "last-look", kind: "stored" },
				...{ process: mine.at(-1)?.process as number, ...position(pod, found) },
				...{ started, ended: started + 0.004, received: started + 0.005 },
			};
		},
	);
}

function lastWord(records: readonly OperationRecord[]): number {
	return Math.max(...endsOf(records).map(({ time }) => time));
}

const chains = new Map<string, KnownChain>();

/** State `index` of a chain, as records carry it; no state below 0. */
export function position(pod: string, index: number): Pick<OperationRecord, "index" | "state"> {
	if (index < 0) return { index: null, state: null };
	const chain = chains.get(pod) ?? new KnownChain(pod);
	chains.set(pod, chain);
	return { index, state: chain.at(index) };
}

type Half = Pick<OperationRecord, "type" | "kind" | "index" | "state"> & {
	/** Number of the invoke that this answers. */
	of?: number;
};

const loading = { type: "invoke", kind: "load", index: null, state: null } as const satisfies Half;

/** Numbers what a process sends. */
function processOf(pod: string, process: number) {
	let number = 0;
	return ({ type, kind, index, state, of }: Half, intended: number, time: number): OperationRecord => ({
		pod,
		process,
		number: number++,
		operation: of ?? number - 1,
		type,
		kind,
		index,
		state,
		revision: null,
		intended,
		time,
		received: time + 0.001,
	});
}

function isApplied(end: PersistEnd): boolean {
	return end === "ok" || end === "unknown-applied" || end === "lost-applied";
}

function answerOf(end: PersistEnd): "ok" | "fail" | "unknown" {
	return end === "ok" || end === "fail" ? end : "unknown";
}
