import fc from "fast-check";
import { expect, test } from "vitest";
import { readNodes } from "./nodes.ts";
import { type NodeRoom, type PodsRequest, roomProblem } from "./room.ts";

const gib = 2 ** 30;
const node: NodeRoom = { memoryBytes: 4 * gib, millicores: 2000, pods: 110 };
const replicas: PodsRequest = {
	of: "StatefulSet pod",
	pods: 21,
	memoryBytes: gib / 4,
	millicores: 40,
};
const problem = (nodes: NodeRoom[], requests = [replicas]) => roomProblem("cloud", nodes, requests);

test("too little memory is told with what is asked for and what is there", () => {
	expect(problem([node])).toBe(
		'The cluster of the context "cloud" is too small: the stack\'s 21 Pods ask for 5.25 GiB of memory and 0.84 cores, and its 1 node can give 4.00 GiB of memory and 2.00 cores to 110 Pods: take a stack with fewer replicas, larger nodes, or another cluster ("pulumi config set context …").',
	);
	expect(problem([node, node])).toBeNull();
});

test("too few processors and too few places for Pods are told, too", () => {
	expect(problem([{ ...node, memoryBytes: 99 * gib, millicores: 500 }])).toContain(
		"can give 99.00 GiB of memory and 0.50 cores",
	);
	expect(problem([{ ...node, memoryBytes: 99 * gib, pods: 20 }])).toContain("to 20 Pods");
});

test("a Pod that fits on no node is named, however many nodes there are", () => {
	const small = { ...node, memoryBytes: gib / 8 };
	expect(problem(Array.from({ length: 99 }, () => small))).toContain(
		"has no node that is large enough for a Pod of the StatefulSet pod, which asks for 0.25 GiB of memory and 0.04 cores",
	);
});

test("a cluster in which no node takes Pods is told", () => {
	expect(problem([])).toContain("has no node that takes Pods");
});

test("a cluster on which the Pods can be placed is never refused", () => {
	const request = fc.record({
		of: fc.constant("Deployment some"),
		pods: fc.integer({ min: 1, max: 9 }),
		memoryBytes: fc.integer({ min: 1, max: gib }),
		millicores: fc.integer({ min: 1, max: 8000 }),
	});
	fc.assert(
		fc.property(fc.array(request, { minLength: 1 }), (requests) => {
			// Each Pod has a node for itself.
			const nodes = requests.flatMap(({ pods, memoryBytes, millicores }) =>
				Array.from({ length: pods }, () => ({
					memoryBytes,
					millicores,
					pods: 1,
				})),
			);
			expect(problem(nodes, requests)).toBeNull();
		}),
	);
});

test("a cordoned node and one with a taint give nothing, and a soft taint is no matter", () => {
	const status = { allocatable: { cpu: "1900m", memory: "4Gi", pods: "110" } };
	const taint = (effect: string) => ({ taints: [{ key: "k", effect }] });
	expect(
		readNodes([
			{ status, spec: taint("PreferNoSchedule") },
			{ status, spec: taint("NoSchedule") },
			{ status, spec: taint("NoExecute") },
			{ status, spec: { unschedulable: true } },
		]),
	).toEqual([{ memoryBytes: 4 * gib, millicores: 1900, pods: 110 }]);
});
