import { exitCodes } from "../../schema/exitCodes.ts";
import type { Property, Verdict } from "../../schema/run.ts";
import type { Judged } from "./judged.ts";

/** From the gravest to the least. */
const gravest = [exitCodes.violated, exitCodes.broken, exitCodes.unmet, exitCodes.unknown, exitCodes.fine] as const;

type Outcome = Pick<Judged, "error" | "changes" | "verdicts" | "thresholds" | "expectations" | "expectedViolations">;

/** How judging one run ends. Files that were changed condemn nobody. */
export function exitCodeOf(outcome: Outcome): number {
	const { error, changes } = outcome;
	if (error !== undefined || changes.length > 0) return exitCodes.broken;
	const counting = (Object.entries(outcome.verdicts) as [Property, Verdict][])
		.filter(([property]) => counts(property, outcome))
		.map(([, verdict]) => verdict);
	if (counting.includes("violated")) return exitCodes.violated;
	if (isUnmet(outcome)) return exitCodes.unmet;
	return counting.includes("unknown") ? exitCodes.unknown : exitCodes.fine;
}

/** Whether a threshold or an expectation wasn't met. */
export function isUnmet({ thresholds, expectations }: Pick<Outcome, "thresholds" | "expectations">): boolean {
	return thresholds.some(({ held }) => !held) || expectations.some(({ met }) => !met);
}

/** How judging several ends. */
export function gravestOf(codes: readonly number[]): number {
	return gravest.find((code) => codes.includes(code)) ?? exitCodes.fine;
}

/**
 * Whether a verdict on a property says something against anybody: it was promised, and it isn't the
 * one that was expected.
 */
export function counts(
	property: Property,
	{ expectations, expectedViolations }: Pick<Outcome, "expectations" | "expectedViolations">,
): boolean {
	const isExpected = expectations.some((each) => each.property === property && each.met);
	return !isExpected && !expectedViolations.includes(property);
}
