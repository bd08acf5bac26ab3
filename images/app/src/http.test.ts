import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { listen } from "../../listen.ts";
import { application, type HttpSources } from "./http.ts";
import type { Advance } from "./replica.ts";
import type { Status } from "./status.ts";

const status: Status = {
	pod: "pod-0",
	mode: "central",
	index: 7,
	state: "s+/=",
	process: 1000.5,
	missedIntervals: 2,
};
const sources: HttpSources = {
	alive: () => true,
	ready: () => true,
	status: () => status,
	stored: async () => ({ kind: "read", state: "s+/=" }),
	history: () => ({ records: 9, persisted: 2 }),
	advance: async () => ({ outcome: "refused", reason: "Not now." }),
	registry: {
		metrics: async () => "holdfast_state_index 7\n",
		contentType: "text/plain; version=0.0.4; charset=utf-8",
	},
};
const app = (over: Partial<HttpSources> = {}) => application({ ...sources, ...over });

test("whoever asks for JSON gets what the replica knows", async () => {
	const response = await app().request("/", {
		headers: { accept: "application/json" },
	});
	expect(await response.json()).toEqual({
		pod: "pod-0",
		mode: "central",
		index: 7,
		state: "s+/=",
		process: 1000.5,
		missedIntervals: 2,
	});
});

test("a browser gets a page with identifier, state, index and mode", async () => {
	const response = await app().request("/");
	expect(response.headers.get("content-type")).toMatch(/^text\/html/);
	const html = await response.text();
	for (const part of ["pod-0", "central", "<dd>7</dd>", "s+/="]) {
		expect(html).toContain(part);
	}
});

test("the page shows that there is no state yet, and no foreign markup", async () => {
	const html = await (
		await app({
			status: () => ({ ...status, index: null, state: null, pod: "<b>" }),
		}).request("/")
	).text();
	expect(html).toContain("none yet");
	expect(html).not.toContain("<b>");
});

test("whoever asks is told how much of its history the process has sent", async () => {
	const response = await app().request("/history");
	expect(await response.json()).toEqual({
		pod: "pod-0",
		process: 1000.5,
		records: 9,
		persisted: 2,
	});
});

test("probes answer 503 when the loop stands, and before the first update", async () => {
	const answers = async (path: string, over: Partial<HttpSources>) => (await app(over).request(path)).status;
	expect(await answers("/livez", {})).toBe(200);
	expect(await answers("/livez", { alive: () => false })).toBe(503);
	expect(await answers("/readyz", {})).toBe(200);
	expect(await answers("/readyz", { ready: () => false })).toBe(503);
});

test("metrics keep their content type", async () => {
	const response = await app().request("/metrics");
	expect(response.headers.get("content-type")).toContain("version=0.0.4");
	expect(await response.text()).toBe("holdfast_state_index 7\n");
});

describe("POST /advance", () => {
	const ask = (advance: Advance) =>
		app({ advance: async () => advance }).request("/advance", {
			method: "POST",
		});

	test("an acknowledged update is answered with the state that it made", async () => {
		const response = await ask({
			outcome: "ok",
			position: { index: 8, state: "t+/=" },
		});
		expect(response.status).toBe(200);
		expect(await response.json()).toEqual({
			pod: "pod-0",
			process: 1000.5,
			index: 8,
			state: "t+/=",
		});
	});

	test.each(["fail", "refused"] as const)(
		"one that was certainly not applied (%s) may be asked for again",
		async (outcome) => {
			const response = await ask({ outcome, reason: "The store is gone." });
			expect(response.status).toBe(503);
			expect(response.headers.get("retry-after")).toBe("1");
			expect(await response.json()).toEqual({ error: "The store is gone." });
		},
	);

	test("one of unknown outcome is a time-out", async () => {
		const response = await ask({ outcome: "unknown", reason: "No answer." });
		expect(response.status).toBe(504);
		expect(response.headers.has("retry-after")).toBe(false);
		expect(await response.json()).toEqual({ error: "No answer." });
	});

	test("a client that hangs up is noticed", async () => {
		const asked = Promise.withResolvers<AbortSignal>();
		const server = await listen(
			app({
				advance: (clientLeft) => {
					asked.resolve(clientLeft);
					return new Promise(() => {});
				},
			}),
			{ host: "127.0.0.1", port: 0 },
		);
		const { port } = server.address() as AddressInfo;
		const hangUp = new AbortController();
		const answer = fetch(`http://127.0.0.1:${port}/advance`, {
			method: "POST",
			signal: hangUp.signal,
		}).catch(() => null);
		const clientLeft = await asked.promise;
		expect(clientLeft.aborted).toBe(false);
		const noticed = once(clientLeft, "abort");
		hangUp.abort();
		await noticed;
		await answer;
		server.close();
	});
});

test("whoever asks for another identity's stored state is told who answers", async () => {
	const asked: string[] = [];
	const response = await app({
		async stored(identity) {
			asked.push(identity);
			return { kind: "read", state: null };
		},
	}).request("/stored/pod-3");
	expect(asked).toEqual(["pod-3"]);
	expect(response.status).toBe(200);
	expect(await response.json()).toEqual({
		...{ pod: "pod-3", by: "pod-0", process: 1000.5, state: null },
	});
});

test.each([
	["no-identity", 400],
	["not-here", 404],
	["unavailable", 503],
] as const)("a stored state that is %s is answered %i, with a sentence", async (kind, status) => {
	const response = await app({
		stored: async () => ({ kind, error: "Because." }),
	}).request("/stored/pod-3");
	expect(response.status).toBe(status);
	expect(await response.json()).toEqual({ error: "Because." });
});
