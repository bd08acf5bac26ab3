import { spawn } from "node:child_process";
import type { ClusterNode } from "../nodes.ts";
import { memoryLimitOf, processesNamed, processesOf } from "./containers.ts";
import { cutOff } from "./cutOff.ts";
import type { FaultOrder } from "./order.ts";
import { signal } from "./signal.ts";
import { stopNode } from "./stopNode.ts";
import type { Undo } from "./undo.ts";

/**
 * Does what the order says.
 *
 * @param nodes the cluster's
 * @returns how to undo it, where it lasts
 * @throws Error when it can't be done; nothing of it is left then
 */
export function inject(
	order: FaultOrder,
	nodes: readonly ClusterNode[],
): Undo | null {
	switch (order.do) {
		case "kill":
			signal(order.containers.flatMap(processesOf), "SIGKILL");
			return null;
		case "freeze":
			return freeze(order.containers.flatMap(processesOf));
		case "stop-api-server":
			return freeze(processesNamed("kube-apiserver"));
		case "cut-off":
			return cutOff(order.addresses, nodes);
		case "stop-node":
			return stopNode(order.node, nodes);
		case "squeeze-cpu":
			return burn(order.workers);
		case "squeeze-memory":
			return limitMemory(
				order.containers,
				order.headroomMebibytes * 1024 * 1024,
			);
	}
}

function freeze(processes: readonly number[]): Undo {
	signal(processes, "SIGSTOP");
	return () => signal(processes, "SIGCONT");
}

function burn(workers: number): Undo {
	const loops = Array.from({ length: workers }, () =>
		spawn(process.execPath, ["--eval", "for (;;);"], { stdio: "ignore" }),
	);
	return () => {
		for (const loop of loops) loop.kill("SIGKILL");
	};
}

function limitMemory(
	containers: readonly string[],
	headroomBytes: number,
): Undo {
	const limits = containers.map(memoryLimitOf);
	const restore = () => {
		for (const limit of limits) limit.restore();
	};
	try {
		for (const limit of limits) {
			limit.set(limit.workingSetBytes + headroomBytes);
		}
	} catch (error) {
		restore();
		throw error;
	}
	return restore;
}
