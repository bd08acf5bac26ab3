import { expect, test } from "vitest";
import type { EvidenceEntry, Verdicts } from "../../schema/run.ts";
import { syntheticManifest } from "../statistics/syntheticRun.fixture.ts";
import { unknownsOf, unknownText } from "./unknowns.ts";

const { verdicts: holding } = syntheticManifest();

function judged(verdicts: Partial<Verdicts>, evidence: Pick<EvidenceEntry, "property" | "verdict" | "because">[]) {
	return {
		verdicts: { ...holding, ...verdicts },
		evidence: evidence.map((entry) => ({
			...entry,
			pod: "pod-0",
			observations: 0,
		})),
	};
}

const lost = "pod-0 was lost at noon.";
const unlooked = "Nobody looked for pod-1.";

test("equal reasons are told once, with every property that they leave open", () => {
	const run = judged({ durability: "unknown", fresh: "unknown" }, [
		{ property: "durability", verdict: "unknown", because: unlooked },
		{ property: "durability", verdict: "unknown", because: lost },
		{ property: "fresh", verdict: "unknown", because: lost },
		{ property: "fresh", verdict: "holds", because: "4 reads." },
		{ property: "chain", verdict: "holds", because: "7 states." },
	]);
	expect(unknownsOf(run)).toEqual([
		{ because: unlooked, properties: ["durability"] },
		{ because: lost, properties: ["durability", "fresh"] },
	]);
	expect(unknownText([run, run])).toBe(`${unlooked} ${lost}`);
});

test("what is violated isn't unknown, whatever else wasn't observed of it", () => {
	const run = judged({ noFork: "violated" }, [
		{ property: "noFork", verdict: "unknown", because: lost },
		{ property: "noFork", verdict: "violated", because: "Two had update 7." },
	]);
	expect(unknownsOf(run)).toEqual([]);
	expect(unknownText([run])).toBeNull();
});

test("where no history was judged, that is the reason", () => {
	const { evidence: _, ...run } = judged({ fresh: "unknown" }, []);
	expect(unknownText([run])).toBe("No operation history was there to be judged.");
});

test("of many reasons a line tells the first, and how many more there are", () => {
	const because = (count: number) =>
		judged(
			{ chain: "unknown" },
			Array.from({ length: count }, (_, i) => ({
				property: "chain",
				verdict: "unknown",
				because: `Reason ${i}.`,
			})),
		);
	expect(unknownText([because(4)])).toBe("Reason 0. Reason 1. Reason 2. And 1 more reason.");
	expect(unknownText([because(2), because(21)])).toBe("Reason 0. Reason 1. Reason 2. And 18 more reasons.");
});
