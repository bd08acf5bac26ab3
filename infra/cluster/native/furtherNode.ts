import { apiClient, isReady } from "./apiClient.ts";
import { nodeAgents } from "./components.ts";
import { until } from "./effects.ts";
import { takeCredentials } from "./nodeCredentials.ts";
import type { PreparedNode } from "./preparedNode.ts";

/** Nodes that come up at the same time share the machine's processors. */
const readyWithinSeconds = 180;

/**
 * Runs what makes a prepared node one more of the cluster: kubelet and kube-proxy, with what the
 * first node issued.
 */
export async function becomeFurther(prepared: PreparedNode): Promise<void> {
	const { node, order, supervisor, network, images } = prepared;
	const kubelet = await takeCredentials(node);
	await network;
	const api = apiClient(kubelet);
	await until("the API server answers", readyWithinSeconds, async () => {
		return (await api("GET", "/readyz")).status === 200;
	});
	for (const component of nodeAgents(order.binaries, node)) {
		supervisor.start(component);
	}
	const own = () => api("GET", `/api/v1/nodes/${node.name}`);
	await until("the node is Ready", readyWithinSeconds, async () => isReady((await own()).body));
	await images;
	supervisor.report({
		instance: (await own()).body.metadata?.uid ?? "",
		secondsToReady: process.uptime(),
	});
}
