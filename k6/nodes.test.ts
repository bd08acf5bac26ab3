import { expect, test } from "vitest";
import { backInService, closed, declaredOutOfService, nodeClosures, parseNode } from "./nodes.ts";

const unreachable = {
	key: "node.kubernetes.io/unreachable",
	effect: "NoExecute",
};

const apiNode = (status: string, taints: object[] = []) => ({
	metadata: { name: "holdfast-1", resourceVersion: "77" },
	spec: { taints },
	status: { conditions: [{ type: "Ready", status }] },
});

test("a node whose kubelet isn't heard is not ready", () => {
	expect(parseNode(apiNode("True")).ready).toBe(true);
	expect(parseNode(apiNode("Unknown")).ready).toBe(false);
	expect(parseNode({ metadata: { name: "n", resourceVersion: "1" } })).toEqual({
		name: "n",
		resourceVersion: "1",
		ready: false,
		closed: false,
		taints: [],
	});
	expect(() => parseNode({ kind: "Status" })).toThrow("not a node");
});

test("a node is declared out of service beside what Kubernetes says of it, and only that is taken back", () => {
	const node = parseNode(apiNode("Unknown", [unreachable]));
	const patch = declaredOutOfService(node);
	expect(patch).toEqual({
		metadata: { resourceVersion: "77" },
		spec: {
			taints: [
				unreachable,
				{
					key: "node.kubernetes.io/out-of-service",
					value: "nodeshutdown",
					effect: "NoExecute",
				},
			],
		},
	});
	const declared = parseNode(apiNode("True", patch.spec.taints));
	expect(declaredOutOfService(declared).spec.taints).toHaveLength(2);
	expect(backInService(declared)?.spec.taints).toEqual([unreachable]);
	expect(backInService(node)).toBeNull();
});

test("an opened node says nothing about being closed", () => {
	expect(closed(true).spec).toEqual({ unschedulable: true });
	expect(closed(false).spec).toEqual({ unschedulable: null });
});

test("what still keeps Pods away from a node is told, and nothing of what Kubernetes says itself", () => {
	const node = parseNode(apiNode("Unknown", [unreachable]));
	expect(nodeClosures(node)).toEqual([]);
	const declared = declaredOutOfService(node).spec.taints ?? [];
	const both = {
		...apiNode("Unknown", declared),
		spec: { taints: declared, unschedulable: true },
	};
	expect(nodeClosures(parseNode(both))).toEqual(["closed", "out of service"]);
});
