import fc from "fast-check";
import { expect, test } from "vitest";
import type { RunManifest } from "../../schema/run.ts";
import { causeOf, isLaboratorys, reasonsOf } from "./causes.ts";

const methods = [
	"Prometheus has no samples of pod-1.",
	"The history has no operation of pod-12.",
	"The history has nothing of pod-1's process 1800000000.25, which was there.",
	"Nobody confirmed that record 41 of pod-1's process 1800000000.25 was its last: it may have had update 20 acknowledged before it was killed.",
	"pod-1 told nothing in the last 12.5 s of the run, though nobody knows of its end.",
	"pod-1 was lost at 2026-01-01T00:00:15.000Z, and no successor was heard of before the run ended.",
	"Nobody looked for the last update that pod-1 had acknowledged.",
	"The run never started: there is no run-started event.",
	"The system never came up: pulumi up failed: pod-3 isn't Ready.",
	"7.3 % of the steps outside faults began late (at most 5.0 %).",
];
const laboratorys = [
	"The observer has a gap: pod-1: 3 messages before number 7 never came.",
	"The observer's watch of Pods broke and was resumed: events in between are late or missing.",
	"The run didn't end: there is no run-ended event.",
	"The run was aborted after 3.0 s of 45 s.",
	"Collecting was interrupted.",
	"Prometheus can't be reached: connect ECONNREFUSED.",
	"The hypervisor gave 9.0 % of the processors' time to others (at most 2.0 %).",
	"Programs beside the laboratory used 12.0 % of the processors' time (at most 10.0 %).",
	"The history lacks record 5 of pod-1's process 7.",
	"A sentence that nobody knows.",
];

test.each(methods)("a method can bring about: %s", (sentence) => {
	expect(causeOf(sentence)).toBe("method");
});

test.each(laboratorys)("only the laboratory can bring about: %s", (sentence) => {
	expect(causeOf(sentence)).toBe("laboratory");
});

const told = (fields: Partial<RunManifest>) => ({
	status: "complete" as const,
	incompleteBecause: [],
	...fields,
});
const trust = (reasons: string[]) => ({
	trusted: reasons.length === 0,
	reasons,
	stealShare: 0,
	loadAverageAtStart: 0,
	lateShare: 0,
});

test("a run is the laboratory's exactly if one of its reasons is", () => {
	const some = fc.subarray([...methods, ...laboratorys]);
	fc.assert(
		fc.property(some, some, (missing, busy) => {
			const run = told({
				status: missing.length > 0 ? "incomplete" : "complete",
				incompleteBecause: missing,
				trust: trust(busy),
			});
			expect(isLaboratorys(run)).toBe([...missing, ...busy].some((each) => laboratorys.includes(each)));
		}),
	);
});

test("a cause that is on record counts, whatever its sentence is", () => {
	const run = told({
		status: "incomplete",
		incompleteBecause: ["A sentence that nobody knows."],
		causes: ["method"],
		trust: { ...trust(["So is this."]), causes: ["method"] },
	});
	expect(isLaboratorys(run)).toBe(false);
	expect(reasonsOf(run).untrusted).toEqual([{ text: "So is this.", cause: "method" }]);
});

test("an incomplete run that doesn't say why is the laboratory's", () => {
	expect(isLaboratorys(told({ status: "incomplete" }))).toBe(true);
	expect(isLaboratorys(told({}))).toBe(false);
});
