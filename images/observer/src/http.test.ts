import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import type { LabEvent } from "../../../schema/event.ts";
import type { ReadRecord } from "../../../schema/read.ts";
import { type Authorization, authorizationBy } from "./authorization.ts";
import { application, type LinesFile } from "./http.ts";
import { exampleTokens } from "./tokens.fixture.ts";

function fileOf(content: string): LinesFile {
	return {
		writtenBytes: () => content.length,
		read: ({ first, last } = { first: 0, last: content.length - 1 }) =>
			Readable.from([Buffer.from(content.slice(first, last + 1))]),
	};
}

function lab(store: (stored: LabEvent | ReadRecord) => Promise<void> = async () => {}, authorization?: Authorization) {
	const events: LabEvent[] = [];
	const reads: ReadRecord[] = [];
	const app = application({
		clock: () => 2000.25,
		status: () => ({
			operations: 2,
			events: 1,
			reads: 3,
			gaps: 0,
			refused: 4,
			full: ["reads.ndjson"],
			connections: 5,
			watching: true,
			startedAt: 1999.5,
			recovered: { operations: 1, events: 0, reads: 0, damagedBytes: 7 },
			unauthorized: 0,
		}),
		operations: fileOf('{"n":1}\n{"n":2}\n'),
		events: fileOf(""),
		reads: fileOf('{"n":3}\n'),
		store: async (event) => {
			await store(event);
			events.push(event);
		},
		storeRead: async (read) => {
			await store(read);
			reads.push(read);
		},
		confirm: async () => [{ pod: "pod-0", process: 1000.5, records: null, stored: 8 }],
		...(authorization && { authorization }),
		ready: () => true,
		registry: {
			metrics: async () => "",
			contentType: "text/plain; version=0.0.4; charset=utf-8",
		},
	});
	const post = (body: string, path = "/events", token?: string) =>
		app.request(path, {
			method: "POST",
			body,
			headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
		});
	return { app, events, reads, post };
}

test("a scenario's event is stamped by the observer and keeps the sender's time", async () => {
	const { post, events } = lab();
	const event = {
		source: "chaos",
		event: "fault-injected",
		fault: "delete-pods",
		pod: "pod-3",
		senderTime: 1999.5,
	};
	const response = await post(JSON.stringify(event));
	expect(response.status).toBe(201);
	expect(events).toEqual([{ time: 2000.25, ...event }]);
});

test("what a witness saw of a fault is taken, with its number", async () => {
	const { post, events } = lab();
	const event = {
		source: "witness",
		event: "fault-witnessed",
		fault: "cut-off",
		faultNumber: 0,
		outcome: "confirmed",
		value: 412,
		detail: "412 packets were dropped",
	};
	expect((await post(JSON.stringify(event))).status).toBe(201);
	expect(events).toEqual([{ time: 2000.25, ...event }]);
});

test.each([
	["no JSON", "{"],
	["another source", '{"source":"kubernetes","event":"deleted"}'],
	["a time of its own", '{"source":"chaos","event":"run-started","time":1}'],
	["an unknown event", '{"source":"chaos","event":"tea"}'],
])("an event with %s is refused", async (_, body) => {
	const { post, events } = lab();
	const response = await post(body);
	expect(response.status).toBe(400);
	expect(await response.json()).toEqual({
		error: expect.stringContaining("Not an event of a scenario"),
	});
	expect(events).toEqual([]);
});

test("an endless event is refused", async () => {
	const { post } = lab();
	expect((await post("x".repeat(100_000))).status).toBe(413);
});

test("an event that can't be stored is not acknowledged", async () => {
	const { post } = lab(async () => {
		throw new Error("the disk is full");
	});
	const response = await post('{"source":"chaos","event":"run-started"}');
	expect(response.status).toBe(500);
	expect(await response.json()).toEqual({ error: "the disk is full" });
});

test("files come as lines, and the status as JSON", async () => {
	const { app } = lab();
	expect(await (await app.request("/operations.ndjson")).text()).toBe('{"n":1}\n{"n":2}\n');
	expect(await (await app.request("/events.ndjson")).text()).toBe("");
	expect(await (await app.request("/reads.ndjson")).text()).toBe('{"n":3}\n');
	expect(await (await app.request("/status")).json()).toEqual({
		operations: 2,
		events: 1,
		reads: 3,
		gaps: 0,
		refused: 4,
		full: ["reads.ndjson"],
		connections: 5,
		watching: true,
		startedAt: 1999.5,
		recovered: { operations: 1, events: 0, reads: 0, damagedBytes: 7 },
		unauthorized: 0,
	});
});

describe("a file is followed by asking for the bytes that aren't known yet", () => {
	const part = async (range: string, path = "/operations.ndjson") => {
		const response = await lab().app.request(path, { headers: { range } });
		return {
			status: response.status,
			of: response.headers.get("content-range"),
			text: await response.text(),
		};
	};

	test.each([
		["bytes=8-", "bytes 8-15/16", '{"n":2}\n'],
		["bytes=-8", "bytes 8-15/16", '{"n":2}\n'],
		["bytes=1-5", "bytes 1-5/16", '"n":1'],
	])("%s", async (range, of, text) => {
		expect(await part(range)).toEqual({ status: 206, of, text });
	});

	test("and nothing new is said with the size of what is there", async () => {
		const nothing = { status: 416, text: "" };
		expect(await part("bytes=16-")).toEqual({ ...nothing, of: "bytes */16" });
		expect(await part("bytes=0-", "/events.ndjson")).toEqual({
			...nothing,
			of: "bytes */0",
		});
	});

	test("and a range that can't be understood gets the whole file", async () => {
		expect(await part("bytes=0-1,4-5")).toEqual({
			status: 200,
			of: null,
			text: '{"n":1}\n{"n":2}\n',
		});
	});
});

describe("what clients read", () => {
	const read = {
		pod: "pod-0",
		client: "reader-3",
		kind: "read" as const,
		process: 1000.5,
		index: 7,
		state: "s+/=",
		started: 1999.5,
		ended: 1999.504,
	};
	const unknown = { ...read, index: null, state: null };

	test("is stamped by the observer and stored in its order", async () => {
		const { post, reads } = lab();
		const response = await post(JSON.stringify([read, unknown]), "/reads");
		expect(response.status).toBe(201);
		expect(await response.json()).toEqual({ stored: 2 });
		expect(reads).toEqual([
			{ ...read, received: 2000.25 },
			{ ...unknown, received: 2000.25 },
		]);
	});

	test("comes as up to 500 records, which fit into a request", async () => {
		const { post, reads } = lab();
		const many = (count: number) => post(JSON.stringify(Array(count).fill(read)), "/reads");
		expect((await many(500)).status).toBe(201);
		expect(reads.length).toBe(500);
		expect((await many(501)).status).toBe(400);
		expect((await many(0)).status).toBe(400);
		expect((await post("x".repeat(300_000), "/reads")).status).toBe(413);
	});

	test.each([
		["no JSON", "["],
		["no list", JSON.stringify(read)],
		["an unknown kind", JSON.stringify([{ ...read, kind: "write" }])],
		["a time of arrival", JSON.stringify([{ ...read, received: 1 }])],
	])("is refused as %s, and nothing of it is stored", async (_, body) => {
		const { post, reads } = lab();
		const response = await post(body, "/reads");
		expect(response.status).toBe(400);
		expect(await response.json()).toEqual({
			error: expect.stringContaining("Not a list of 1 to 500 records of what clients read"),
		});
		expect(reads).toEqual([]);
	});

	test("is refused with the first few complaints", async () => {
		const { post } = lab();
		const response = await post(JSON.stringify(Array(9).fill({})), "/reads");
		const { error } = (await response.json()) as { error: string };
		expect(error).toMatch(/: 0\.pod: .*; and \d+ more\.$/);
		expect(error.length).toBeLessThan(500);
	});

	test("is not acknowledged when it can't be stored", async () => {
		const { post } = lab(async () => {
			throw new Error("the disk is full");
		});
		const response = await post(JSON.stringify([read]), "/reads");
		expect(response.status).toBe(500);
		expect(await response.json()).toEqual({ error: "the disk is full" });
	});
});

test("whoever asks for confirmations is told what each process says", async () => {
	const response = await lab().post("", "/confirm");
	expect(response.status).toBe(200);
	expect(await response.json()).toEqual([{ pod: "pod-0", process: 1000.5, records: null, stored: 8 }]);
});

describe("where tokens are asked for", () => {
	const guarded = () => {
		const authorization = authorizationBy(exampleTokens);
		return { ...lab(undefined, authorization), authorization };
	};
	const chaos = '{"source":"chaos","event":"run-started"}';
	const reads = JSON.stringify([
		{
			...{ pod: "pod-0", client: "reader-0", kind: "read", process: 1 },
			...{ index: null, state: null, started: 1, ended: 2 },
		},
	]);

	test.each([
		["an event", "/events", chaos],
		["what clients read", "/reads", reads],
		["whatever else there will be", "/confirm", "{}"],
	])("%s is taken from nobody without a token, or with a wrong one", async (_, path, body) => {
		const { post, events, reads, authorization } = guarded();
		for (const token of [undefined, "", "wrong"]) {
			const response = await post(body, path, token);
			expect(response.status).toBe(401);
			expect(await response.json()).toEqual({
				error: "Only those whose token the observer knows may write to it.",
			});
		}
		expect([events, reads]).toEqual([[], []]);
		expect(authorization.refused()).toBe(3);
	});

	test.each([
		["application", chaos],
		["consensus", chaos],
		["controller", '{"source":"consensus","event":"formed"}'],
		["store", '{"source":"controller","event":"promoted"}'],
		["clients", chaos],
		["scenario", '{"source":"store","event":"lied"}'],
	] as const)("the %s can't speak for another: %s", async (writer, body) => {
		const { post, events, authorization } = guarded();
		const response = await post(body, "/events", exampleTokens[writer]);
		const { source } = JSON.parse(body) as { source: string };
		expect(response.status).toBe(403);
		expect(await response.json()).toEqual({
			error: `The token of the ${writer} is not for events of the source ${source}.`,
		});
		expect(authorization.refused()).toBe(1);
		expect(events).toEqual([]);
	});

	test("everybody's own is taken", async () => {
		const { post, events, authorization } = guarded();
		for (const [writer, source, event] of [
			["scenario", "chaos", "run-started"],
			["consensus", "consensus", "formed"],
			["controller", "controller", "promoted"],
			["store", "store", "lied"],
		] as const) {
			const response = await post(JSON.stringify({ source, event }), "/events", exampleTokens[writer]);
			expect(response.status).toBe(201);
		}
		expect(events).toHaveLength(4);
		for (const writer of ["scenario", "clients"] as const) {
			const response = await post(reads, "/reads", exampleTokens[writer]);
			expect(response.status).toBe(201);
		}
		expect((await post(reads, "/reads", exampleTokens.application)).status).toBe(403);
		expect(authorization.refused()).toBe(1);
	});

	test("anybody may read", async () => {
		const { app, authorization } = guarded();
		for (const path of [
			...["/operations.ndjson", "/events.ndjson", "/reads.ndjson"],
			...["/status", "/metrics", "/readyz", "/livez"],
		]) {
			expect((await app.request(path)).status).toBe(200);
		}
		expect(authorization.refused()).toBe(0);
	});
});
