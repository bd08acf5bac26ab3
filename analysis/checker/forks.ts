import type { Violation } from "../schema/run.ts";
import type { Observation, Seen } from "./observations.ts";

/** Updates of one index that two processes had acknowledged. */
export function* forks(seen: readonly Seen[]): Generator<Violation> {
	const first = new Map<number, Observation>();
	for (const { observation } of seen) {
		const { kind, index, process, answer } = observation;
		if (kind !== "persist") continue;
		const other = first.get(index);
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
}
