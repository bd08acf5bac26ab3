import { describe, expect, it } from "vitest";
import type { RunManifest } from "../schema/run.ts";
import { summarize } from "../statistics/summary.ts";
import {
	syntheticManifest,
	syntheticRun,
	syntheticWindow,
} from "../statistics/syntheticRun.fixture.ts";
import { caveatsOf } from "./caveats.ts";

function caveats(fields: Partial<RunManifest> = {}): string {
	const run = syntheticRun(fields);
	return caveatsOf({
		manifest: run.manifest,
		summary: summarize(run),
		damaged: false,
	}).join("\n");
}

describe("caveatsOf", () => {
	it("warns of a p99 of few operations, and of nothing else in a run without faults of its own", () => {
		expect(caveats()).toBe(
			"Only 87 persist operations were acknowledged: the p99 is hardly more than the slowest of them.",
		);
	});

	it("warns of faults after which the system was never steady again", () => {
		const { measures } = syntheticManifest();
		if (measures === undefined) throw new Error("The fixture has no measures.");
		const window = syntheticWindow({ fault: "cut-off", steady: null });
		expect(caveats({ measures: { ...measures, windows: [window] } })).toContain(
			"never steady again after cut-off",
		);
	});

	it("says why a run isn't to be trusted", () => {
		const trust = {
			trusted: false,
			reasons: ["The hypervisor gave 9 % of the time to others."],
			stealShare: 0.09,
			loadAverageAtStart: 0,
			lateShare: 0,
		};
		expect(caveats({ trust })).toContain(trust.reasons[0]);
		expect(caveats({ trust: { ...trust, trusted: true, reasons: [] } })).toBe(
			caveats(),
		);
	});

	it("warns of a machine with more to do than cores", () => {
		const { machine } = syntheticManifest();
		expect(caveats({ machine: { ...machine, loadAverage: 3.5 } })).toContain(
			"(load 3.50)",
		);
	});

	it("warns of a run without a history and of one without a check", () => {
		const { protocol } = syntheticManifest();
		const warnings = caveats({
			protocol: { ...protocol, recording: false },
			measures: undefined,
		});
		expect(warnings).toContain("was not recorded");
		expect(warnings).toContain("has not been checked");
	});
});
