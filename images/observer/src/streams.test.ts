import fc from "fast-check";
import { expect, test } from "vitest";
import type { OperationRecord } from "../../../schema/operation.ts";
import {
	answerTo,
	type Message,
	newStream,
	receive,
	remember,
	rememberedStream,
	type Stream,
	sendsFrom,
	settle,
} from "./streams.ts";

function recordOf(number: number, time = 1): Omit<OperationRecord, "received"> {
	return {
		pod: "pod-0",
		process: 1,
		number,
		operation: number,
		type: "invoke",
		kind: "load",
		index: null,
		state: null,
		revision: null,
		intended: 1,
		time,
	};
}
function record(seq: number, number = seq, time?: number): Message {
	return { seq, record: recordOf(number, time) };
}
function event(seq: number, senderTime?: number): Message {
	return {
		seq,
		event: {
			source: "application",
			event: "process-started",
			...(senderTime !== undefined && { senderTime }),
		},
	};
}

/** Receives and, if it is new, stores at once. */
function stored(stream: Stream, message: Message) {
	const verdict = receive(stream, message);
	if (verdict.kind === "new") settle(stream, message, verdict.content, true);
	return verdict;
}

const isNew = (missing = 0) => expect.objectContaining({ kind: "new", missing });

test("messages in order are new and nothing is missing", () => {
	const stream = newStream();
	for (const message of [event(0, 5), record(1, 0), record(2, 1)]) {
		expect(stored(stream, message)).toEqual(isNew());
	}
});

test("what was jumped over is missing", () => {
	const stream = newStream();
	stored(stream, record(0));
	expect(stored(stream, record(4))).toEqual(isNew(3));
	expect(stored(stream, record(5))).toEqual(isNew());
});

test("a first message that isn't number 0 shows what is missing before it", () => {
	expect(stored(newStream(), record(2))).toEqual(isNew(2));
});

test("however often and from wherever a sender repeats, each message is new once and none is missing", () => {
	fc.assert(
		fc.property(fc.array(fc.nat({ max: 30 }), { maxLength: 20 }), (restarts) => {
			const stream = newStream();
			const seen: number[] = [];
			let sent = 0;
			for (const restart of [...restarts, 0]) {
				// After a broken connection everything from some acknowledged message on comes again.
				for (let seq = Math.min(restart, sent); seq < sent + 3; seq++) {
					const verdict = stored(stream, record(seq));
					if (verdict.kind === "new") {
						expect(verdict.missing).toBe(0);
						seen.push(seq);
					}
				}
				sent += 3;
			}
			expect(seen).toEqual(Array.from({ length: sent }, (_, seq) => seq));
		}),
	);
});

test("two events that are alike but for their number are two, where they have no time of their own", () => {
	const stream = newStream();
	expect(stored(stream, event(0))).toEqual(isNew());
	expect(stored(stream, event(1))).toEqual(isNew());
	expect(stored(stream, event(1))).toEqual({ kind: "known" });
});

test("a record of a stored number with other content is a conflict, and stays one", () => {
	const stream = newStream();
	stored(stream, record(0));
	for (const _ of [1, 2]) {
		expect(receive(stream, record(0, 0, 7))).toEqual({ kind: "conflict" });
		expect(receive(stream, record(1, 0, 7))).toEqual({ kind: "conflict" });
	}
	expect(stored(stream, record(0))).toEqual({ kind: "known" });
	expect(answerTo(stream, [0, 1, 2])).toEqual({
		acknowledge: 0,
		isRefused: true,
	});
	expect(stored(stream, record(1, 1))).toEqual(isNew());
	expect(answerTo(stream, [0, 1])).toEqual({
		acknowledge: 1,
		isRefused: false,
	});
});

test("a record of a number that couldn't be stored may come again with other content", () => {
	const stream = newStream();
	const first = record(0);
	receive(stream, first);
	settle(stream, first, 0, false);
	expect(receive(stream, record(0, 0, 7))).toEqual(isNew());
});

test("nothing beyond what is being stored, or was refused, is acknowledged, whoever sent it", () => {
	const stream = newStream();
	for (const seq of [0, 1, 2]) receive(stream, record(seq));
	settle(stream, record(0), 0, true);
	settle(stream, record(2), 2, true);
	expect(answerTo(stream, [0, 1, 2])).toEqual({
		acknowledge: 0,
		isRefused: false,
	});
	expect(answerTo(stream, [2])).toEqual({
		acknowledge: null,
		isRefused: false,
	});
	settle(stream, record(1), 1, false);
	expect(answerTo(stream, [2])).toEqual({ acknowledge: null, isRefused: true });
	expect(stored(stream, record(1))).toEqual(isNew());
	expect(answerTo(stream, [2])).toEqual({ acknowledge: 2, isRefused: false });
});

test("what comes again under another number, while it is being stored, is open under both", () => {
	const stream = newStream();
	receive(stream, record(5, 0));
	expect(receive(stream, record(3, 0))).toEqual({ kind: "known" });
	expect(answerTo(stream, [3])).toMatchObject({ acknowledge: null });
	settle(stream, record(5, 0), 0, true);
	expect(answerTo(stream, [3])).toMatchObject({ acknowledge: 3 });
});

test("what was refused and is given up by its sender is missing, and what follows is acknowledged", () => {
	const stream = newStream();
	for (const seq of [0, 1]) receive(stream, record(seq));
	settle(stream, record(0), 0, false);
	expect(sendsFrom(stream, 1)).toEqual({ missing: 1 });
	expect(answerTo(stream, [1])).toMatchObject({ acknowledge: null });
	expect(settle(stream, record(1), 1, true)).toEqual({ missing: 0 });
	expect(answerTo(stream, [1])).toMatchObject({ acknowledge: 1 });
});

test("what is refused after its sender gave it up is missing", () => {
	const stream = newStream();
	receive(stream, record(0));
	expect(sendsFrom(stream, 1)).toEqual({ missing: 0 });
	expect(settle(stream, record(0), 0, false)).toEqual({ missing: 1 });
});

/** As an observer that was started again finds it. */
function foundWith(numbers: number[], senderTimes: number[] = []): Stream {
	const stream = rememberedStream();
	for (const number of numbers) {
		remember(stream, { ...recordOf(number), received: 3 });
	}
	for (const senderTime of senderTimes) {
		remember(stream, {
			time: 9,
			senderTime,
			event: "process-started",
			source: "application",
		});
	}
	return stream;
}

const ten = Array.from({ length: 10 }, (_, number) => number);

test("after a restart of the observer, what is stored already is recognised", () => {
	const stream = foundWith(ten, [5]);
	expect(stored(stream, event(8, 5))).toEqual({ kind: "known" });
	expect(stored(stream, record(9, 9))).toEqual({ kind: "known" });
	expect(receive(stream, record(9, 9, 7))).toEqual({ kind: "conflict" });
	expect(stored(stream, record(10, 10))).toEqual(isNew());
	expect(stored(stream, record(14, 14))).toEqual(isNew(3));
});

test("after a restart of the observer, records that never came are missing, also where an event comes first", () => {
	expect(stored(foundWith(ten), record(20, 12))).toEqual(isNew(2));
	const stream = foundWith(ten);
	expect(stored(stream, event(19, 5))).toEqual(isNew());
	expect(stored(stream, record(20, 12))).toEqual(isNew(2));
});

test("after a restart of the observer, a record that couldn't be stored before is taken, and no hole is left", () => {
	const stream = foundWith([0, 3, 1]);
	expect(stream.holes).toBe(1);
	expect(stream.stored).toBe(3);
	expect(stored(stream, record(2))).toEqual(isNew());
	expect(stream.holes).toBe(0);
	expect(stored(stream, record(3))).toEqual({ kind: "known" });
});

test("a process is confirmed until it sends another record", () => {
	const stream = newStream();
	const confirmation: Message = {
		seq: 1,
		event: {
			source: "application",
			event: "history-confirmed",
			senderTime: 4,
			records: 1,
			persisted: 0,
		},
	};
	stored(stream, record(0));
	expect(stream.confirmed).toBe(false);
	stored(stream, confirmation);
	expect(stream.confirmed).toBe(true);
	stored(stream, record(2, 1));
	expect(stream.confirmed).toBe(false);
});

const most = 12;
const actions = fc.array(
	fc.oneof(
		fc.record({ does: fc.constant("receive"), at: fc.nat({ max: most }) }),
		fc.record({
			does: fc.constantFrom("store", "fail"),
			at: fc.nat({ max: most }),
		}),
	),
	{ maxLength: 200 },
);

test("whatever comes, comes again, is stored late or fails, an acknowledged number has all that was received before it in the file, once", () => {
	fc.assert(
		fc.property(actions, (actions) => {
			const stream = newStream();
			const file: number[] = [];
			const received = new Set<number>();
			const storing = new Map<number, Message>();
			const take = (seq: number) => {
				const message = record(seq);
				received.add(seq);
				const verdict = receive(stream, message);
				expect(verdict.kind).toBe(file.includes(seq) || storing.has(seq) ? "known" : "new");
				if (verdict.kind === "new") storing.set(seq, message);
			};
			const end = (seq: number, isStored: boolean) => {
				const message = storing.get(seq);
				if (!message) return;
				storing.delete(seq);
				if (isStored) file.push(seq);
				settle(stream, message, seq, isStored);
			};
			const check = () => {
				const { acknowledge } = answerTo(stream, [...received]);
				for (const seq of received) {
					if (seq <= (acknowledge ?? -1)) expect(file).toContain(seq);
				}
				expect(new Set(file).size).toBe(file.length);
				expect(stream.stored).toBe(file.length);
				return acknowledge;
			};
			for (const { does, at } of actions) {
				if (does === "receive") take(at);
				else end(at, does === "store");
				check();
			}
			for (let seq = 0; seq <= most; seq++) take(seq);
			for (const seq of [...storing.keys()]) end(seq, true);
			expect(check()).toBe(most);
			expect(stream.open.size).toBe(0);
		}),
	);
});
