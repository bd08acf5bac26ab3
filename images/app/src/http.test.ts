import { expect, test } from "vitest";
import { application } from "./http.ts";
import type { Status } from "./status.ts";

function app(over: Partial<Status> = {}, alive = true, ready = true) {
	return application({
		alive: () => alive,
		ready: () => ready,
		status: () => ({
			pod: "pod-0",
			mode: "central",
			index: 7,
			state: "s+/=",
			process: 1000.5,
			missedIntervals: 2,
			...over,
		}),
		registry: {
			metrics: async () => "holdfast_state_index 7\n",
			contentType: "text/plain; version=0.0.4; charset=utf-8",
		},
	});
}

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
		await app({ index: null, state: null, pod: "<b>" }).request("/")
	).text();
	expect(html).toContain("none yet");
	expect(html).not.toContain("<b>");
});

test("probes answer 503 when the loop stands, and before the first update", async () => {
	expect((await app().request("/livez")).status).toBe(200);
	expect((await app({}, false).request("/livez")).status).toBe(503);
	expect((await app().request("/readyz")).status).toBe(200);
	expect((await app({}, true, false).request("/readyz")).status).toBe(503);
});

test("metrics keep their content type", async () => {
	const response = await app().request("/metrics");
	expect(response.headers.get("content-type")).toContain("version=0.0.4");
	expect(await response.text()).toBe("holdfast_state_index 7\n");
});
