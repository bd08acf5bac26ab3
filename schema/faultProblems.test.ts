import { expect, test } from "vitest";
import { systemOf } from "../infra/experiment/system.ts";
import type { Fault } from "./fault.ts";
import { faultOf, splitFaultName } from "./faultKinds.ts";
import { faultProblem } from "./faultProblems.ts";
import { protocol } from "./protocol.ts";

const decentral = systemOf({
	mode: "decentral",
	replicas: 5,
	members: 3,
	platform: "native",
	nodes: 1,
});
const central = systemOf({
	mode: "central",
	replicas: 5,
	members: 3,
	platform: "native",
	nodes: 3,
});

function fault(name: string, change: Partial<Fault> = {}): Fault {
	const split = splitFaultName(name);
	if (!split) throw new Error(name);
	const choices = { atSeconds: 10, victims: 2, target: "any" } as const;
	return { ...faultOf(split, choices), ...change } as Fault;
}

const problem = (faults: Fault[], system = decentral) =>
	faultProblem(protocol.parse({ name: "p", durationSeconds: 45, faults }), system);

test("faults that can be done have no problem", () => {
	expect(
		problem([
			fault("delete-pods"),
			fault("freeze:hazelcast", { atSeconds: 10 }),
			fault("delete-majority", { atSeconds: 30 }),
		]),
	).toBeNull();
	expect(problem([fault("delete-store")], central)).toBeNull();
	expect(problem([fault("stop-node"), fault("drain-node", { atSeconds: 25 })], central)).toBeNull();
});

test.each([
	[[fault("delete-pods", { atSeconds: 45 })], "comes after 45 s, but the run ends after 45 s"],
	[[fault("freeze", { atSeconds: 40 })], "lasts until 50 s, but the run ends after 45 s"],
	[[fault("delete-pods", { victims: 6 })], "asks for 6 victims, but there are only 5 replicas"],
	[[fault("overlap", { group: "group-0" })], 'names the group "group-0"'],
	[
		[fault("delete-pods"), fault("delete-pods")],
		"comes at the same time as the fault 1 (delete-pods), which is the same",
	],
	[[fault("delete-pods"), fault("delete-all")], "both delete replicas' Pods"],
	[
		[fault("stop-api-server"), fault("freeze", { atSeconds: 15 })],
		"without the API server no other fault finds its victims",
	],
	[[fault("freeze"), fault("freeze:hazelcast", { atSeconds: 19 })], "which is the same"],
])("what makes no sense is said: %#", (faults, words) => {
	expect(problem(faults)).toContain(words);
});

test("what a mode or platform can't do is said before anything starts", () => {
	expect(problem([fault("freeze:hazelcast")], central)).toBe(
		'The fault 1 (freeze:hazelcast) is aimed at the container "hazelcast", but the mode "central" has only: app.',
	);
	expect(problem([fault("delete-majority")], central)).toContain(
		'needs Raft groups whose members are known, which the mode "central" doesn\'t have',
	);
	expect(problem([fault("delete-store")])).toContain(
		'needs a store outside the replicas, which the mode "decentral" doesn\'t have',
	);
	expect(problem([fault("delete-store", { victims: 2 })], central)).toContain(
		"asks for 2 victims, but the store has 1 Pod.",
	);
	const cloud = systemOf({
		mode: "central",
		replicas: 5,
		members: 3,
		platform: "cloud",
		nodes: 3,
	});
	expect(problem([fault("cut-off")], cloud)).toContain(
		'is done to the node itself, which the platform "cloud" doesn\'t offer',
	);
	// The chart's store has three Pods, its stand-in one.
	expect(problem([fault("delete-store", { victims: 3 })], cloud)).toBeNull();
	expect(problem([fault("delete-pods", { target: "leader" })], central)).toContain("is aimed at a leader");
});

test("members outside the replicas' Pods can be deleted as a store's Pods, but lead nothing in a replica's Pod", () => {
	const outside = systemOf({
		mode: "hybrid",
		replicas: 21,
		members: 5,
		platform: "native",
		nodes: 1,
	});
	expect(outside).toMatchObject({
		consensus: false,
		storeConsensus: true,
		storePods: 5,
	});
	const deleted = (victims: number) => problem([fault("delete-store", { victims })], outside);
	expect(deleted(5)).toBeNull();
	expect(deleted(6)).toContain("the store has 5 Pods");
	expect(problem([fault("delete-pods", { target: "leader" })], outside)).toContain("is aimed at a leader");
	expect(problem([fault("freeze:hazelcast")], outside)).toContain('the mode "hybrid" has only: app');
});

test("a whole node can be taken only where there is another, and nothing else is done to what stands still on it", () => {
	expect(problem([fault("stop-node")])).toBe(
		'The fault 1 (stop-node) takes a node beside the one with the control plane, and there is only that one: "pulumi config set nodes 3".',
	);
	expect(problem([fault("drain-node")])).toContain("takes a node beside");
	expect(problem([fault("stop-node"), fault("drain-node")], central)).toContain(
		"both take a node, and it could be the same",
	);
	for (const order of [
		[fault("stop-node"), fault("freeze")],
		[fault("freeze"), fault("stop-node")],
	]) {
		expect(problem(order, central)).toContain("what stands still");
	}
	expect(problem([fault("stop-node"), fault("delete-pods")], central)).toBeNull();
});
