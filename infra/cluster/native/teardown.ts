import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { controlGroupProcesses, removeControlGroups } from "./controlGroups.ts";
import {
	claimVariable,
	network,
	state,
	stateFolder,
	volumesFolder,
} from "./layout.ts";
import { clusterNodes, mostNodes, nodesFolder } from "./nodes.ts";
import type { ProcessIdentity } from "./processes.ts";
import { identify, killAndWait, processesWith } from "./processes.ts";

/** Ends all nodes with all that runs in them and removes their traces; what describes the claim stays. Idempotent. */
export async function teardownNode(): Promise<void> {
	// The first one's end is that of all others, too.
	for (const { init } of clusterNodes(mostNodes)) {
		if (!existsSync(init)) continue;
		await killAndWait(
			JSON.parse(readFileSync(init, "utf8")) as ProcessIdentity,
			10,
		);
	}
	// An init that was killed between its start and the note of it is found by its control group.
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

/** Removes everything of the claim `id`: its processes on the host, the node, and the claim itself. Idempotent. */
export async function teardownClaim(id: string): Promise<void> {
	for (const process of processesWith(claimVariable, id)) {
		await killAndWait(process, 10);
	}
	await teardownNode();
	rmSync(stateFolder, { recursive: true, force: true });
}

/** The kernel removes the link with the node's network namespace, but later, and perhaps just while we do. */
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
