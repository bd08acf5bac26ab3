import { expect, test } from "vitest";
import { type Api, ApiError } from "../api.ts";
import { WaitFailed, waitUntilGone, waitUntilReady } from "./wait.ts";

const pod = {
	apiVersion: "v1",
	kind: "Pod",
	metadata: { name: "a", namespace: "n", uid: "1" },
	status: { phase: "Pending" },
};
const ready = {
	...pod,
	status: { conditions: [{ type: "Ready", status: "True" }] },
};
const notFound = new ApiError("no", 404, "NotFound");

/** An API whose object passes through these states, and stays in the last. */
function api(...states: unknown[]): Api {
	return {
		server: "https://api",
		async send() {
			const state = states.length > 1 ? states.shift() : states[0];
			if (state instanceof Error) throw state;
			return state;
		},
	};
}

function options(timeoutSeconds: number) {
	const lines: string[] = [];
	return {
		lines,
		timeoutSeconds,
		signal: new AbortController().signal,
		status: (line: string) => lines.push(line),
	};
}

test("the object is given as it is when ready", async () => {
	const waiting = options(10);
	expect(await waitUntilReady(api(pod, ready), "/a", pod, waiting)).toBe(ready);
	expect(waiting.lines).toEqual(["it is Pending and not ready"]);
});

test("time runs out with the reason and the object as last seen", async () => {
	const wait = waitUntilReady(api(pod), "/a", pod, options(0.3));
	await expect(wait).rejects.toThrow(
		"Pod a is not ready: it is Pending and not ready, after 0.3 s.\nPod a: Pending: its containers have not been started yet",
	);
	await expect(wait).rejects.toBeInstanceOf(WaitFailed);
	await expect(wait).rejects.toHaveProperty("live", pod);
});

test("what was deleted or replaced meanwhile isn't waited for", async () => {
	await expect(
		waitUntilReady(api(notFound), "/a", pod, options(10)),
	).rejects.toThrow("Pod a was deleted by somebody else");
	const other = { ...ready, metadata: { ...pod.metadata, uid: "2" } };
	await expect(
		waitUntilReady(api(other), "/a", pod, options(10)),
	).rejects.toThrow("Pod a was replaced by somebody else");
});

test("gone is gone, also when another has taken its name", async () => {
	await waitUntilGone(api(pod, notFound), "/a", pod, options(10), {
		pods: false,
	});
	const other = { ...pod, metadata: { ...pod.metadata, uid: "2" } };
	await waitUntilGone(api(pod, other), "/a", pod, options(10), { pods: false });
});

test("what holds an object back is named", async () => {
	const held = { ...pod, metadata: { ...pod.metadata, finalizers: ["x/y"] } };
	await expect(
		waitUntilGone(api(held), "/a", held, options(0.3), { pods: false }),
	).rejects.toThrow(
		"Pod a is not gone after 0.3 s: it is still there, held by x/y.",
	);
});

test("a wait ends when it is cancelled", async () => {
	const signal = AbortSignal.timeout(100);
	await expect(
		waitUntilReady(api(pod), "/a", pod, { ...options(10), signal }),
	).rejects.toThrow();
});
