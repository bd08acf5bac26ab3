import fc from "fast-check";
import { expect, test } from "vitest";
import { groupCount, groupName, groupSizes } from "../../../../schema/raftGroups.ts";
import { statesOfClients, statesOfOwnReplicas } from "./layout.ts";

const sizes = fc
	.tuple(fc.constantFrom(...groupSizes), fc.nat(60))
	.map(([groupSize, more]) => ({ groupSize, replicas: groupSize + more }));

test("a member answers for the group that its own replica's state lies in", () => {
	fc.assert(
		fc.property(sizes, fc.nat(), ({ groupSize, replicas }, any) => {
			const ordinal = any % replicas;
			const pod = `pod-${ordinal}`;
			const layout = statesOfOwnReplicas({ pod, ordinal, replicas, groupSize });
			expect(layout.groupOf(pod)).toBe(layout.ownGroup);
			expect(layout.ownState).toBe(pod);
			expect(layout.states).toBe(replicas);
		}),
	);
});

test("the groups that hold states, and the empty one, are all that the formula makes", () => {
	fc.assert(
		fc.property(sizes, ({ groupSize, replicas }) => {
			const layout = statesOfOwnReplicas({
				...{ pod: "pod-0", ordinal: 0 },
				replicas,
				groupSize,
			});
			const held = Array.from({ length: replicas }, (_, i) => layout.groupOf(`pod-${i}`));
			const made = [...new Set(held), layout.emptyGroup].filter(Boolean);
			expect(made).toEqual(Array.from({ length: groupCount(replicas, groupSize) }, (_, j) => groupName(j)));
		}),
	);
});

test("clients' states all lie in one group, for which every member answers, and nothing else is made", () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 100 }), (clients) => {
			const layout = statesOfClients(clients);
			for (let i = 0; i < clients; i++) {
				expect(layout.groupOf(`pod-${i}`)).toBe(layout.ownGroup);
			}
			expect(layout.groupOf(layout.ownState)).toBe(layout.ownGroup);
			expect(layout.states).toBe(clients);
			expect(layout.emptyGroup).toBeNull();
		}),
	);
});

test("what is no replica's identity has no group, whoever keeps the states", () => {
	const own = { pod: "pod-0", ordinal: 0, replicas: 3, groupSize: 3 };
	for (const { groupOf } of [statesOfOwnReplicas(own), statesOfClients(5)]) {
		expect(() => groupOf("hybrid-0")).toThrow('"hybrid-0" is no replica\'s identity such as pod-0.');
	}
});
