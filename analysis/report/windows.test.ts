import { expect, test } from "vitest";
import { windowRows } from "./windows.ts";

test("a fault's row tells victims from the others, in seconds from the injection", () => {
	const replica = (pod: string, victim: boolean, missedUpdates: number) => ({
		pod,
		victim,
		expectedUpdates: 9,
		missedUpdates,
		longestGapSeconds: missedUpdates + 1,
	});
	expect(
		windowRows([
			{
				number: 0,
				fault: "freeze:hazelcast",
				injected: "2026-01-01T00:00:10.000Z",
				healed: "2026-01-01T00:00:20.000Z",
				steady: null,
				replicas: [
					replica("pod-0", true, 8),
					replica("pod-1", false, 2),
					replica("pod-2", false, 3),
				],
			},
		]),
	).toEqual([
		{
			fault: "freeze:hazelcast",
			victims: ["pod-0"],
			healedAfterSeconds: 10,
			steadyAfterSeconds: null,
			othersMissed: 3,
			othersGapSeconds: 4,
			victimsGapSeconds: 9,
		},
	]);
});
