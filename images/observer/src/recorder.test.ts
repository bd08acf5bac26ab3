import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { afterEach, expect, test } from "vitest";
import type { LabEvent } from "../../../analysis/schema/event.ts";
import type { OperationRecord } from "../../../analysis/schema/operation.ts";
import { type Authorization, authorizationBy } from "./authorization.ts";
import { createRecorder } from "./recorder.ts";
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

async function lab(
	store: () => Promise<void> = async () => {},
	authorization?: Authorization,
) {
	const records: OperationRecord[] = [];
	const events: LabEvent[] = [];
	const refusals: string[] = [];
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
		...(authorization && { authorization }),
	});
	await recorder.listen("127.0.0.1", 0);
	cleanUp.push(() => recorder.close());
	return { recorder, records, events, refusals };
}

async function client(port: number) {
	const socket: Socket = connect(port, "127.0.0.1");
	socket.on("error", () => {});
	const answers: unknown[] = [];
	createInterface(socket)
		.on("line", (line) => answers.push(JSON.parse(line)))
		.on("error", () => {});
	const closed = new Promise<void>((resolve) =>
		socket.on("close", () => resolve()),
	);
	cleanUp.push(() => socket.destroy());
	return {
		answers,
		closed,
		socket,
		send: (...messages: object[]) =>
			socket.write(messages.map((m) => `${JSON.stringify(m)}\n`).join("")),
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
	expect(events).toMatchObject([
		{ source: "observer", event: "gap", pod: "pod-0", process: 1000.5 },
	]);
});

test.each([
	[
		"no hello",
		[{ seq: 0, record: record(0) }],
		"127.0.0.1: connection closed: the first line is no hello",
	],
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
])(
	"a connection with %s is closed and nothing stored",
	async (_, messages, why) => {
		const { recorder, records, refusals } = await lab();
		const { socket, closed } = await client(recorder.port());
		for (const message of messages) {
			socket.write(
				`${typeof message === "string" ? message : JSON.stringify(message)}\n`,
			);
		}
		await closed;
		expect(records).toEqual([]);
		expect(refusals).toEqual([expect.stringContaining(why)]);
	},
);

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

test.each([
	[
		"no token",
		{},
		"Only those whose token the observer knows may write to it.",
	],
	[
		"a wrong token",
		{ token: "wrong" },
		"Only those whose token the observer knows may write to it.",
	],
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
		other.send(
			{ hello, token: exampleTokens.application },
			{ seq: 0, record: record(0) },
		);
		await until(() => other.answers.length > 0);
		expect(records).toHaveLength(1);
	},
);
