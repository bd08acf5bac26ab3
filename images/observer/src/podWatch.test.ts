import { createServer, type ServerResponse } from "node:http";
import { KubeConfig } from "@kubernetes/client-node";
import { afterEach, expect, test, vi } from "vitest";
import type { LabEvent } from "../../../schema/event.ts";
import { watchPods } from "./podWatch.ts";

interface TestPod {
	metadata: {
		name: string;
		namespace: string;
		uid: string;
		resourceVersion: string;
	};
	status: object;
}

function pod(name: string, uid: string, version: number): TestPod {
	return {
		metadata: {
			name,
			namespace: "holdfast",
			uid,
			resourceVersion: String(version),
		},
		status: {},
	};
}

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
	for (const clean of cleanUp.splice(0).reverse()) await clean();
});

/** As much of an API server as lists and watches Pods. */
async function apiServer() {
	const state = { pods: [] as TestPod[], version: 1, available: true };
	const listings: string[] = [];
	const watches: { from: string | null; response: ServerResponse }[] = [];
	const server = createServer((request, response) => {
		const url = new URL(request.url ?? "/", "http://localhost");
		if (!state.available) {
			response.writeHead(503).end();
			return;
		}
		response.setHeader("content-type", "application/json");
		if (url.searchParams.get("watch") === "true") {
			response.flushHeaders();
			watches.push({ from: url.searchParams.get("resourceVersion"), response });
			return;
		}
		listings.push(url.pathname);
		response.end(
			JSON.stringify({
				kind: "PodList",
				apiVersion: "v1",
				metadata: { resourceVersion: String(state.version) },
				items: state.pods,
			}),
		);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	cleanUp.push(() => {
		server.close();
		server.closeAllConnections();
	});
	const { port } = server.address() as { port: number };
	const config = new KubeConfig();
	config.loadFromClusterAndUser(
		{ name: "test", server: `http://127.0.0.1:${port}`, skipTLSVerify: true },
		{ name: "test" },
	);
	return {
		state,
		listings,
		watches,
		config,
		tell: (type: "ADDED" | "MODIFIED" | "DELETED", object: TestPod) =>
			watches
				.at(-1)
				?.response.write(`${JSON.stringify({ type, object: { kind: "Pod", apiVersion: "v1", ...object } })}\n`),
	};
}

async function until(condition: () => boolean): Promise<void> {
	while (!condition()) await new Promise((resume) => setTimeout(resume, 5));
}

async function lab(pods: TestPod[]) {
	const server = await apiServer();
	server.state.pods = pods;
	const events: LabEvent[] = [];
	const watch = watchPods(
		"holdfast",
		() => 2000.25,
		(event) => events.push(event),
		server.config,
	);
	cleanUp.push(() => watch.close());
	await until(() => watch.watching());
	return { ...server, events, watch };
}

const told = (events: LabEvent[]) => events.map(({ event, pod, uid }) => [event, pod, uid].filter(Boolean).join(" "));

test("Pods that are there already are told, marked, and then what happens to them", async () => {
	const { events, tell, listings } = await lab([pod("pod-0", "u1", 1)]);
	expect(listings).toEqual(["/api/v1/namespaces/holdfast/pods"]);
	tell("ADDED", pod("pod-1", "u2", 2));
	tell("DELETED", pod("pod-0", "u1", 3));
	await until(() => events.length === 3);
	expect(events).toEqual([
		{
			time: 2000.25,
			source: "kubernetes",
			event: "created",
			pod: "pod-0",
			uid: "u1",
			detail: "so already when the watch began",
		},
		{
			time: 2000.25,
			source: "kubernetes",
			event: "created",
			pod: "pod-1",
			uid: "u2",
		},
		{
			time: 2000.25,
			source: "kubernetes",
			event: "deleted",
			pod: "pod-0",
			uid: "u1",
		},
	]);
});

test("a watch that the server ended goes on where it stopped", async () => {
	const { events, tell, watches, listings } = await lab([]);
	tell("ADDED", pod("pod-0", "u1", 7));
	await until(() => events.length === 1);
	watches[0]?.response.end();
	await until(() => watches.length === 2);
	expect(watches[1]?.from).toBe("7");
	tell("DELETED", pod("pod-0", "u1", 8));
	await until(() => events.length === 2);
	expect(told(events)).toEqual(["created pod-0 u1", "deleted pod-0 u1"]);
	expect(listings.length).toBe(1);
});

test("a watch that broke is said to have resumed, with nothing told twice", async () => {
	const silent = vi.spyOn(console, "error").mockImplementation(() => {});
	cleanUp.push(() => silent.mockRestore());
	const { events, tell, watches, state, watch } = await lab([]);
	tell("ADDED", pod("pod-0", "u1", 7));
	await until(() => events.length === 1);
	state.available = false;
	watches[0]?.response.destroy();
	await until(() => !watch.watching());
	await new Promise((resume) => setTimeout(resume, 300));
	state.available = true;
	await until(() => watch.watching());
	tell("DELETED", pod("pod-0", "u1", 8));
	await until(() => events.length === 3);
	expect(told(events)).toEqual(["created pod-0 u1", "watch-resumed", "deleted pod-0 u1"]);
	expect(silent).toHaveBeenCalledWith(expect.stringContaining("the watch of the Pods of holdfast broke"));
});

test("a Pod replaced while nobody watched ends before its successor begins", async () => {
	const { events, watches, state, tell } = await lab([pod("pod-0", "u1", 1)]);
	// The server no longer knows the point where the watch stopped: everything is listed again.
	state.pods = [pod("pod-0", "u2", 9)];
	state.version = 9;
	watches[0]?.response.write(`${JSON.stringify({ type: "ERROR", object: { kind: "Status", code: 410 } })}\n`);
	watches[0]?.response.end();
	await until(() => watches.length === 2);
	expect(watches[1]?.from).toBe("9");
	tell("DELETED", pod("pod-0", "u2", 10));
	await until(() => events.length === 4);
	expect(told(events)).toEqual(["created pod-0 u1", "deleted pod-0 u1", "created pod-0 u2", "deleted pod-0 u2"]);
});
