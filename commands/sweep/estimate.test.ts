import { expect, test } from "vitest";
import type { JournalEntry } from "../../analysis/sweepJournal.ts";
import { estimate } from "./estimate.ts";
import { type PlannedRun, planOf } from "./plan.ts";

const { runs } = planOf({
	modes: ["central", "decentral"],
	replicas: [5, 10],
	protocols: ["quick", "thesis"],
	faults: [null],
	repeat: 3,
	seed: 1,
	set: {},
});

/** Runs of a cell; the quick protocol takes 45 s, the study's 300 s. */
const runsOf = (cell: string) => runs.filter((run) => run.cell.id === cell);

const took = (
	run: PlannedRun | undefined,
	seconds: number | undefined,
	outcome: "complete" | "failed" = "complete",
): JournalEntry => ({
	time: "2026-11-23T09:30:00.000Z",
	run: run?.id ?? "",
	attempt: 1,
	event: "ended",
	outcome,
	...(seconds !== undefined && { seconds }),
});

test("before anything was measured, only the protocols' own length is known", () => {
	expect(estimate(runsOf("central-5 quick"), runs, [])).toEqual({
		known: false,
		least: 135,
	});
});

test("a run takes as long as those of its mode and size, whatever their protocol, but for the protocol's length", () => {
	const [first, second, third] = runsOf("central-5 quick");
	const journal = [took(first, 65), took(second, 55), took(third, 95)];
	expect(estimate(runsOf("central-5 quick").slice(0, 1), runs, journal)).toEqual({
		known: true,
		least: 55,
		likely: 65,
		most: 95,
	});
	expect(estimate(runsOf("central-5 thesis"), runs, journal)).toEqual({
		known: true,
		least: 930,
		likely: 960,
		most: 1050,
	});
});

test("without spread there is no range", () => {
	const [first] = runsOf("central-5 quick");
	expect(estimate(runsOf("central-5 quick").slice(1), runs, [took(first, 65)])).toEqual({
		known: true,
		least: 130,
		likely: 130,
		most: 130,
	});
});

test("a cell of which nothing was measured takes from as long as another up to as many times of it as it is larger", () => {
	const [measured] = runsOf("central-5 quick");
	const [larger] = runsOf("decentral-10 quick") as [PlannedRun];
	expect(estimate([larger], runs, [took(measured, 65)])).toEqual({
		known: true,
		least: 65,
		likely: 75,
		most: 85,
	});
});

test("failed runs, and those whose end was not seen, tell nothing", () => {
	const [first, second] = runsOf("central-5 quick");
	const journal = [took(first, 3, "failed"), took(second, undefined)];
	expect(estimate(runsOf("central-5 quick"), runs, journal).known).toBe(false);
});

test("nothing to do takes no time", () => {
	expect(estimate([], runs, [])).toMatchObject({ known: true, most: 0 });
});
