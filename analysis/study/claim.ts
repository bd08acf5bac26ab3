import type { Interval } from "../statistics/comparison.ts";

/** What a claim of the study says of a number, in its base unit. */
export type Limit =
	/** From `low` to `high`. */
	| { kind: "within"; low: number; high: number }
	/** Less than it, or no more than it. */
	| { kind: "below" | "atMost"; limit: number }
	| { kind: "above"; limit: number };

/** `undecided`: the interval lies on both sides of what is claimed. */
export type Outcome = "holds" | "does not hold" | "undecided" | "too few runs" | "not comparable" | "no data";

/** What became of one claim of the study, in one mode at one size. */
export type ClaimOutcome = {
	/** What the study says, as a sentence without a stop. */
	claim: string;
	/** Where the study says so. */
	source: string;
	/** The mode of ours that is put beside it. */
	mode: string;
	replicas: number;
	/** Our number with its interval: `3.9 ms [3.8, 4.2], 5 runs`; empty: there is none. */
	here: string;
	outcome: Outcome;
	/** What made the outcome, and what makes the two not quite comparable; one sentence each. */
	why: readonly string[];
};

/**
 * Whether a claim holds for a number of which an interval is known: only if all of the interval
 * agrees.
 */
export function judge(limit: Limit, interval: Interval): Extract<Outcome, "holds" | "does not hold" | "undecided"> {
	const low = agrees(limit, interval.low);
	const high = agrees(limit, interval.high);
	if (low && high) return "holds";
	return low || high || isAround(limit, interval) ? "undecided" : "does not hold";
}

/** Where an interval lies of which nothing agrees with a claim. */
export function sideOf(limit: Limit, interval: Interval): "lower" | "higher" {
	if (limit.kind === "within") return interval.high < limit.low ? "lower" : "higher";
	return limit.kind === "above" ? "lower" : "higher";
}

/** A studied range can lie inside the interval. */
function isAround(limit: Limit, { low, high }: Interval): boolean {
	return limit.kind === "within" && low < limit.low && high > limit.high;
}

function agrees(limit: Limit, value: number): boolean {
	switch (limit.kind) {
		case "within":
			return value >= limit.low && value <= limit.high;
		case "below":
			return value < limit.limit;
		case "atMost":
			return value <= limit.limit;
		case "above":
			return value > limit.limit;
	}
}
