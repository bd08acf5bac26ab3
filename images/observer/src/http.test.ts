import { Readable } from "node:stream";
import { expect, test } from "vitest";
import type { LabEvent } from "../../../analysis/schema/event.ts";
import { application } from "./http.ts";

function lab(store: (event: LabEvent) => Promise<void> = async () => {}) {
	const events: LabEvent[] = [];
	const app = application({
		clock: () => 2000.25,
		status: () => ({
			operations: 2,
			events: 1,
			gaps: 0,
			connections: 5,
			watching: true,
		}),
		operations: () =>
			Readable.from([Buffer.from('{"n":1}\n'), Buffer.from('{"n":2}\n')]),
		events: () => Readable.from([]),
		store: async (event) => {
			await store(event);
			events.push(event);
		},
		ready: () => true,
		registry: {
			metrics: async () => "",
			contentType: "text/plain; version=0.0.4; charset=utf-8",
		},
	});
	const post = (body: string) =>
		app.request("/events", { method: "POST", body });
	return { app, events, post };
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
	expect(await (await app.request("/operations.ndjson")).text()).toBe(
		'{"n":1}\n{"n":2}\n',
	);
	expect(await (await app.request("/events.ndjson")).text()).toBe("");
	expect(await (await app.request("/status")).json()).toEqual({
		operations: 2,
		events: 1,
		gaps: 0,
		connections: 5,
		watching: true,
	});
});
