import type { EvidenceEntry, Property, RunManifest } from "../../schema/run.ts";

/** What a run's verdicts rest on. */
type Judged = Pick<RunManifest, "verdicts" | "evidence">;

/**
 * A sentence on what was not observed, and the properties of which it isn't known therefore whether
 * they held.
 */
type Unknown = { because: string; properties: Property[] };

const nothingJudged = "No operation history was there to be judged.";

/** Why it isn't known of some properties of a run whether they held, each reason once. */
export function unknownsOf({ verdicts, evidence = [] }: Judged): Unknown[] {
	const reasons = new Map<string, Set<Property>>();
	const add = (because: string, property: Property) => {
		const known = reasons.get(because) ?? new Set();
		reasons.set(because, known.add(property));
	};
	for (const property of unknownProperties(verdicts)) {
		const open = evidence.filter((each) => each.property === property && each.verdict === "unknown");
		for (const { because } of open) add(because, property);
		if (open.length === 0) add(nothingJudged, property);
	}
	return Array.from(reasons, ([because, properties]) => ({ because, properties: [...properties] }));
}

/** Of one run, or of many; where there are many reasons, so many of them are told. */
const mostTold = 3;

/**
 * The reasons of some runs in one line: `A. B. And 3 more reasons.`; null where everything is
 * known.
 */
export function unknownText(runs: readonly Judged[]): string | null {
	const all = new Set(runs.flatMap(unknownsOf).map(({ because }) => because));
	if (all.size === 0) return null;
	const told = [...all].slice(0, mostTold);
	const more = all.size - told.length;
	return [...told, ...(more === 0 ? [] : [`And ${more} more ${more === 1 ? "reason" : "reasons"}.`])].join(" ");
}

export function unknownProperties(verdicts: Judged["verdicts"]): Property[] {
	return (Object.keys(verdicts) as Property[]).filter((property) => verdicts[property] === "unknown");
}

const severity: readonly string[] = ["violated", "unknown", "holds"];

/**
 * What is said of the identity that decides a verdict: one that was violated, else one that is
 * unknown, else the one with the fewest observations.
 */
export function weakestOf(entries: readonly EvidenceEntry[]): EvidenceEntry | undefined {
	return entries.toSorted(
		(a, b) => severity.indexOf(a.verdict) - severity.indexOf(b.verdict) || a.observations - b.observations,
	)[0];
}
