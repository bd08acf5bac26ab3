import fc from "fast-check";
import { expect, test } from "vitest";
import type { Verdict, Verdicts } from "../schema/run.ts";
import { syntheticManifest } from "../statistics/syntheticRun.fixture.ts";
import {
	countVerdicts,
	safetyOf,
	verdictCountText,
	violatedProperties,
} from "./verdictCounts.ts";

const said = (verdicts: Verdict[]) => {
	const count = countVerdicts(verdicts);
	return count && verdictCountText(count);
};

test("a property holds only if it does in every run", () => {
	expect(said(["holds", "holds"])).toBe("✓ holds in all 2");
	expect(said(["holds"])).toBe("✓ holds in 1 run");
	expect(said(["holds", "unknown"])).toBe("? unknown in 1 of 2");
	expect(said(["holds", "violated", "unknown"])).toBe("✗ VIOLATED in 1 of 3");
	expect(said([])).toBeNull();
});

test("one violation is never outvoted", () => {
	const verdicts = fc.array(
		fc.constantFrom<Verdict[]>("holds", "violated", "unknown"),
	);
	fc.assert(
		fc.property(verdicts, (others) => {
			expect(countVerdicts([...others, "violated"])?.verdict).toBe("violated");
		}),
	);
});

const run = (verdicts: Partial<Verdicts> = {}) => {
	const facts = syntheticManifest();
	return {
		facts: { ...facts, verdicts: { ...facts.verdicts, ...verdicts } },
		href: "",
		why: "untrusted",
	};
};

test("a run that is left out counts where it was violated, and only there", () => {
	const cell = { mode: "central", replicas: 5, runs: [run()] };
	const safety = (verdict: Verdict) =>
		safetyOf([{ ...cell, excluded: [run({ durability: verdict })] }]);
	expect(safety("holds")).toBe("holds");
	expect(safety("unknown")).toBe("holds");
	expect(safety("violated")).toBe("violated");
	expect(safetyOf([{ ...cell, runs: [], excluded: [run()] }])).toBeNull();
	const open = { ...cell, runs: [run(), run({ noPhantom: "unknown" })] };
	expect(safetyOf([{ ...open, excluded: [] }])).toBe("unknown");
});

test("what a run violated is named", () => {
	expect(
		violatedProperties(
			run({ noFork: "violated", fresh: "violated", chain: "unknown" }).facts
				.verdicts,
		),
	).toEqual(["noFork", "fresh"]);
});
