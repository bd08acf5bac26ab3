import { expect, test } from "vitest";
import type { ReadRecord } from "../../schema/read.ts";
import { position } from "./exampleHistory.ts";
import { inOrderOfAnswers } from "./observations.ts";
import { finds, phantoms } from "./phantoms.ts";
import { evidenceOf, pod, type Step, start } from "./steps.fixture.ts";

function summaries(steps: Step[], secondsBetween?: number, reads?: readonly ReadRecord[]): string[] {
	const evidence = evidenceOf(steps, secondsBetween, reads);
	const operations = inOrderOfAnswers(evidence).map(({ observation }) => observation);
	return Array.from(phantoms(evidence, finds(operations, evidence), operations), ({ summary }) => summary);
}

test("a state that somebody had asked for is no phantom, whether or not the answer was lost", () => {
	expect(
		summaries([
			[1, "load", 3, "ok"],
			[1, "persist", 4, "ok"],
			[1, "persist", 5, "unknown"],
			[2, "load", 5, "ok"],
		]),
	).toEqual([]);
});

test("a process can't find what it asks for only afterwards, however soon", () => {
	expect(
		summaries(
			[
				[1, "load", -1, "ok"],
				[1, "persist", 0, "ok"],
				[1, "load", 1, "ok"],
				[1, "persist", 1, "unknown"],
			],
			0.004,
		),
	).toEqual(["pod-0 found state 1, before anybody asked to persist it."]);
});

test("what another process asks for within the clocks' tolerance may have been there", () => {
	expect(
		summaries(
			[
				[1, "load", -1, "ok"],
				[2, "load", 0, "ok"],
				[1, "persist", 0, "unknown"],
			],
			0.004,
		),
	).toEqual([]);
});

test("a try that failed doesn't explain what is found before the next one", () => {
	expect(
		summaries([
			[1, "load", -1, "ok"],
			[1, "persist", 0, "fail"],
			[2, "load", 0, "ok"],
			[1, "persist", 0, "unknown"],
		]),
	).toEqual(["pod-0 found state 0, before anybody asked to persist it."]);
});

test("an update that skips one goes on from a phantom", () => {
	expect(
		summaries([
			[1, "load", -1, "ok"],
			[1, "persist", 0, "ok"],
			[1, "persist", 2, "ok"],
			[1, "load", 2, "ok"],
		]),
	).toEqual(["pod-0 found state 2, which goes on from state 1, which nobody had asked to be persisted."]);
});

test("what was found first was there before, unless somebody found less at the same time", () => {
	const steps: Step[] = [
		[1, "load", 1, "ok"],
		[1, "persist", 2, "ok"],
	];
	expect(summaries(steps)).toEqual([]);
	const look: ReadRecord = {
		pod,
		client: "looker",
		kind: "stored",
		process: start + 1,
		...position(pod, 0),
		started: start + 10.1,
		ended: start + 10.2,
		received: start + 10.3,
	};
	expect(summaries(steps, 1, [look])).toHaveLength(1);
});
