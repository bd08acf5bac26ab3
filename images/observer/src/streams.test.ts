import fc from "fast-check";
import { expect, test } from "vitest";
import {
	type Message,
	newStream,
	receive,
	rememberedStream,
} from "./streams.ts";

function record(seq: number, number = seq): Message {
	return {
		seq,
		record: {
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
			time: 1,
		},
	};
}
function event(seq: number, senderTime: number): Message {
	return {
		seq,
		event: { source: "application", event: "process-started", senderTime },
	};
}

test("messages in order are new and nothing is missing", () => {
	const stream = newStream();
	for (const message of [event(0, 5), record(1, 0), record(2, 1)]) {
		expect(receive(stream, message)).toEqual({ kind: "new", missing: 0 });
	}
});

test("what was jumped over is missing", () => {
	const stream = newStream();
	receive(stream, record(0));
	expect(receive(stream, record(4))).toEqual({ kind: "new", missing: 3 });
	expect(receive(stream, record(5))).toEqual({ kind: "new", missing: 0 });
});

test("a first message that isn't number 0 shows what is missing before it", () => {
	expect(receive(newStream(), record(2))).toEqual({ kind: "new", missing: 2 });
});

test("however often and from wherever a sender repeats, each message is new once and none is missing", () => {
	fc.assert(
		fc.property(
			fc.array(fc.nat({ max: 30 }), { maxLength: 20 }),
			(restarts) => {
				const stream = newStream();
				const stored: number[] = [];
				let sent = 0;
				for (const restart of [...restarts, 0]) {
					// After a broken connection everything from some acknowledged message on comes again.
					for (let seq = Math.min(restart, sent); seq < sent + 3; seq++) {
						const verdict = receive(stream, record(seq));
						if (verdict.kind === "new") {
							expect(verdict.missing).toBe(0);
							stored.push(seq);
						}
					}
					sent += 3;
				}
				expect(stored).toEqual(Array.from({ length: sent }, (_, seq) => seq));
			},
		),
	);
});

test("after a restart of the observer, what is stored already is recognised by its number or time", () => {
	const stream = rememberedStream();
	stream.nextNumber = 10;
	stream.events.add("process-started@5");
	expect(receive(stream, event(8, 5))).toEqual({ kind: "duplicate" });
	expect(receive(stream, record(9, 9))).toEqual({ kind: "duplicate" });
	expect(receive(stream, record(10, 10))).toEqual({ kind: "new", missing: 0 });
	expect(receive(stream, record(14, 14))).toEqual({ kind: "new", missing: 3 });
});

test("after a restart of the observer, records that never came are missing", () => {
	const stream = rememberedStream();
	stream.nextNumber = 10;
	expect(receive(stream, record(20, 12))).toEqual({ kind: "new", missing: 2 });
});
