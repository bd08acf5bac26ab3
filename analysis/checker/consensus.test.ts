import { describe, expect, it } from "vitest";
import type { LabEvent } from "../../schema/event.ts";
import { consensusOf } from "./consensus.ts";

const period = { start: 1000, end: 1060 };

function said(time: number, event: LabEvent["event"], fields: Partial<LabEvent> = {}): LabEvent {
	return { time, source: "consensus", event, pod: "pod-0", ...fields };
}

const group = "group-0";
const lossesOf = (...events: LabEvent[]) => consensusOf(events, period)?.majorityLost;
const iso = (time: number) => new Date(time * 1000).toISOString();

describe("consensusOf", () => {
	it("is null where no consensus replica said anything", () => {
		const events: LabEvent[] = [{ time: 1000, source: "chaos", event: "run-started" }];
		expect(consensusOf(events, period)).toBeNull();
	});

	it("has nothing to tell of groups that only formed", () => {
		expect(consensusOf([said(1001, "formed")], period)).toEqual({
			majorityLost: [],
			heals: [],
		});
	});

	it("names the members' ports that others reached", () => {
		const open: LabEvent = {
			time: 1001,
			source: "observer",
			event: "port-open",
			detail: "pod-0.replicas.holdfast:5701",
		};
		expect(consensusOf([said(1000.5, "formed"), open], period)).toMatchObject({
			openPorts: ["pod-0.replicas.holdfast:5701"],
		});
	});

	it("counts a loss that several replicas noticed once, from the first notice to the first that it is back", () => {
		expect(
			lossesOf(
				said(1010, "majority-lost", { group }),
				said(1010.5, "majority-lost", { group, pod: "pod-1" }),
				said(1015, "majority-restored", { group, pod: "pod-1" }),
				said(1015.5, "majority-restored", { group }),
			),
		).toEqual([{ group, lost: iso(1010), restored: iso(1015), reset: false }]);
	});

	it("tells the losses of one group after another, and those of different groups, apart", () => {
		const losses = lossesOf(
			said(1010, "majority-lost", { group }),
			said(1011, "majority-lost", { group: "METADATA" }),
			said(1015, "majority-restored", { group }),
			said(1020, "majority-lost", { group }),
		);
		expect(losses?.map(({ group, restored }) => [group, restored])).toEqual([
			[group, iso(1015)],
			["METADATA", null],
			[group, null],
		]);
	});

	it("says that a group's data was given up, whether or not it works again", () => {
		const lost = said(1010, "majority-lost", { group });
		const reset = said(1012, "group-reset", { group });
		const back = said(1013, "majority-restored", { group });
		const late = said(1014, "group-reset", { group });
		expect(lossesOf(lost, reset)).toMatchObject([{ restored: null, reset: true }]);
		expect(lossesOf(lost, reset, back, late)).toMatchObject([{ restored: iso(1013), reset: true }]);
		expect(lossesOf(reset, back)).toEqual([{ group, lost: iso(1012), restored: iso(1013), reset: true }]);
	});

	it("takes no part of a teardown for the run's, nor an earlier run's", () => {
		expect(
			consensusOf(
				[
					said(900, "majority-lost", { group }),
					said(910, "majority-restored", { group }),
					said(911, "healed", { durationSeconds: 5 }),
					said(1061, "majority-lost", { group }),
					said(1062, "healed", { durationSeconds: 5 }),
				],
				period,
			),
		).toEqual({ majorityLost: [], heals: [] });
	});

	it("keeps a loss that began before the run and one that outlasts it", () => {
		expect(
			lossesOf(
				said(990, "majority-lost", { group }),
				said(1005, "majority-restored", { group }),
				said(1050, "majority-lost", { group }),
				said(1065, "majority-restored", { group }),
			),
		).toEqual([
			{ group, lost: iso(990), restored: iso(1005), reset: false },
			{ group, lost: iso(1050), restored: null, reset: false },
		]);
	});

	it("counts a heal that was told twice once, and a Pod that healed twice twice", () => {
		const healed = (time: number, senderTime: number, pod = "pod-1") =>
			said(time, "healed", { pod, senderTime, durationSeconds: 4 });
		const heals = consensusOf(
			[healed(1010, 1009.9), healed(1010.4, 1009.9), healed(1030, 1029.9), healed(1030.1, 1029.9, "pod-2")],
			period,
		)?.heals;
		expect(heals?.map(({ pod }) => pod)).toEqual(["pod-1", "pod-1", "pod-2"]);
	});
});
