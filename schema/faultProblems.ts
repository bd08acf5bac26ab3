import { counted } from "./counted.ts";
import type { Fault } from "./fault.ts";
import { faultName, faultTraits } from "./faultKinds.ts";
import type { Protocol } from "./protocol.ts";
import type { SystemUnderTest } from "./systemUnderTest.ts";

/** Why a protocol's faults can't be done to the system, or make no sense: one sentence; null when they can. */
export function faultProblem({ faults, durationSeconds }: Protocol, system: SystemUnderTest): string | null {
	for (const [i, fault] of faults.entries()) {
		const problem =
			timeProblem(fault, durationSeconds) ?? systemProblem(fault, system) ?? overlapProblem(fault, faults.slice(0, i));
		if (problem) return `The fault ${i + 1} (${faultName(fault)}) ${problem}.`;
	}
	return null;
}

function timeProblem(fault: Fault, durationSeconds: number): string | null {
	if (fault.atSeconds >= durationSeconds) {
		return `comes after ${fault.atSeconds} s, but the run ends after ${durationSeconds} s: let it come earlier or the run last longer`;
	}
	const end = endOf(fault);
	return end > durationSeconds
		? `lasts until ${end} s, but the run ends after ${durationSeconds} s: let it come earlier or end sooner, or the run last longer`
		: null;
}

function systemProblem(fault: Fault, system: SystemUnderTest): string | null {
	const { mode, replicas, platform } = system;
	const { needs } = faultTraits[fault.kind];
	if (needs.includes("node") && !system.nodeFaults) {
		return `is done to the node itself, which the platform "${platform}" doesn't offer`;
	}
	if (needs.includes("nodes") && system.nodes < 2) {
		return `takes a node beside the one with the control plane, and there is only that one: "pulumi config set nodes 3"`;
	}
	if (needs.includes("groups") && !system.consensus) {
		return `needs Raft groups whose members are known, which the mode "${mode}" doesn't have`;
	}
	if (fault.kind === "delete-store") {
		if (system.storePods === 0) {
			return `needs a store outside the replicas, which the mode "${mode}" doesn't have`;
		}
		if (fault.victims > system.storePods) {
			return `asks for ${fault.victims} victims, but the store has ${counted(system.storePods, "Pod")}`;
		}
		return null;
	}
	if ("container" in fault && !system.containers.includes(fault.container)) {
		return `is aimed at the container "${fault.container}", but the mode "${mode}" has only: ${system.containers.join(", ")}`;
	}
	if (!("victims" in fault)) return null;
	if (fault.victims > replicas) {
		return `asks for ${fault.victims} victims, but there are only ${replicas} replicas`;
	}
	if (fault.target === "leader" && !system.consensus) {
		return `is aimed at a leader, but the mode "${mode}" has nobody who says which Pod leads a Raft group: choose target "any"`;
	}
	if (fault.group !== undefined && fault.target !== "leader") {
		return `names the group "${fault.group}", which only a fault with target "leader" does`;
	}
	return null;
}

function overlapProblem(fault: Fault, earlier: readonly Fault[]): string | null {
	for (const [i, other] of earlier.entries()) {
		if (!overlap(fault, other)) continue;
		const name = `the fault ${i + 1} (${faultName(other)})`;
		if (fault.kind === "stop-api-server" || other.kind === "stop-api-server") {
			return `comes at the same time as ${name}: without the API server no other fault finds its victims`;
		}
		if (fault.kind === other.kind) {
			return `comes at the same time as ${name}, which is the same: give one of them another time, or more victims`;
		}
		if (takesNode(fault) && takesNode(other)) {
			return `comes at the same time as ${name}: both take a node, and it could be the same`;
		}
		if (stopsUnder(fault, other) || stopsUnder(other, fault)) {
			return `comes at the same time as ${name}: it would wake what stands still on a stopped node, or find nobody there`;
		}
		if (
			faultTraits[fault.kind].deletes &&
			faultTraits[other.kind].deletes &&
			fault.kind !== "delete-store" &&
			other.kind !== "delete-store"
		) {
			return `comes at the same time as ${name}: both delete replicas' Pods, and nobody could tell whose work a deletion is`;
		}
	}
	return null;
}

function takesNode({ kind }: Fault): boolean {
	return faultTraits[kind].needs.includes("nodes");
}

/** Whether one stops a node while the other does something to processes that could be there. */
function stopsUnder({ kind }: Fault, other: Fault): boolean {
	return kind === "stop-node" && faultTraits[other.kind].needs.includes("node");
}

function overlap(a: Fault, b: Fault): boolean {
	return a.atSeconds === b.atSeconds ? true : a.atSeconds < endOf(b) && b.atSeconds < endOf(a);
}

function endOf(fault: Fault): number {
	return fault.atSeconds + ("lastsSeconds" in fault ? fault.lastsSeconds : 0);
}
