import { expect, test } from "vitest";
import { summaryText } from "./summary.ts";

const counter = (count: number, ok = true) => ({
	values: { count },
	thresholds: { "count==0": { ok } },
});

const metrics = {
	holdfast_reads: { values: { count: 90 } },
	holdfast_away: { values: { count: 6 } },
	holdfast_chain_violations: counter(0),
	holdfast_recovery_seconds: { values: { med: 2.5, max: 3 } },
};

test("a run that holds says so", () => {
	const text = summaryText({ metrics });
	expect(text).toContain("90, and 6 times a replica was away");
	expect(text).toContain("median 2.50 s, at most 3.00 s");
	expect(text).toContain("every threshold holds");
});

test("a crossed threshold is named", () => {
	expect(
		summaryText({
			metrics: { ...metrics, holdfast_backwards: counter(2, false) },
		}),
	).toContain("BROKEN: holdfast_backwards count==0");
});

test("a run that read nothing has nothing to say", () => {
	expect(summaryText({ metrics: {} })).toBe("");
});
