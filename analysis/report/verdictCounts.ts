import type { Verdict, Verdicts } from "../schema/run.ts";
import { overall } from "./measures.ts";
import type { ReportedCell } from "./report.ts";

/** The verdicts of many runs on one property, in one. */
export type VerdictCount = {
	/** Violated if it was in any run; it holds only if it does in all. */
	verdict: Verdict;
	/** Runs with just that verdict. */
	count: number;
	runs: number;
};

/** Null without any run. */
export function countVerdicts(
	verdicts: readonly Verdict[],
): VerdictCount | null {
	const runs = verdicts.length;
	if (runs === 0) return null;
	const worst =
		(["violated", "unknown"] as const).find((each) =>
			verdicts.includes(each),
		) ?? "holds";
	const count = verdicts.filter((each) => each === worst).length;
	return { verdict: worst, count, runs };
}

/** With a sign, so that it reads without colour: `✓ holds in all 5`, `✗ VIOLATED in 2 of 5`. */
export function verdictCountText({
	verdict,
	count,
	runs,
}: VerdictCount): string {
	switch (verdict) {
		case "holds":
			return runs === 1 ? "✓ holds in 1 run" : `✓ holds in all ${runs}`;
		case "violated":
			return `✗ VIOLATED in ${count} of ${runs}`;
		case "unknown":
			return `? unknown in ${count} of ${runs}`;
	}
}

/** Names of the properties that a run violated. */
export function violatedProperties(verdicts: Verdicts): (keyof Verdicts)[] {
	return (Object.keys(verdicts) as (keyof Verdicts)[]).filter(
		(property) => verdicts[property] === "violated",
	);
}

/**
 * All verdicts of all runs that the statistics use, in one. A run that they leave out for its numbers counts where it was
 * violated: that stands, whatever became of the numbers. Null without any run that says something.
 */
export function safetyOf(cells: readonly ReportedCell[]): Verdict | null {
	const used = cells.flatMap(({ runs }) => runs);
	const violatedElsewhere = cells
		.flatMap(({ excluded }) => excluded)
		.filter(({ facts }) => overall(facts.verdicts) === "violated");
	const verdicts = [...used, ...violatedElsewhere].map(({ facts }) =>
		overall(facts.verdicts),
	);
	return countVerdicts(verdicts)?.verdict ?? null;
}
