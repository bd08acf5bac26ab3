/// <reference types="k6" />
import http from "k6/http";
import { apiParams, fail, jsonOf, podsUrl, reasonOf } from "./lab.ts";
import type { Lab } from "./labDescription.ts";
import {
	backInService,
	closed,
	type NodePatch,
	type NodeStatus,
	parseNode,
} from "./nodes.ts";
import type { PodStatus } from "./pods.ts";

/** A node as the API has it; null when it doesn't answer. */
export function readNode(lab: Lab, name: string): NodeStatus | null {
	const response = http.get(nodeUrl(lab, name), apiParams(lab, "nodes"));
	return response.status === 200 ? parseNode(jsonOf(response)) : null;
}

/** Changes a node; false when somebody else has changed it since it was read. Ends the test when it is refused. */
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
	return fail(
		`The Kubernetes API refuses a change of the node ${name}: ${reasonOf(response)}.`,
	);
}

/** Opens a node and says nothing of its being out of service any more, whoever said so. */
export function restoreNode(lab: Lab, name: string): void {
	patchNode(lab, name, closed(false));
	for (;;) {
		const node = readNode(lab, name);
		const patch = node && backInService(node);
		if (patch === null || patchNode(lab, name, patch)) return;
	}
}

/** Asks that Pods leave their node, all at the same moment, in their own time. */
export function evictPods(lab: Lab, pods: readonly PodStatus[]): void {
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
			params: apiParams(lab),
		})),
	);
	for (const response of responses) {
		if (response.status === 201 || response.status === 200) continue;
		fail(`The Kubernetes API refuses an eviction: ${reasonOf(response)}.`);
	}
}

function nodeUrl({ server }: Lab, name: string): string {
	return `${server}/api/v1/nodes/${name}`;
}
