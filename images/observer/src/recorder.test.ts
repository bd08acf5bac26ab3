import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import type { LabEvent } from "../../../schema/event.ts";
import type { OperationRecord } from "../../../schema/operation.ts";
import { type Authorization, authorizationBy } from "./authorization.ts";
import { type ConnectedProcess, createRecorder } from "./recorder.ts";
import { exampleTokens } from "./tokens.fixture.ts";

const hello = { pod: "pod-0", process: 1000.5, mode: "central" };

function record(number: number) {
	return {
		pod: "pod-0",
		process: 1000.5,
		number,
		operation: number,
		type: "invoke",
		kind: "load",
		index: null,
		state: null,
		revision: null,
		intended: 1001,
		time: 1001,
	};
}

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
	for (const clean of cleanUp.splice(0)) await clean();
});

async function lab(store: () => Promise<void> = async () => {}, authorization?: Authorization) {
	const records: OperationRecord[] = [];
	const events: LabEvent[] = [];
	const refusals: string[] = [];
	const unconfirmed: ConnectedProcess[] = [];
	const recorder = createRecorder({
		clock: () => 2000.25,
		record: async (record) => {
			await store();
			records.push(record);
		},
		event: async (event) => {
			events.push(event);
		},
		pendingBytes: () => 0,
		refused: (reason) => refusals.push(reason),
		leftUnconfirmed: (process) => unconfirmed.push(process),
		...(authorization && { authorization }),
	});
	await recorder.listen("127.0.0.1", 0);
	cleanUp.push(() => recorder.close());
	return { recorder, records, events, refusals, unconfirmed };
}

async function client(port: number) {
	const socket: Socket = connect(port, "127.0.0.1");
	socket.on("error", () => {});
	const answers: unknown[] = [];
	createInterface(socket)
		.on("line", (line) => answers.push(JSON.parse(line)))
		.on("error", () => {});
	const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
	cleanUp.push(() => socket.destroy());
	return {
		answers,
		closed,
		socket,
		send: (...messages: object[]) => socket.write(messages.map((m) => `${JSON.stringify(m)}\n`).join("")),
	};
}

async function until(condition: () => boolean): Promise<void> {
	while (!condition()) await new Promise((resume) => setTimeout(resume, 5));
}

test("records and events are stored with the time they came, then acknowledged", async () => {
	const { recorder, records, events } = await lab();
	const { send, answers } = await client(recorder.port());
	send(
		{ hello },
		{
			seq: 0,
			event: {
				source: "application",
				event: "process-started",
				pod: "pod-0",
				process: 1000.5,
				senderTime: 1000.75,
			},
		},
		{ seq: 1, record: record(0) },
	);
	await until(() => answers.length > 0);
	expect(answers.at(-1)).toEqual({ ack: 1 });
	expect(records).toEqual([{ ...record(0), received: 2000.25 }]);
	expect(events).toEqual([
		{
			time: 2000.25,
			source: "application",
			event: "process-started",
			pod: "pod-0",
			process: 1000.5,
			senderTime: 1000.75,
		},
	]);
});

test("nothing is acknowledged before it is stored", async () => {
	let store: () => void = () => {};
	const stored = new Promise<void>((resolve) => {
		store = resolve;
	});
	const { recorder } = await lab(() => stored);
	const { send, answers } = await client(recorder.port());
	send({ hello }, { seq: 0, record: record(0) });
	await new Promise((resume) => setTimeout(resume, 100));
	expect(answers).toEqual([]);
	store();
	await until(() => answers.length === 1);
});

test("a second connection that repeats itself adds nothing", async () => {
	const { recorder, records } = await lab();
	for (const last of [2, 4]) {
		const { send, answers } = await client(recorder.port());
		send(
			{ hello },
			...Array.from({ length: last }, (_, n) => ({
				seq: n,
				record: record(n),
			})),
		);
		await until(() => answers.length > 0);
	}
	await until(() => records.length === 4);
	expect(records.map(({ number }) => number)).toEqual([0, 1, 2, 3]);
	expect(recorder.gaps()).toBe(0);
});

test("messages that never came are counted and told", async () => {
	const { recorder, events } = await lab();
	const { send, answers } = await client(recorder.port());
	send({ hello }, { seq: 0, record: record(0) }, { seq: 5, record: record(5) });
	await until(() => answers.length > 0);
	expect(recorder.gaps()).toBe(4);
	expect(events).toMatchObject([{ source: "observer", event: "gap", pod: "pod-0", process: 1000.5 }]);
});

test.each([
	["no hello", [{ seq: 0, record: record(0) }], "127.0.0.1: connection closed: the first line is no hello"],
	["no JSON", ["{"], "JSON"],
	[
		"another process's record",
		[{ hello: { ...hello, process: 2 } }, { seq: 0, record: record(0) }],
		"pod-0: connection closed: a message names another process than its connection",
	],
	[
		"a record without its kind",
		[{ hello }, { seq: 0, record: { ...record(0), kind: undefined } }],
		"pod-0: connection closed: a line is no record: record.kind",
	],
])("a connection with %s is closed and nothing stored", async (_, messages, why) => {
	const { recorder, records, refusals } = await lab();
	const { socket, closed } = await client(recorder.port());
	for (const message of messages) {
		socket.write(`${typeof message === "string" ? message : JSON.stringify(message)}\n`);
	}
	await closed;
	expect(records).toEqual([]);
	expect(refusals).toEqual([expect.stringContaining(why)]);
});

test("a line without end is cut off", async () => {
	const { recorder } = await lab();
	const { socket, closed } = await client(recorder.port());
	socket.write("x".repeat(200_000));
	await closed;
	await until(() => recorder.connections() === 0);
});

test("records split anywhere arrive whole", async () => {
	const { recorder, records } = await lab();
	const { socket, answers } = await client(recorder.port());
	const text = `${JSON.stringify({ hello })}\n${JSON.stringify({ seq: 0, record: record(0) })}\n`;
	for (const character of text) {
		socket.write(character);
		await new Promise((resume) => setImmediate(resume));
	}
	await until(() => answers.length === 1);
	expect(records.length).toBe(1);
});

/** A store whose every record waits until it is told to succeed or to fail. */
function waitingStore() {
	const waiting: { store: () => void; fail: () => void }[] = [];
	return {
		waiting,
		store: () =>
			new Promise<void>((store, reject) => {
				waiting.push({ store, fail: () => reject(new Error("no room")) });
			}),
	};
}

const turn = () => new Promise((resume) => setTimeout(resume, 20));

test("a record that couldn't be stored closes the connection, is told, and is taken when it comes again", async () => {
	let room = false;
	const { recorder, records, refusals, events } = await lab(async () => {
		if (!room) throw new Error("the disk is full");
	});
	const messages = [{ hello }, { seq: 0, record: record(0) }];
	for (const _ of [1, 2]) {
		const { send, answers, closed } = await client(recorder.port());
		send(...messages);
		await closed;
		expect(answers).toEqual([]);
	}
	expect(refusals).toEqual(new Array(2).fill("pod-0: connection closed: the disk is full"));
	expect(events).toEqual([
		{
			time: 2000.25,
			source: "observer",
			event: "record-refused",
			pod: "pod-0",
			process: 1000.5,
			detail: "the disk is full",
		},
	]);
	room = true;
	const { send, answers } = await client(recorder.port());
	send(...messages);
	await until(() => answers.length > 0);
	expect(records.length).toBe(1);
	expect(recorder.stored("pod-0", 1000.5)).toBe(1);
	expect(recorder.gaps()).toBe(0);
});

test("a record that comes again while it is being stored isn't acknowledged before it is, and not at all if that fails", async () => {
	const { store, waiting } = waitingStore();
	const { recorder, records } = await lab(store);
	const messages = [{ hello }, { seq: 0, record: record(0) }];
	const [one, two] = [await client(recorder.port()), await client(recorder.port())];
	one.send(...messages);
	await until(() => waiting.length === 1);
	one.socket.destroy();
	two.send(...messages);
	await turn();
	expect(two.answers).toEqual([]);
	expect(waiting.length).toBe(1);
	waiting[0]?.fail();
	await two.closed;
	expect(two.answers).toEqual([]);
	const three = await client(recorder.port());
	three.send(...messages);
	await until(() => waiting.length === 2);
	waiting[1]?.store();
	await until(() => three.answers.length > 0);
	expect(records.length).toBe(1);
});

test("a message isn't acknowledged on one connection before an earlier one of another connection is stored", async () => {
	const { store, waiting } = waitingStore();
	const { recorder } = await lab(store);
	const [one, two] = [await client(recorder.port()), await client(recorder.port())];
	one.send({ hello }, { seq: 0, record: record(0) });
	await until(() => waiting.length === 1);
	two.send({ hello }, { seq: 1, record: record(1) });
	await until(() => waiting.length === 2);
	waiting[1]?.store();
	await turn();
	expect(two.answers).toEqual([]);
	waiting[0]?.store();
	await until(() => two.answers.length > 0);
	expect(two.answers).toEqual([{ ack: 1 }]);
});

test("another record of a stored number is refused and told, and whoever sent the stored one goes on", async () => {
	const { recorder, records, events } = await lab();
	const honest = await client(recorder.port());
	honest.send({ hello }, { seq: 0, record: record(0) });
	await until(() => honest.answers.length > 0);
	const other = await client(recorder.port());
	other.send({ hello }, { seq: 0, record: { ...record(0), time: 7 } });
	await other.closed;
	expect(other.answers).toEqual([]);
	expect(events).toMatchObject([{ event: "record-refused", pod: "pod-0", process: 1000.5 }]);
	honest.send({ seq: 1, record: record(1) });
	await until(() => honest.answers.length > 1);
	expect(records.map(({ number }) => number)).toEqual([0, 1]);
});

test("a process that gave up what couldn't be stored goes on, and the hole is told", async () => {
	let room = false;
	const { recorder, events } = await lab(async () => {
		if (!room) throw new Error("the disk is full");
	});
	const one = await client(recorder.port());
	one.send({ hello }, { seq: 0, record: record(0) });
	await one.closed;
	room = true;
	const two = await client(recorder.port());
	two.send({ hello: { ...hello, from: 1 } }, { seq: 1, record: record(1) });
	await until(() => two.answers.length > 0);
	expect(two.answers).toEqual([{ ack: 1 }]);
	expect(recorder.gaps()).toBe(1);
	expect(events).toMatchObject([
		{ event: "record-refused", pod: "pod-0" },
		{ event: "gap", pod: "pod-0" },
	]);
});

test("after a restart between storing and acknowledging, nothing is stored twice", async () => {
	const first = await lab();
	const one = await client(first.recorder.port());
	const messages = [{ hello }, ...[0, 1, 2].map((n) => ({ seq: n, record: record(n) }))];
	one.send(...messages);
	await until(() => first.records.length === 3);
	const second = await lab();
	for (const stored of first.records) {
		second.recorder.remember(JSON.parse(JSON.stringify(stored)));
	}
	const two = await client(second.recorder.port());
	two.send(...messages, { seq: 3, record: record(3) });
	await until(() => two.answers.length > 0);
	expect(two.answers.at(-1)).toEqual({ ack: 3 });
	expect(second.records.map(({ number }) => number)).toEqual([3]);
	expect(second.recorder.stored("pod-0", 1000.5)).toBe(4);
});

test("a process that leaves without having confirmed its history is told of, unless it never told anything", async () => {
	const { recorder, unconfirmed } = await lab();
	const silent = await client(recorder.port());
	silent.send({ hello: { ...hello, process: 3, port: 4 } });
	const ends = await client(recorder.port());
	ends.send(
		{ hello },
		{ seq: 0, record: record(0) },
		{
			seq: 1,
			event: {
				source: "application",
				event: "history-confirmed",
				pod: "pod-0",
				process: 1000.5,
				records: 1,
				persisted: 0,
			},
		},
	);
	const killed = [await client(recorder.port()), await client(recorder.port())];
	for (const { send } of killed) {
		send({ hello: { ...hello, process: 2, port: 32_000 } }, { seq: 0, record: { ...record(0), process: 2 } });
	}
	await until(() => [ends, ...killed].every(({ answers }) => answers.length > 0));
	const process2 = {
		pod: "pod-0",
		process: 2,
		address: { host: "127.0.0.1", port: 32_000 },
		hasTold: true,
	};
	expect(recorder.connected()).toEqual([
		{
			...process2,
			process: 3,
			address: { host: "127.0.0.1", port: 4 },
			hasTold: false,
		},
		{ ...process2, process: 1000.5, address: null },
		process2,
	]);
	for (const { socket } of [silent, ends]) socket.destroy();
	killed[0]?.socket.destroy();
	await until(() => recorder.connections() === 1);
	expect(unconfirmed).toEqual([]);
	killed[1]?.socket.destroy();
	await until(() => unconfirmed.length > 0);
	expect(unconfirmed).toEqual([process2]);
	expect(recorder.connected()).toEqual([]);
});

test("whatever fails, is repeated, comes late or breaks off, an acknowledgement means stored", {
	timeout: 60_000,
}, async () => {
	const action = fc.record({
		does: fc.constantFrom(
			...(["send", "send", "send", "store", "store", "store"] as const),
			...(["fail", "connect", "disconnect"] as const),
		),
		which: fc.nat({ max: 12 }),
	});
	await fc.assert(
		fc.asyncProperty(fc.array(action, { maxLength: 30 }), async (actions) => {
			const { store, waiting } = waitingStore();
			const { recorder, records } = await lab(store);
			const isStored = (n: number) => records.some(({ number }) => number === n);
			let acknowledged = -1;
			const connections: {
				seq: number;
				client: Awaited<ReturnType<typeof client>>;
			}[] = [];
			const connect = async () => {
				const made = await client(recorder.port());
				made.send({ hello });
				connections.push({ seq: acknowledged + 1, client: made });
			};
			/** Everything that the connection hasn't sent yet, from what wasn't acknowledged before. */
			const send = (upTo: number) => {
				const open = connections.at(-1);
				for (; open && open.seq <= upTo; open.seq++) {
					open.client.send({ seq: open.seq, record: record(open.seq) });
				}
			};
			const check = async () => {
				for (let i = 0; i < 4; i++) await new Promise((resume) => setImmediate(resume));
				for (const { client } of connections) {
					for (const { ack } of client.answers as { ack: number }[]) {
						for (let n = 0; n <= ack; n++) expect(isStored(n)).toBe(true);
						acknowledged = Math.max(acknowledged, ack);
					}
				}
			};
			await connect();
			for (const action of actions) {
				if (action.does === "send") send(action.which);
				else if (action.does === "connect") await connect();
				else if (action.does === "disconnect") {
					connections.pop()?.client.socket.destroy();
				} else {
					const [next] = waiting.splice(action.which % 6, 1);
					next?.[action.does]();
				}
				await check();
			}
			// Once there is room, everything is stored, once.
			while (acknowledged < 12) {
				for (const { store } of waiting.splice(0)) store();
				const open = connections.at(-1);
				if (!open || open.client.socket.destroyed) await connect();
				send(12);
				await check();
			}
			expect(records.map(({ number }) => number).sort((a, b) => a - b)).toEqual(
				Array.from({ length: 13 }, (_, n) => n),
			);
			await recorder.close();
		}),
		{ numRuns: 40 },
	);
});
test.each([
	["no token", {}, "Only those whose token the observer knows may write to it."],
	["a wrong token", { token: "wrong" }, "Only those whose token the observer knows may write to it."],
	[
		"the scenario's token",
		{ token: exampleTokens.scenario },
		"The token of the scenario is not for the history of a process.",
	],
])(
	"a connection with %s is told so in one sentence, closed and counted, and nothing of it stored",
	async (_, shown, error) => {
		const authorization = authorizationBy(exampleTokens);
		const { recorder, records, refusals } = await lab(undefined, authorization);
		const { send, answers, closed } = await client(recorder.port());
		send({ hello, ...shown }, { seq: 0, record: record(0) });
		await closed;
		expect(answers).toEqual([{ error }]);
		expect(records).toEqual([]);
		expect(refusals).toEqual([`127.0.0.1: connection closed: ${error}`]);
		expect(authorization.refused()).toBe(1);
		const other = await client(recorder.port());
		other.send({ hello, token: exampleTokens.application }, { seq: 0, record: record(0) });
		await until(() => other.answers.length > 0);
		expect(records).toHaveLength(1);
	},
);
