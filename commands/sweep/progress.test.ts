import { expect, test } from "vitest";
import type { JournalEntry } from "../../analysis/sweepJournal.ts";
import { planOf } from "./plan.ts";
import { pendingRuns, progressOf, stateOf } from "./progress.ts";

const { runs } = planOf({
	modes: ["central"],
	replicas: [5],
	protocols: ["quick"],
	faults: [null],
	repeat: 3,
	seed: 1,
	set: {},
});
const [first, second, third] = runs.map(({ id }) => id) as [string, string, string];

const time = "2026-11-23T09:30:00.000Z";
const started = (run: string, attempt = 1): JournalEntry => ({
	time,
	run,
	attempt,
	event: "started",
});
const ended = (run: string, outcome: "complete" | "incomplete" | "failed", attempt = 1): JournalEntry => ({
	time,
	run,
	attempt,
	event: "ended",
	outcome,
});

const pending = (entries: readonly JournalEntry[], retries: number) =>
	pendingRuns(runs, progressOf(entries), retries).map(({ id }) => id);

test("at first, everything is to be done in the plan's order", () => {
	expect(pending([], 0)).toEqual([first, second, third]);
	expect(progressOf([])(first)).toEqual({
		attempts: 0,
		failures: 0,
		interrupted: null,
		last: null,
	});
});

test("a complete run is not done again", () => {
	const entries = [started(first), ended(first, "complete")];
	expect(pending(entries, 5)).toEqual([second, third]);
});

test("what was interrupted is no failure, and comes next", () => {
	const entries = [started(first)];
	expect(progressOf(entries)(first)).toMatchObject({
		attempts: 1,
		failures: 0,
		interrupted: 1,
	});
	expect(pending(entries, 0)).toEqual([first, second, third]);
});

test("incomplete and failed runs come after the others, and are given up after so many retries", () => {
	const entries = [...[started(first), ended(first, "incomplete")], ...[started(second), ended(second, "failed")]];
	expect(pending(entries, 1)).toEqual([third, first, second]);
	expect(pending(entries, 0)).toEqual([third]);
	expect(stateOf(progressOf(entries)(first), 0)).toBe("given up");
});

test("a retry that was interrupted is still the same retry", () => {
	const entries = [...[started(first), ended(first, "failed")], ...[started(first, 2), started(first, 3)]];
	expect(progressOf(entries)(first)).toMatchObject({
		attempts: 3,
		failures: 1,
		interrupted: 3,
		last: { outcome: "failed" },
	});
	expect(pending(entries, 1)).toContain(first);
});
