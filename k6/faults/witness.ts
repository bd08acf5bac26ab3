import type { Outcome, Report } from "../../schema/witnessReport.ts";
import type { PodStatus } from "../pods.ts";

/** What a witness saw of a fault, or of its undoing. */
export type Seen = {
	outcome: Outcome;
	/** The number that was read; null: none could be. */
	value: number | null;
	detail: string;
	/** Whom it is about; absent: the system. */
	pod?: Pick<PodStatus, "name" | "uid">;
};

/** From the worst to the best. */
const outcomes = ["mismatch", "inconclusive", "confirmed"] as const;

/**
 * What the fault agent's witness saw, by Pod: it knows containers and addresses only. What it saw
 * of a node is told of each Pod on it.
 *
 * @param pods that were hit; none: the system was
 */
export function seenByPod(report: Report, pods: readonly PodStatus[]): Seen[] {
	if (pods.length === 0) return [together(report.victims, report)];
	return pods.map((pod) => ({
		...together(
			report.victims.filter(
				({ victim }) => victim === null || victim === pod.ip || Object.values(pod.containers).includes(victim),
			),
			report,
		),
		pod,
	}));
}

/** The worst of several, with the sum of their numbers. */
function together(seen: readonly Omit<Seen, "pod">[], report: Report): Seen {
	const worst = outcomes.find((outcome) => seen.some((one) => one.outcome === outcome));
	const values = seen.flatMap(({ value }) => value ?? []);
	return {
		outcome: worst ?? "inconclusive",
		value: values.length === 0 ? null : values.reduce((sum, value) => sum + value),
		detail: seen.map(({ detail }) => detail).join("; ") || report.detail,
	};
}

/** Nobody could look. */
export function unseen(pods: readonly PodStatus[], detail: string): Seen[] {
	const nothing = { outcome: "inconclusive", value: null, detail } as const;
	return pods.length === 0 ? [nothing] : pods.map((pod) => ({ ...nothing, pod }));
}
