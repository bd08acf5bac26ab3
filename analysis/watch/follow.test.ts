import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { LabEvent } from "../../schema/event.ts";
import { labEvent } from "../../schema/event.ts";
import { type FollowOptions, follow, Unanswered } from "./follow.ts";
import { type ObserverFixture, serveObserver } from "./observer.fixture.ts";

const { signal } = new AbortController();

function eventsNamed(...details: string[]): LabEvent[] {
	return details.map((detail) => ({
		time: 1,
		source: "chaos",
		event: "fault-injected",
		detail,
	}));
}

describe("a file of the observer", () => {
	let observer: ObserverFixture;
	beforeEach(async () => {
		observer = await serveObserver();
	});
	afterEach(() => observer.close());

	function following(options?: FollowOptions) {
		const file = follow(observer.url, "events.ndjson", labEvent, options);
		return async () => (await file.news(signal)).map(({ detail = "" }) => detail);
	}

	test("is read once, and then only what was added", async () => {
		const news = following();
		expect(await news()).toEqual([]);
		await observer.tell({ events: eventsNamed("a", "b") });
		expect(await news()).toEqual(["a", "b"]);
		expect(await news()).toEqual([]);
		await observer.tell({ events: eventsNamed("ä") });
		expect(await news()).toEqual(["ä"]);
		const lineBytes = (detail: string) => Buffer.byteLength(`${JSON.stringify(eventsNamed(detail)[0])}\n`);
		expect(observer.answeredBytes).toEqual([0, 2 * lineBytes("a"), 0, lineBytes("ä")]);
	});

	test.each([11, 64, 1000])("is whole when %d bytes are had at once, however lines are cut", async (pageBytes) => {
		const news = following({ pageBytes });
		const details = Array.from({ length: 4 }, (_, i) => `ä€😀 ${i}`);
		await observer.tell({ events: eventsNamed(...details) });
		const all: string[] = [];
		while (all.length < details.length) all.push(...(await news()));
		expect(all).toEqual(details);
	});

	test("can be begun near its end, with whole lines", async () => {
		await observer.tell({ events: eventsNamed("a", "b", "c") });
		const news = following({ lastBytes: 100 });
		expect(await news()).toEqual(["c"]);
		await observer.tell({ events: eventsNamed("d") });
		expect(await news()).toEqual(["d"]);
	});

	test("is had from its start where it is shorter than what is asked for", async () => {
		const news = following({ lastBytes: 10_000 });
		expect(await news()).toEqual([]);
		await observer.tell({ events: eventsNamed("a") });
		expect(await news()).toEqual(["a"]);
	});
});

describe("whoever else answers", () => {
	let answer: { status: number; range?: string; body?: string };
	let url: string;
	const server = createServer((_, response) => {
		const { status, range, body } = answer;
		response.writeHead(status, range ? { "content-range": range } : {});
		response.end(body);
	});
	beforeEach(async () => {
		await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
		url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	});
	afterEach(() => new Promise((done) => server.close(done)));

	test.each([
		["an observer that knows no ranges", { status: 200, body: "{}\n" }, /is of another version\. Run "npm run setup"/],
		["another server", { status: 404 }, /can't be followed \(status 404\)/],
		[
			"lines that are no JSON",
			{ status: 206, range: "bytes 0-2/3", body: "no\n" },
			/events\.ndjson: a line is not JSON: no$/,
		],
		[
			"lines of another kind",
			{ status: 206, range: "bytes 0-2/3", body: "{}\n" },
			/not what this version of Holdfast expects: "time"/,
		],
	])("%s: that is said, and not tried again", async (_, wrong, sentence) => {
		answer = wrong;
		const error = await follow(url, "events.ndjson", labEvent)
			.news(signal)
			.catch((error: Error) => error);
		expect(error).not.toBeInstanceOf(Unanswered);
		expect((error as Error).message).toMatch(sentence);
	});

	test("a history that became shorter is another lab's", async () => {
		const line = `${JSON.stringify(eventsNamed("a")[0])}\n`;
		const last = line.length - 1;
		const file = follow(url, "events.ndjson", labEvent);
		answer = {
			status: 206,
			range: `bytes 0-${last}/${line.length}`,
			body: line,
		};
		expect(await file.news(signal)).toEqual(eventsNamed("a"));
		answer = { status: 416, range: "bytes */5" };
		await expect(file.news(signal)).rejects.toThrow(/began anew/);
	});

	test("a server in trouble, or none at all, may be asked again", async () => {
		const file = follow(url, "events.ndjson", labEvent);
		answer = { status: 500 };
		await expect(file.news(signal)).rejects.toThrow(Unanswered);
		await new Promise((done) => server.close(done));
		await expect(file.news(signal)).rejects.toThrow(/doesn't answer: .*ECONNREFUSED.* Is the lab still up\?$/);
	});
});
