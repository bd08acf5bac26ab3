import { randomBytes } from "node:crypto";
import { apiClient, isReady } from "./apiClient.ts";
import { controlPlane, dnsServer, faultAgent, nodeAgents, volumeProvisioner } from "./components.ts";
import { allowDns } from "./dnsAccount.ts";
import { until, write } from "./effects.ts";
import type { FaultAgentNote } from "./faultAgent.ts";
import { network as addresses, state } from "./layout.ts";
import { issueCredentials } from "./nodeCredentials.ts";
import type { PreparedNode } from "./preparedNode.ts";
import { offerVolumes } from "./volumeClass.ts";

/**
 * Runs what makes a prepared node the cluster's first: control plane, DNS and fault agent, beside
 * what every node runs.
 */
export async function becomeFirst(prepared: PreparedNode): Promise<void> {
	const { node, order, supervisor, network, images } = prepared;
	const start = supervisor.start.bind(supervisor);
	const admin = await issueCredentials(order.nodes);
	const agent = noteFaultAgent();
	await network;
	controlPlane(order.binaries).forEach(start);
	const api = apiClient(admin);
	await until("the API server answers", 60, async () => {
		return (await api("GET", "/readyz")).status === 200;
	});
	nodeAgents(order.binaries, node).forEach(start);
	start(dnsServer(order.binaries));
	await allowDns(api);
	if (order.binaries.localVolumes !== undefined) {
		await offerVolumes(api);
		start(volumeProvisioner(order.binaries.localVolumes));
	}
	await until("the node is Ready", 60, async () => {
		const { body } = await api("GET", `/api/v1/nodes/${node.name}`);
		return isReady(body);
	});
	await until("the cluster's DNS answers", 30, async () => {
		return (await fetch("http://127.0.0.1:8181/ready")).ok;
	});
	await images;
	start(faultAgent(order.nodes));
	await until("the fault agent answers", 10, async () => {
		return (await fetch(agent.url)).status === 401;
	});
	const namespace = await api("GET", "/api/v1/namespaces/kube-system");
	supervisor.report({
		instance: namespace.body.metadata?.uid ?? "",
		secondsToReady: process.uptime(),
	});
}

/** Where the fault agent will answer, and to whom. */
function noteFaultAgent(): FaultAgentNote {
	const note = {
		url: `http://${addresses.node}:${addresses.faultPort}/faults`,
		token: randomBytes(24).toString("base64url"),
	};
	write(state.faultAgent, JSON.stringify(note));
	return note;
}
