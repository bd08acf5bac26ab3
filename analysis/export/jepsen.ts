import type { OperationRecord } from "../../schema/operation.ts";
import type { ReadRecord } from "../../schema/read.ts";
import {
	nanosecondsSince,
	type Register,
	type RegisterOperation,
	type RegisterOptions,
	registersOf,
} from "./registers.ts";

/** Half of an operation, in Jepsen's words. */
type Half = {
	/** Unix time in seconds. */
	time: number;
	process: number;
	type: "invoke" | "ok" | "fail" | "info";
	f: "read" | "write" | "cas";
	key: string;
	/** In EDN. */
	value: string;
	error?: string;
};

/**
 * An operation and the times between which it took effect, if it did, on a clock that all share.
 */
type Interval = RegisterOperation & { from: number };

/**
 * The history as Jepsen's are written, one operation's half a line, in order: each identity is a
 * register (`:key`) of indices, a load is a `:read`, an update to k is a `:cas` from k-1 to k.
 * Jepsen orders by line, and its models know no clocks that differ and no process that finds its
 * own update there already, so that:
 *
 * - each operation begins earlier by the clocks' tolerance;
 * - a process has one operation at a time: one that would overlap, or that follows one without a
 * certain answer, is told as another process's;
 * - a process's attempts at one update are one operation, from the first attempt to the
 * acknowledgement.
 *
 * An identity whose history lacks something, or whose clock stepped, is left out, and a comment
 * says why.
 *
 * @param records in any order
 * @param reads in any order
 * @returns lines without their ends
 */
export function* jepsenEdn(
	records: Iterable<OperationRecord>,
	reads: Iterable<ReadRecord> = [],
	options: RegisterOptions = {},
): Generator<string> {
	const halves: Half[] = [];
	let processes = 0;
	for (const register of registersOf(records, reads, options)) {
		const reason = whyLeftOut(register);
		if (reason === null) {
			for (const each of halvesOf(register, () => processes++)) {
				halves.push(each);
			}
		} else yield `; ${ednString(register.key)} is left out: ${reason}`;
	}
	halves.sort((a, b) => a.time - b.time || invokesFirst(a, b));
	const since = nanosecondsSince(halves.slice(0, 1).map(({ time }) => time));
	for (const [index, half] of halves.entries()) {
		const { time, process, type, f, key, value, error } = half;
		const told = error === undefined ? "" : `, :error ${ednString(error)}`;
		yield `{:index ${index}, :time ${Math.round(since(time))}, :process ${process}, :type :${type}, :f :${f}, :key ${ednString(key)}, :value ${value}${told}}`;
	}
}

function whyLeftOut({ missing, toleranceSeconds }: Register): string | null {
	const [first] = missing;
	if (first !== undefined) return ednString(first);
	return toleranceSeconds === null ? "its clock stepped, so that the order of its operations is uncertain." : null;
}

function halvesOf({ key, initial, toleranceSeconds, operations }: Register, nextProcess: () => number): Half[] {
	const tolerance = toleranceSeconds ?? 0;
	const intervals = joinAttempts(operations)
		.map((each): Interval => ({ ...each, from: each.started - tolerance }))
		.sort((a, b) => a.from - b.from);
	const halves: Half[] = [];
	const first = intervals[0];
	if (initial !== null && first !== undefined) {
		const write = {
			time: first.from - tolerance,
			process: nextProcess(),
			f: "write" as const,
			key,
			value: String(initial),
		};
		halves.push({ ...write, type: "invoke" }, { ...write, type: "ok" });
	}
	/** The Jepsen processes of each client, and when the operation of each was over. */
	const lanes = new Map<number, { process: number; until: number }[]>();
	for (const each of intervals) {
		const { client, kind, value, outcome, from, ended, error } = each;
		const ofClient = lanes.get(client) ?? [];
		lanes.set(client, ofClient);
		let lane = ofClient.find(({ until }) => until < from);
		if (lane === undefined) {
			lane = { process: nextProcess(), until: from };
			ofClient.push(lane);
		}
		const { process } = lane;
		const common = kind === "load" ? { process, key, f: "read" as const } : { process, key, f: "cas" as const };
		const asked = kind === "load" ? "nil" : change(value as number);
		const found = kind === "load" ? edn(value) : asked;
		halves.push({ ...common, time: from, type: "invoke", value: asked });
		if (ended !== null) {
			halves.push({
				...common,
				// It can't end before it began, whatever its clock did.
				time: Math.max(ended, from),
				type: outcome === "unknown" ? "info" : outcome,
				value: outcome === "ok" ? found : asked,
				...(error !== undefined && { error }),
			});
		}
		lane.until = outcome === "unknown" ? Number.POSITIVE_INFINITY : Math.max(ended ?? Number.POSITIVE_INFINITY, from);
	}
	return halves;
}

/**
 * What a process tried several times, since it didn't know whether it had succeeded, is one
 * operation: it was acknowledged if any attempt was, and took effect in any of them.
 */
function joinAttempts(operations: readonly RegisterOperation[]): RegisterOperation[] {
	const joined = new Map<string, RegisterOperation>();
	const others: RegisterOperation[] = [];
	for (const each of operations) {
		if (each.kind === "load" || each.outcome === "fail") {
			others.push(each);
			continue;
		}
		const name = `${each.process} ${each.value}`;
		const before = joined.get(name);
		joined.set(name, before === undefined ? each : together(before, each));
	}
	return [...others, ...joined.values()];
}

function together(before: RegisterOperation, after: RegisterOperation): RegisterOperation {
	// Acknowledged already: nothing more can come of it.
	if (before.outcome === "ok") return before;
	const started = Math.min(before.started, after.started);
	return after.outcome === "ok" ? { ...after, client: before.client, started } : { ...before, started };
}

/** What has the same time overlaps. */
function invokesFirst(a: Half, b: Half): number {
	return Number(b.type === "invoke") - Number(a.type === "invoke");
}

function change(index: number): string {
	return `[${edn(index === 0 ? null : index - 1)} ${index}]`;
}

function edn(value: number | null): string {
	return value === null ? "nil" : String(value);
}

/**
 * JSON's escapes are all known to readers of EDN; these characters, some of which end a line for
 * some readers, are written as escapes, too.
 */
const unusual = /[\u007f-\u009f\u2028\u2029]/g;

/** A text as a string of EDN, on one line. */
export function ednString(text: string): string {
	return JSON.stringify(text).replace(
		unusual,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}
