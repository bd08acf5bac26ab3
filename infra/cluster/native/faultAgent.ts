/**
 * The fault agent: inside the node's namespaces it does to the node's processes and network what the Kubernetes API
 * can't: kill, freeze, cut off, squeeze. Whoever has the token of its note in the state folder may order it.
 */
import { readFileSync } from "node:fs";
import { listen } from "../../../images/listen.ts";
import { faultInterface } from "./faults/http.ts";
import { inject } from "./faults/inject.ts";
import { network, state } from "./layout.ts";

/** What `state.faultAgent` holds. */
export interface FaultAgentNote {
	url: string;
	token: string;
}

if (import.meta.main) {
	const { token } = JSON.parse(
		readFileSync(state.faultAgent, "utf8"),
	) as FaultAgentNote;
	const { app, undoAll } = faultInterface(token, {
		inject,
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
