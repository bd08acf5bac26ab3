import { describe, expect, it } from "vitest";
import type { WindowReplica } from "../digest/rows.ts";
import { survivorsOfRuns } from "./survivorsOfRuns.ts";

function syntheticWindow(fields: Partial<WindowReplica> = {}): WindowReplica {
	return {
		mode: "central",
		replicas: 5,
		run: "central-5/a",
		fault: "delete-pods",
		faultNumber: 0,
		pod: "pod-2",
		victim: false,
		windowSeconds: 4,
		expectedUpdates: 4,
		missedUpdates: 1,
		longestGapSeconds: 1.5,
		...fields,
	};
}

describe("survivorsOfRuns", () => {
	it("adds the survivors up and leaves the victims out", () => {
		const rows = survivorsOfRuns([
			syntheticWindow(),
			syntheticWindow({
				pod: "pod-3",
				missedUpdates: 0,
				longestGapSeconds: 2.5,
			}),
			syntheticWindow({
				pod: "pod-0",
				victim: true,
				missedUpdates: 4,
				longestGapSeconds: 9,
			}),
		]);
		expect(rows).toEqual([
			expect.objectContaining({
				survivors: 2,
				expectedUpdates: 8,
				missedUpdates: 1,
				share: 7 / 8,
				longestGapSeconds: 2.5,
				openWindows: 0,
			}),
		]);
	});

	it("keeps runs and faults apart, and puts windows of one fault together", () => {
		const rows = survivorsOfRuns([
			syntheticWindow({ faultNumber: 1, fault: "freeze", windowSeconds: null }),
			syntheticWindow(),
			syntheticWindow({ faultNumber: 2 }),
			syntheticWindow({ run: "central-5/b" }),
		]);
		expect(
			rows.map(({ run, fault, expectedUpdates, openWindows }) => [run, fault, expectedUpdates, openWindows]),
		).toEqual([
			["central-5/a", "delete-pods", 8, 0],
			["central-5/b", "delete-pods", 4, 0],
			["central-5/a", "freeze", 4, 1],
		]);
	});

	it("has no share where nothing was due", () => {
		const [row] = survivorsOfRuns([syntheticWindow({ expectedUpdates: 0, missedUpdates: 0 })]);
		expect(row?.share).toBeNull();
	});

	it("has no row where nobody survived", () => {
		expect(survivorsOfRuns([syntheticWindow({ victim: true })])).toEqual([]);
	});
});
