import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { controlGroupProcesses, removeControlGroups } from "./controlGroups.ts";
import { leaseVariable, network, state, stateFolder, volumesFolder } from "./layout.ts";
import { clusterNodes, mostNodes, nodesFolder } from "./nodes.ts";
import { identify, isProcessIdentity, killAndWait, processesWith } from "./processes.ts";
import { readWhole } from "./wholeFile.ts";

/**
 * Ends all nodes with all that runs in them and removes their traces; what describes the lease
 * stays. Idempotent.
 */
export async function teardownNode(): Promise<void> {
	// The first one's end is that of all others, too.
	for (const { init } of clusterNodes(mostNodes)) {
		const noted = readWhole(init, isProcessIdentity);
		if (noted !== null && noted !== "damaged") await killAndWait(noted, 10);
	}
	// An init whose note isn't there, or isn't whole, is found by its control group.
	for (const pid of controlGroupProcesses()) {
		const process = identify(pid);
		if (process) await killAndWait(process, 10);
	}
	removeLink();
	await removeControlGroups(10);
	for (const file of [
		state.init,
		state.ready,
		state.kubeconfig,
		state.ca,
		state.faultAgent,
		state.lab,
		state.logs,
		nodesFolder,
		volumesFolder,
	]) {
		rmSync(file, { recursive: true, force: true });
	}
}

/**
 * Removes everything of the lease `id`: its processes on the host, the node, and the lease itself.
 * Idempotent.
 *
 * @param id null: of whichever lease, since nobody knows its id any more
 */
export async function teardownLease(id: string | null): Promise<void> {
	for (const process of processesWith(leaseVariable, id)) {
		await killAndWait(process, 10);
	}
	await teardownNode();
	rmSync(stateFolder, { recursive: true, force: true });
}

/**
 * The kernel removes the link with the node's network namespace, but later, and perhaps just while
 * we do.
 */
function removeLink(): void {
	const device = `/sys/class/net/${network.hostDevice}`;
	if (!existsSync(device)) return;
	try {
		execFileSync("ip", ["link", "delete", network.hostDevice], {
			stdio: ["ignore", "ignore", "pipe"],
		});
	} catch (error) {
		if (existsSync(device)) throw error;
	}
}
