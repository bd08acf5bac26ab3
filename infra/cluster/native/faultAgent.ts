/**
 * The fault agent: inside the first node's namespaces it does to all nodes' processes and networks
 * what the Kubernetes API can't: kill, freeze, cut off, squeeze, stop. Whoever has the token of its
 * note in the state folder may order it. What stands is in a file of the node: an agent that is
 * started again takes it over.
 *
 *     node faultAgent.ts [<number of nodes>]
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { listen } from "../../../images/listen.ts";
import { undoChanges } from "./faults/change.ts";
import { faultMemory } from "./faults/faultMemory.ts";
import { faultInterface } from "./faults/http.ts";
import { inject } from "./faults/inject.ts";
import { network, nodeFolder, state } from "./layout.ts";
import { clusterNodes } from "./nodes.ts";
import { witnessOf } from "./witnesses/index.ts";
import { worldOf } from "./witnesses/world.ts";

/** What `state.faultAgent` holds. */
export interface FaultAgentNote {
	url: string;
	token: string;
}

if (import.meta.main) {
	// Whatever goes wrong in one fault, the others must still be undone.
	process.on("uncaughtException", (error) => console.error(error));
	process.on("unhandledRejection", (error) => console.error(error));
	const { token } = JSON.parse(readFileSync(state.faultAgent, "utf8")) as FaultAgentNote;
	const nodes = clusterNodes(Number(process.argv[2] ?? 1));
	const { app, undoAll, takeOver } = faultInterface(token, {
		inject: (order, note) => inject(order, nodes, note),
		later: (seconds, work) => setTimeout(work, seconds * 1000),
		trouble: console.error,
		witness: witnessOf(worldOf(nodes)),
		memory: faultMemory(join(nodeFolder, "standing-faults.json"), (changes) => undoChanges(changes, nodes)),
	});
	takeOver();
	try {
		await listen(app, { host: network.node, port: network.faultPort });
	} catch (error) {
		// The supervisor starts another.
		console.error(error);
		process.exit(1);
	}
	for (const signal of ["SIGTERM", "SIGINT"] as const) {
		process.once(signal, () => {
			undoAll();
			process.exit(0);
		});
	}
}
