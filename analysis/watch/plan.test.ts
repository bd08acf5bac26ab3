import { expect, test } from "vitest";
import { protocol } from "../../schema/protocol.ts";
import { plannedDuration, plannedFaults } from "./plan.ts";

const quick = protocol.parse({
	name: "two",
	durationSeconds: 40,
	faults: [
		{
			kind: "freeze",
			container: "hazelcast",
			atSeconds: 30,
			victims: 1,
			lastsSeconds: 3,
		},
		{ kind: "delete-pods", atSeconds: 10, victims: 2 },
	],
});

test("what the scenario said goes before the protocol, in the order of time and with its own numbers", () => {
	const detail =
		'seed 7; faults: after 30 s squeeze-cpu hits the node\'s processors, by 8 busy loops,; after 4.5 s freeze:hazelcast hits the container "hazelcast" of pod-2; run 3';
	expect(plannedFaults(detail, quick)).toEqual([
		{
			number: 1,
			name: "freeze:hazelcast",
			atSeconds: 4.5,
			whom: 'the container "hazelcast" of pod-2',
		},
		{
			number: 0,
			name: "squeeze-cpu",
			atSeconds: 30,
			whom: "the node's processors, by 8 busy loops",
		},
	]);
});

test("how long a run lasts is what the scenario said, or else what the protocol says", () => {
	const detail = "seed 7; lasts 9.5 s; faults: none; run 3";
	expect(plannedDuration(detail, quick)).toBe(9.5);
	expect(plannedDuration("seed 7; faults: none; run 3", quick)).toBe(40);
	expect(plannedDuration(undefined, null)).toBeNull();
});

test("a run without a fault has none to come, whatever the protocol says", () => {
	expect(plannedFaults("seed 7; faults: none; run 3", quick)).toEqual([]);
});

test("where the scenario said nothing, the protocol's faults are to come", () => {
	expect(plannedFaults(undefined, quick)).toEqual([
		{ number: 1, name: "delete-pods", atSeconds: 10, whom: "" },
		{ number: 0, name: "freeze:hazelcast", atSeconds: 30, whom: "" },
	]);
	expect(plannedFaults(undefined, null)).toEqual([]);
});
