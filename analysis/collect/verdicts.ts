import type { RunManifest, Verdict, Verdicts, Violation } from "../../schema/run.ts";
import type { Judgement } from "../checker.ts";
import type { K6Summary } from "./k6Summary.ts";

/** Of a run of which nothing is known. */
export const allUnknown: Verdicts = {
	chain: "unknown",
	durability: "unknown",
	monotonic: "unknown",
	noFork: "unknown",
	fresh: "unknown",
	noPhantom: "unknown",
};

/**
 * What the history and k6's readers say together. Either can prove a violation. k6 alone suffices
 * for the properties it sees only where the history was not recorded.
 *
 * @param judgement null when there is no history to judge
 */
export function combine(
	judgement: Judgement | null,
	k6: K6Summary | null,
): { verdicts: Verdicts; violations: Violation[] } {
	const verdicts = { ...allUnknown, ...judgement?.verdicts };
	const violations = [...(judgement?.violations ?? [])];
	if (k6 === null) return { verdicts, violations };
	const { metrics } = k6;
	const seen = [
		{
			property: "chain",
			count: metrics.holdfast_chain_violations.values.count,
			what: "not on its replica's chain",
		},
		{
			property: "monotonic",
			count: metrics.holdfast_backwards.values.count,
			what: "behind one that it had seen before",
		},
	] as const;
	for (const { property, count, what } of seen) {
		if (count > 0) {
			verdicts[property] = "violated";
			violations.push({
				property,
				pod: "unknown",
				summary: `k6 read a state that is ${what}, ${count} times; its log names the replicas.`,
				excerpt: [],
			});
		} else if (judgement === null && metrics.holdfast_reads.values.count > 0) {
			verdicts[property] = "holds";
		}
	}
	return { verdicts, violations };
}

/** The worst of several verdicts. */
export function overall(verdicts: Verdicts): Verdict {
	const all = Object.values(verdicts);
	if (all.includes("violated")) return "violated";
	return all.includes("unknown") ? "unknown" : "holds";
}

/** Whether a run violated a property that its mode promises. */
export function isToBlame({
	verdicts,
	expectedViolations = [],
}: Pick<RunManifest, "verdicts" | "expectedViolations">): boolean {
	return Object.entries(verdicts).some(
		([property, verdict]) => verdict === "violated" && !expectedViolations.some((expected) => expected === property),
	);
}
