import type { Violation } from "../../schema/run.ts";
import type { IdentityHistory } from "./identityHistory.ts";
import { excerptOf, type Observation, type Seen } from "./observations.ts";

/**
 * Updates of one index that two processes had acknowledged; and updates that a process had
 * acknowledged though their state had been there before it first asked for it: whoever wrote that,
 * its own update can't have gone on from the state before.
 */
export function* forks({ processes }: IdentityHistory, seen: readonly Seen[]): Generator<Violation> {
	const first = new Map<number, Observation>();
	for (const { observation, observed } of seen) {
		const { kind, index, process, answer } = observation;
		if (kind !== "persist") continue;
		const other = first.get(index);
		if (observed?.kind === "load" && observed.index === index && !hadTried(observation)) {
			const { pod } = answer;
			yield {
				property: "noFork",
				pod,
				summary: `A process of ${pod} (started at ${process}) had update ${index} acknowledged, though state ${index} had been there before it asked.`,
				excerpt: excerptOf(observed, observation),
			};
		}
		if (other === undefined) first.set(index, observation);
		else if (other.process !== process) {
			const { pod } = answer;
			yield {
				property: "noFork",
				pod,
				summary: `Two processes of ${pod} (started at ${other.process} and ${process}) had update ${index} acknowledged.`,
				excerpt: [other.answer, answer],
			};
		}
	}

	/** Whether its process had asked for it before, and may have been the one that wrote it. */
	function hadTried({ process, index, answer }: Observation): boolean {
		const operations = processes.find((each) => each.process === process)?.operations ?? [];
		return operations.some(
			({ invoke, answer: ending }) =>
				invoke.kind === "persist" && invoke.index === index && ending !== answer && ending?.type !== "fail",
		);
	}
}
