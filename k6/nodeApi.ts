/// <reference types="k6" />
import { sleep } from "k6";
import http from "k6/http";
import type { Seen } from "./faults/witness.ts";
import { apiParams, fail, jsonOf, podsUrl, reasonOf } from "./lab.ts";
import type { Lab } from "./labDescription.ts";
import { backInService, closed, type NodePatch, type NodeStatus, nodeClosures, parseNode } from "./nodes.ts";
import type { PodStatus } from "./pods.ts";

const openWithinSeconds = 15;
const askEverySeconds = 0.2;
/** How often somebody asks for an eviction again who was refused it. */
const askAgainSeconds = 0.5;

/** A node as the API has it; null when it doesn't answer. */
export function readNode(lab: Lab, name: string): NodeStatus | null {
	const response = http.get(nodeUrl(lab, name), apiParams(lab, "nodes"));
	return response.status === 200 ? parseNode(jsonOf(response)) : null;
}

/**
 * Changes a node; false when somebody else has changed it since it was read. Ends the test when it
 * is refused.
 */
export function patchNode(lab: Lab, name: string, patch: NodePatch): boolean {
	const params = apiParams(lab, "nodes");
	const response = http.patch(nodeUrl(lab, name), JSON.stringify(patch), {
		...params,
		headers: {
			...params.headers,
			"Content-Type": "application/merge-patch+json",
		},
		responseCallback: http.expectedStatuses({ min: 200, max: 299 }, 409),
	});
	if (response.status === 200) return true;
	if (response.status === 409) return false;
	return fail(`The Kubernetes API refuses a change of the node ${name}: ${reasonOf(response)}.`);
}

/**
 * Opens a node and says nothing of its being out of service any more, whoever said so, until the
 * API says that it is so.
 *
 * @returns what the API said in the end
 */
export function nodeOpened(lab: Lab, name: string): Seen {
	const end = Date.now() + openWithinSeconds * 1000;
	for (;;) {
		const node = readNode(lab, name);
		if (node !== null) {
			const left = nodeClosures(node);
			if (left.length === 0) {
				return {
					outcome: "confirmed",
					value: 0,
					detail: `the API has the node ${name} open and in service`,
				};
			}
			if (Date.now() >= end) {
				return {
					outcome: "mismatch",
					value: left.length,
					detail: `the API has the node ${name} ${left.join(" and ")}`,
				};
			}
			if (node.closed) patchNode(lab, name, closed(false));
			const patch = backInService(node);
			if (patch !== null) patchNode(lab, name, patch);
			continue;
		}
		if (Date.now() >= end) {
			return {
				outcome: "inconclusive",
				value: null,
				detail: `the API doesn't say what is of the node ${name}`,
			};
		}
		sleep(askEverySeconds);
	}
}

/**
 * Asks that Pods leave their node, all at the same moment, in their own time. One that a disruption
 * budget keeps is asked again, as `kubectl drain` does.
 *
 * @param until when the asking ends, in milliseconds since 1970
 * @param left told which Pods leave, as soon as they do
 * @returns the Pods that never did
 */
export function evictPods(
	lab: Lab,
	pods: readonly PodStatus[],
	until: number,
	left: (pods: readonly PodStatus[]) => void,
): PodStatus[] {
	let kept = [...pods];
	for (;;) {
		const answers = evictOnce(lab, kept);
		const leaving = kept.filter((_, i) => answers[i] === "leaves");
		if (leaving.length > 0) left(leaving);
		kept = kept.filter((_, i) => answers[i] === "kept");
		if (kept.length === 0 || Date.now() >= until) return kept;
		sleep(askAgainSeconds);
	}
}

function evictOnce(lab: Lab, pods: readonly PodStatus[]) {
	const params = {
		...apiParams(lab),
		responseCallback: http.expectedStatuses({ min: 200, max: 299 }, 404, 429),
	};
	const responses = http.batch(
		pods.map(({ name: shown, podName: name = shown, uid }) => ({
			method: "POST" as const,
			url: `${podsUrl(lab)}/${name}/eviction`,
			body: JSON.stringify({
				apiVersion: "policy/v1",
				kind: "Eviction",
				metadata: { name, namespace: lab.namespace },
				deleteOptions: { preconditions: { uid } },
			}),
			params,
		})),
	);
	return responses.map((response) => {
		const { status } = response;
		if (status === 201 || status === 200) return "leaves";
		if (status === 429) return "kept";
		// Deleted by somebody else meanwhile.
		if (status === 404 || status === 409) return "gone";
		return fail(`The Kubernetes API refuses an eviction: ${reasonOf(response)}.`);
	});
}

function nodeUrl({ server }: Lab, name: string): string {
	return `${server}/api/v1/nodes/${name}`;
}
