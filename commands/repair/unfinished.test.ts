import fc from "fast-check";
import { expect, test } from "vitest";
import { type StateResource, withNothingPending } from "./unfinished.ts";

const urn = (type: string, name: string) => `urn:pulumi:central-5::holdfast::${type}::${name}`;
const resource = (type: string, name: string, inputs: StateResource["inputs"] = {}): StateResource => ({
	urn: urn(type, name),
	custom: true,
	type,
	inputs,
});
const creating = (made: StateResource) => ({
	resource: made,
	type: "creating",
});

const command = resource("command:local:Command", "node", {
	create: "up",
	delete: "down",
});
const pods = resource("kubernetes:apps/v1:StatefulSet", "pod", {
	apiVersion: "apps/v1",
	kind: "StatefulSet",
	metadata: { name: "pod", namespace: "holdfast" },
});

test("what was being created is in the state, as something to make again and to delete", () => {
	const { resources, pending_operations } = withNothingPending({
		resources: [],
		pending_operations: [creating(command), creating(pods)],
	});
	expect(pending_operations).toBeUndefined();
	const only = { delete: "down" };
	expect(resources).toEqual([
		{ ...command, id: "node-interrupted", inputs: only, outputs: only },
		{
			...pods,
			id: "holdfast/pod",
			outputs: pods.inputs,
			initErrors: ["It was being made when pulumi was killed."],
		},
	]);
});

test("what the state knows already is left as it is: it was made since, or is being replaced", () => {
	const known = { ...command, id: "node1" };
	const { resources } = withNothingPending({
		resources: [known],
		pending_operations: [creating(command)],
	});
	expect(resources).toEqual([known]);
});

test("a replacement takes the place of what was deleted for it", () => {
	const { resources } = withNothingPending({
		resources: [{ ...pods, id: "holdfast/pod", pendingReplacement: true }],
		pending_operations: [creating(pods)],
	});
	expect(resources).toHaveLength(1);
	expect(resources?.[0]).not.toHaveProperty("pendingReplacement");
	expect(resources?.[0]?.initErrors).toHaveLength(1);
});

test("what was being updated or deleted stays as it was, and what can't be made twice is only forgotten", () => {
	const known = { ...command, id: "node1" };
	const provider = resource("pulumi:providers:kubernetes", "cluster");
	const other = resource("random:index/randomId:RandomId", "id");
	const nameless = resource("kubernetes:core/v1:ConfigMap", "settings");
	const { resources } = withNothingPending({
		resources: [known],
		pending_operations: [{ resource: known, type: "deleting" }, ...[provider, other, nameless].map(creating)],
	});
	expect(resources).toEqual([known]);
});

test("whatever was pending, no two live resources have the same name, and none is lost", () => {
	const some = fc.array(
		fc.record({
			name: fc.constantFrom("a", "b", "c"),
			type: fc.constantFrom("creating", "updating", "deleting"),
		}),
	);
	fc.assert(
		fc.property(fc.uniqueArray(fc.constantFrom("a", "b", "c")), some, (names, ops) => {
			const before = names.map((name) => resource("command:local:Command", name));
			const { resources = [] } = withNothingPending({
				resources: before,
				pending_operations: ops.map(({ name, type }) => ({
					resource: resource("command:local:Command", name),
					type,
				})),
			});
			const urns = resources.map((each) => each.urn);
			expect(new Set(urns).size).toBe(urns.length);
			expect(urns).toEqual(expect.arrayContaining(before.map((each) => each.urn)));
		}),
	);
});
