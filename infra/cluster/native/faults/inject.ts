import type { FaultOrder } from "../../../../schema/faultOrder.ts";
import type { ClusterNode } from "../nodes.ts";
import { identify } from "../processes.ts";
import { startBusyLoops } from "./busyLoops.ts";
import { type Note, partOf } from "./change.ts";
import { memoryLimitOf, processesNamed, processesOf } from "./containers.ts";
import { cutOff } from "./cutOff.ts";
import { signal } from "./signal.ts";
import { stopNode } from "./stopNode.ts";
import { stopProcesses } from "./stopProcesses.ts";
import { HalfInjected, type Part, type Undo, undoParts } from "./undo.ts";

/**
 * Does what the order says.
 *
 * @param nodes the cluster's
 * @param note is told of each change, before it is made where that can be. When it throws, nothing more is done
 * @returns how to undo it, where it lasts
 * @throws Error when it can't be done; nothing of it is left then, unless the error is `HalfInjected`, which can say how to undo the rest
 */
export function inject(order: FaultOrder, nodes: readonly ClusterNode[], note: Note = () => {}): Undo | null {
	const parts: Part[] = [];
	const undo = undoParts(parts);
	try {
		change(order, nodes, (changes) => {
			// First here, so that a loop that runs already is ended when it can't be noted.
			parts.push(...changes.map((change) => partOf(change, nodes)));
			note(changes);
		});
	} catch (error) {
		const why = (error as Error).message;
		try {
			undo();
		} catch (left) {
			throw new HalfInjected(why, (left as Error).message, undo);
		}
		throw error;
	}
	return "lastsSeconds" in order ? undo : null;
}

function change(order: FaultOrder, nodes: readonly ClusterNode[], note: Note): void {
	switch (order.do) {
		case "kill":
			signal(order.containers.flatMap(processesOf), "SIGKILL");
			break;
		case "freeze":
			freeze(() => order.containers.flatMap(processesOf), note);
			break;
		case "stop-api-server":
			freeze(() => processesNamed("kube-apiserver"), note);
			break;
		case "cut-off":
			cutOff(order.addresses, nodes, note);
			break;
		case "stop-node":
			stopNode(order.node, nodes, note);
			break;
		case "squeeze-cpu":
			startBusyLoops(order.workers, note);
			break;
		case "squeeze-memory":
			limitMemory(order.containers, order.headroomMebibytes * 1024 * 1024, note);
			break;
	}
}

function freeze(processes: () => readonly number[], note: Note): void {
	stopProcesses(processes, (running) => {
		const known = running.flatMap((pid) => identify(pid) ?? []);
		note(known.map((process) => ({ kind: "stopped", process })));
		signal(
			known.map(({ pid }) => pid),
			"SIGSTOP",
		);
	});
}

function limitMemory(containers: readonly string[], headroomBytes: number, note: Note): void {
	const limits = containers.map(memoryLimitOf);
	for (const limit of limits) {
		const { file, before } = limit;
		note([{ kind: "limit", file, before }]);
		limit.set(limit.workingSetBytes + headroomBytes);
	}
}
