/**
 * The fault agent: inside the first node's namespaces it does to all nodes' processes and networks what the Kubernetes API
 * can't: kill, freeze, cut off, squeeze, stop. Whoever has the token of its note in the state folder may order it.
 *
 *     node faultAgent.ts [<number of nodes>]
 */
import { readFileSync } from "node:fs";
import { listen } from "../../../images/listen.ts";
import { faultInterface } from "./faults/http.ts";
import { inject } from "./faults/inject.ts";
import { network, state } from "./layout.ts";
import { clusterNodes } from "./nodes.ts";

/** What `state.faultAgent` holds. */
export interface FaultAgentNote {
	url: string;
	token: string;
}

if (import.meta.main) {
	const { token } = JSON.parse(
		readFileSync(state.faultAgent, "utf8"),
	) as FaultAgentNote;
	const nodes = clusterNodes(Number(process.argv[2] ?? 1));
	const { app, undoAll } = faultInterface(token, {
		inject: (order) => inject(order, nodes),
		later: (seconds, work) => setTimeout(work, seconds * 1000),
		trouble: console.error,
	});
	await listen(app, { host: network.node, port: network.faultPort });
	for (const signal of ["SIGTERM", "SIGINT"] as const) {
		process.once(signal, () => {
			undoAll();
			process.exit(0);
		});
	}
}
