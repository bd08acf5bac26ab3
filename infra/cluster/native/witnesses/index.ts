/**
 * Who looks whether the fault agent's faults bite: reads `/proc`, control groups and the packet filter's counters, changes nothing, and
 * shares no code with what injects (`faults/`), of which it knows the orders alone.
 */
import type { FaultOrder } from "../../../../schema/faultOrder.ts";
import { type Report, reportOf, type VictimReport, type Witness } from "../../../../schema/witnessReport.ts";
import { noteLoops, processorsFree, processorsTaken } from "./busyLoops.ts";
import { memoryFreed, memorySqueezed, type NotedMemory, noteMemory } from "./memoryLimit.ts";
import { packetsDropped, packetsForwarded } from "./packets.ts";
import {
	goingOn,
	gone,
	type NotedProcess,
	type NotedProcesses,
	noteContainers,
	noted,
	stillThere,
	stopped,
} from "./processes.ts";
import { nodeRuns, nodeStopped } from "./stoppedNode.ts";
import { processesOfContainer, processesWhose, type SeenProcess, type World } from "./world.ts";

/** The witness of a world. */
export function witnessOf(world: World): Witness {
	return {
		before(order) {
			try {
				return before(order, world);
			} catch {
				return null;
			}
		},
		injected: (order, noted) => orInconclusive(() => injected(order, noted, world)),
		undone: (order, noted) => orInconclusive(() => undone(order, noted, world)),
	};
}

function before(order: FaultOrder, world: World): unknown {
	switch (order.do) {
		case "kill":
		case "freeze":
			return noteContainers(world, order.containers);
		case "squeeze-cpu":
			return noteLoops(world);
		case "squeeze-memory":
			return noteMemory(world, order.containers);
		case "stop-api-server":
			return apiServers(world).map(noted);
		case "cut-off":
		case "stop-node":
			return null;
	}
}

function injected(order: FaultOrder, noted: unknown, world: World): VictimReport[] {
	switch (order.do) {
		case "kill":
			return order.containers.map((container) => gone(world, container, (noted as NotedProcesses)[container] ?? []));
		case "freeze":
			return order.containers.map((container) => stopped(container, processesOfContainer(world, container)));
		case "stop-api-server":
			return [stopped(null, apiServers(world))];
		case "cut-off":
			return order.addresses.map((address) => packetsDropped(world, address));
		case "squeeze-cpu":
			return [processorsTaken(world, order.workers, noted as NotedProcess[])];
		case "squeeze-memory":
			return order.containers.map((container) => memorySqueezed(world, container, noted as NotedMemory));
		case "stop-node":
			return [nodeStopped(world, order.node)];
	}
}

function undone(order: FaultOrder, noted: unknown, world: World): VictimReport[] {
	switch (order.do) {
		case "kill":
			return [];
		case "freeze":
			return order.containers.map((container) => {
				const old = (noted as NotedProcesses | null)?.[container] ?? [];
				const now = together(stillThere(world, old), processesOfContainer(world, container));
				return goingOn(container, old, now);
			});
		case "stop-api-server": {
			const old = (noted ?? []) as NotedProcess[];
			const now = together(stillThere(world, old), apiServers(world));
			return [goingOn(null, old, now)];
		}
		case "cut-off":
			return order.addresses.map((address) => packetsForwarded(world, address));
		case "squeeze-cpu":
			return [processorsFree(world, (noted ?? []) as NotedProcess[])];
		case "squeeze-memory":
			return order.containers.map((container) => memoryFreed(world, container, noted as NotedMemory));
		case "stop-node":
			return [nodeRuns(world, order.node)];
	}
}

function apiServers(world: World): SeenProcess[] {
	return processesWhose(world, ([, name]) => name === "kube-apiserver");
}

function together(...lists: SeenProcess[][]): SeenProcess[] {
	return [...new Map(lists.flat().map((one) => [one.pid, one])).values()];
}

function orInconclusive(look: () => VictimReport[]): Report {
	try {
		return reportOf(look());
	} catch (error) {
		const detail = `couldn't be read: ${(error as Error).message.trim()}`;
		return {
			outcome: "inconclusive",
			detail,
			victims: [{ victim: null, outcome: "inconclusive", value: null, detail }],
		};
	}
}
