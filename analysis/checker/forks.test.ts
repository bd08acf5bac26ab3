import { expect, test } from "vitest";
import { forks } from "./forks.ts";
import { inOrderOfAnswers } from "./observations.ts";
import { evidenceOf, type Step, start } from "./steps.fixture.ts";

function summaries(...steps: Step[]): string[] {
	const evidence = evidenceOf(steps);
	const found = forks(evidence, inOrderOfAnswers(evidence));
	return Array.from(found, ({ summary }) => summary);
}

test("an update that had been there before its process first asked for it is a fork, though the other's answer was lost", () => {
	expect(
		summaries(
			[1, "load", -1, "ok"],
			[2, "load", -1, "ok"],
			[1, "persist", 0, "unknown"],
			[1, "load", 0, "ok"],
			[2, "persist", 0, "ok"],
		),
	).toEqual([
		`A process of pod-0 (started at ${start + 2}) had update 0 acknowledged, though state 0 had been there before it asked.`,
	]);
});

test("a process that asks again may be the one whose first try had been seen", () => {
	expect(
		summaries(
			[1, "load", -1, "ok"],
			[1, "persist", 0, "unknown"],
			[1, "load", -1, "ok"],
			[2, "load", 0, "ok"],
			[1, "persist", 0, "ok"],
		),
	).toEqual([]);
});

test("a first try that certainly failed excuses nothing", () => {
	expect(
		summaries([1, "load", -1, "ok"], [1, "persist", 0, "fail"], [2, "load", 0, "ok"], [1, "persist", 0, "ok"]),
	).toHaveLength(1);
});
