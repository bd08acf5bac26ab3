import { expect, test } from "vitest";
import type { EvidenceEntry } from "../schema/run.ts";
import { syntheticManifest } from "../statistics/syntheticRun.fixture.ts";
import { evidenceRows } from "./evidenceRows.ts";

const { verdicts } = syntheticManifest();

function entry(fields: Partial<EvidenceEntry>): EvidenceEntry {
	return {
		property: "chain",
		pod: "pod-0",
		verdict: "holds",
		observations: 9,
		because: "9 states.",
		...fields,
	};
}

const rowOf = (property: string, ...given: Parameters<typeof evidenceRows>) =>
	evidenceRows(...given).find((row) => row.property === property);

test("the identity with the fewest observations stands for a property that holds, beside the number of all", () => {
	const evidence = [
		entry({}),
		entry({ pod: "pod-1", observations: 2, because: "2 states." }),
		entry({ pod: "pod-2", observations: 5, because: "5 states." }),
	];
	expect(rowOf("chain", { verdicts, evidence })).toEqual({
		property: "chain",
		verdict: "holds",
		observations: 16,
		because: "pod-1: 2 states.",
	});
});

test("a worse verdict outweighs fewer observations, and a sentence that names its identity stands as it is", () => {
	const evidence = [
		entry({
			observations: 0,
			verdict: "unknown",
			because: "Of pod-0 nothing.",
		}),
		entry({
			pod: "pod-1",
			verdict: "violated",
			because: "pod-1 loaded nonsense.",
		}),
	];
	expect(
		rowOf("chain", { verdicts: { ...verdicts, chain: "violated" }, evidence }),
	).toMatchObject({ observations: 9, because: "pod-1 loaded nonsense." });
});

test("what only k6's readers saw says so", () => {
	const evidence = [entry({ property: "monotonic" })];
	const violations = [
		{
			property: "monotonic" as const,
			pod: "unknown",
			summary: "k6 read a state that is behind.",
			excerpt: [],
		},
	];
	const violated = { ...verdicts, monotonic: "violated" as const };
	expect(
		rowOf("monotonic", { verdicts: violated, evidence, violations }),
	).toMatchObject({
		verdict: "violated",
		observations: 9,
		because: "k6 read a state that is behind.",
	});
});

test("without a history there are no observations, and that is told", () => {
	const open = { ...verdicts, fresh: "unknown" as const };
	expect(rowOf("fresh", { verdicts: open })).toEqual({
		property: "fresh",
		verdict: "unknown",
		observations: null,
		because: "No operation history was there to be judged.",
	});
	expect(rowOf("chain", { verdicts: open })?.because).toContain("k6's readers");
});
