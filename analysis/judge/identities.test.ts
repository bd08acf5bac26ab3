import { expect, test } from "vitest";
import type { LabEvent } from "../../schema/event.ts";
import { correctHistory, lastLooks } from "../checker/exampleHistory.ts";
import { describeCount, identitiesIn } from "./identities.ts";

const recordsOf = (...pods: string[]) => pods.flatMap((pod) => correctHistory(pod, [{ persists: ["ok"] }]));

test("whoever operated, was read, or told of itself is an identity; a store's Pod is none", () => {
	const heard = {
		records: recordsOf("b", "a"),
		reads: lastLooks(recordsOf("c")),
		events: [
			{ time: 1, source: "application", event: "process-started", pod: "d" },
			{ time: 1, source: "kubernetes", event: "deleted", pod: "store-0" },
		] satisfies LabEvent[],
	};
	expect(identitiesIn(heard)).toEqual(["a", "b", "c", "d"]);
});

test("of numbered replicas those are known that nothing is heard of", () => {
	const records = recordsOf("node-10", "node-2");
	const of = (replicas?: number) => identitiesIn({ records, reads: [], events: [] }, replicas);
	expect(of()).toEqual(["node-2", "node-10"]);
	expect(of(3)).toEqual(["node-0", "node-1", "node-2", "node-10"]);
	expect(describeCount(of(3), 3)).toMatch(/tells of 4 identities, .* be 3\.$/);
	expect(describeCount(of(), undefined)).toBeNull();
	expect(identitiesIn({ records: [], reads: [], events: [] }, 2)).toEqual(["pod-0", "pod-1"]);
});

test("replicas without numbers that are missing are at least counted", () => {
	const records = recordsOf("alice", "bob");
	const identities = identitiesIn({ records, reads: [], events: [] }, 3);
	expect(identities).toEqual(["alice", "bob"]);
	expect(describeCount(identities, 3)).toMatch(/tells of 2 identities/);
});
