import type { Fault } from "./fault.ts";
import { definitionOf, faultName } from "./faultKinds.ts";
import type { FaultDefinition } from "./faults/definition.ts";
import type { Protocol } from "./protocol.ts";
import type { SystemUnderTest } from "./systemUnderTest.ts";

/**
 * Why a protocol's faults can't be done to the system, or make no sense: one sentence; null when
 * they can.
 */
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
	const { order, takesNode, deletes, refusal } = definitionOf(fault.kind);
	if (order && !system.nodeFaults) {
		return `is done to the node itself, which the platform "${platform}" doesn't offer`;
	}
	if (takesNode && system.nodes < 2) {
		return `takes a node beside the one with the control plane, and there is only that one: "pulumi config set nodes 3"`;
	}
	const own = refusal?.(system, fault);
	if (own) return own;
	if ("container" in fault && !system.containers.includes(fault.container)) {
		return `is aimed at the container "${fault.container}", but the mode "${mode}" has only: ${system.containers.join(", ")}`;
	}
	if ("victims" in fault && deletes !== "store" && fault.victims > replicas) {
		return `asks for ${fault.victims} victims, but there are only ${replicas} replicas`;
	}
	if (!("target" in fault)) return null;
	if (fault.target === "leader" && !system.consensus) {
		return `is aimed at a leader, but the mode "${mode}" has nobody who says which Pod leads a Raft group: choose target "any"`;
	}
	if (fault.group !== undefined && fault.target !== "leader") {
		return `names the group "${fault.group}", which only a fault with target "leader" does`;
	}
	return null;
}

function overlapProblem(fault: Fault, earlier: readonly Fault[]): string | null {
	const one = definitionOf(fault.kind);
	for (const [i, before] of earlier.entries()) {
		if (!overlap(fault, before)) continue;
		const other = definitionOf(before.kind);
		const same = `comes at the same time as the fault ${i + 1} (${faultName(before)})`;
		const alone = one.alone ?? other.alone;
		if (alone) return `${same}: ${alone}`;
		if (one === other) return `${same}, which is the same: give one of them another time, or more victims`;
		if (one.takesNode && other.takesNode) return `${same}: both take a node, and it could be the same`;
		if (stopsUnder(one, other) || stopsUnder(other, one)) {
			return `${same}: it would wake what stands still on a stopped node, or find nobody there`;
		}
		if (one.deletes === "replicas" && other.deletes === "replicas") {
			return `${same}: both delete replicas' Pods, and nobody could tell whose work a deletion is`;
		}
	}
	return null;
}

/** Whether one ends a node while the other does something to processes that could be there. */
function stopsUnder({ kills }: FaultDefinition, { order }: FaultDefinition): boolean {
	return kills === "node" && order !== undefined;
}

function overlap(a: Fault, b: Fault): boolean {
	return a.atSeconds === b.atSeconds ? true : a.atSeconds < endOf(b) && b.atSeconds < endOf(a);
}

function endOf(fault: Fault): number {
	return fault.atSeconds + ("lastsSeconds" in fault ? fault.lastsSeconds : 0);
}
