import { describe, expect, it } from "vitest";
import type { RecoveryRow } from "../../digest/rows.ts";
import { syntheticPictureContext, syntheticTables } from "../tables.fixture.ts";
import { drawn, records } from "./picture.fixture.ts";
import { recoveryParts } from "./recoveryParts.ts";

const context = syntheticPictureContext();

function row(fields: Partial<RecoveryRow>): RecoveryRow {
	return {
		mode: "central",
		replicas: 5,
		run: "run-1",
		fault: "delete-pods",
		pod: "pod-0",
		total: 2,
		termination: 0.25,
		replacement: 0.5,
		untilStarted: null,
		start: 1,
		ready: 0.25,
		...fields,
	};
}

describe("recoveryParts", () => {
	it("draws a bar of four parts for each mode and size, and a point for each run", () => {
		const picture = recoveryParts(
			syntheticTables({ sizes: [5, 9, 21], runs: 3 }).recoveries,
			context,
		);
		const figure = drawn(picture);
		expect(figure.count(".segment rect")).toBe(2 * 3 * 4);
		expect(figure.count(".run-point circle, .run-point path")).toBe(2 * 3 * 3);
		expect(figure.texts.join(" ")).toContain("decentral, 21 replicas");
		expect(picture.table.rows).toHaveLength(2 * 3 * (3 + 1));
	});

	const runs = [1, 3, 8].map((total, i) =>
		row({ run: `run-${i + 1}`, total, start: total / 2 }),
	);

	it("says the medians over the runs, in words and in the table", () => {
		const picture = recoveryParts(runs, context);
		expect(picture.alternative).toBe(
			"central, 5 replicas (3 runs): median RTO 3 s; termination 0.25 s, replacement 0.5 s, start 1.5 s, first acknowledged update 0.25 s.",
		);
		expect(records(picture).at(-1)).toEqual({
			mode: "central",
			replicas: 5,
			run: "median of the runs",
			"RTO (s)": 3,
			"termination (s)": 0.25,
			"replacement (s)": 0.5,
			"start (s)": 1.5,
			"first acknowledged update (s)": 0.25,
			"deleted Pods": 3,
			"never came back": 0,
		});
	});

	it("draws termination and replacement as one part where a run of the bar doesn't tell them apart", () => {
		const together = row({
			run: "run-2",
			termination: null,
			replacement: null,
			untilStarted: 1.25,
		});
		const picture = recoveryParts([row({}), together], context);
		expect(picture.alternative).toBe(
			"central, 5 replicas (2 runs): median RTO 2 s; termination and replacement 1 s, start 1 s, first acknowledged update 0.25 s.",
		);
		expect(drawn(picture).count(".segment rect")).toBe(3);
		expect(
			records(picture).map((each) => each["termination and replacement (s)"]),
		).toEqual([0.75, 1.25, 1]);
	});

	it("lets a run count with the median over its Pods, so that many Pods don't outvote other runs", () => {
		const many = [1, 2, 3, 4, 5].map((total) =>
			row({ run: "run-1", pod: `pod-${total}`, total }),
		);
		const picture = recoveryParts(
			[...many, row({ run: "run-2", total: 9 })],
			context,
		);
		expect(records(picture).map((record) => record["RTO (s)"])).toEqual([
			3, 9, 6,
		]);
	});

	it("counts Pods that never came back, and marks their runs", () => {
		const lost = row({
			run: "run-3",
			pod: "pod-1",
			total: null,
			start: null,
			ready: null,
		});
		const picture = recoveryParts([...runs, lost], context);
		const figure = drawn(picture);
		expect(figure.texts.join(" ")).toContain(
			"3 runs, 1 of 4 Pods never came back",
		);
		expect(figure.count(".partial-run-point path")).toBe(1);
		expect(figure.titles).toContain("run-3: 8 s, 1 Pod never came back");
		expect(records(picture).at(2)?.["never came back"]).toBe(1);
	});

	it("shows a run that no Pod came back in, without a time", () => {
		const picture = recoveryParts(
			[
				row({
					total: null,
					termination: null,
					replacement: null,
					start: null,
					ready: null,
				}),
			],
			context,
		);
		expect(picture.alternative).toContain("no Pod came back");
		expect(drawn(picture).count(".segment rect")).toBe(0);
		expect(records(picture)[0]?.["RTO (s)"]).toBe("");
	});
});
