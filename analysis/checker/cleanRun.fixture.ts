import fc from "fast-check";
import type { LabEvent } from "../../schema/event.ts";
import type { OperationRecord } from "../../schema/operation.ts";
import type { ReadRecord } from "../../schema/read.ts";
import {
	advanceOf,
	correctHistory,
	correctReads,
	eventsOf,
	type Life,
	lastLooks,
	overlappingHistory,
	type Turn,
} from "./exampleHistory.ts";
import { isAcknowledgedUpdate } from "./history.ts";
import { life, turn } from "./lives.fixture.ts";

/** A run as it is recorded: the history of a few replicas, what clients read, and what happened. */
export type Run = {
	records: OperationRecord[];
	reads: ReadRecord[];
	events: LabEvent[];
};

const start = 1_800_000_000;
export const identities = ["pod-0", "pod-1"];

/** What happens to pod-0: some updates in a row, restarts, and again some in a row. */
const lives = fc.array(life, { maxLength: 3 }).map((rest) => {
	const calm: Life = { persists: ["ok", "ok", "ok", "ok"] };
	return [calm, ...rest, calm];
});
/** What happens to pod-1, whose last update is acknowledged. */
const turns = fc.array(turn, { maxLength: 20 }).map((turns): Turn[] => [...turns, { by: 0, end: "ok", rival: "none" }]);

/** What a clean run is made of; printed when a property fails. */
export type Plan = { lives: readonly Life[]; turns: Turn[]; phases: number[] };

export const plan: fc.Arbitrary<Plan> = fc.record({
	lives,
	turns,
	phases: fc.array(fc.integer({ min: 0, max: 199 }), {
		minLength: 40,
		maxLength: 40,
	}),
});

/** pod-0 restarts, pod-1 runs twice at a time; clients read of both, and make pod-0 persist. */
export function cleanRun({ lives, turns, phases }: Plan): Run {
	const restarting = correctHistory("pod-0", lives, start);
	// After it, so that nothing happens to the one that the other isn't seen after.
	const later = Math.ceil(Math.max(...restarting.map(({ time }) => time)));
	const overlapping = overlappingHistory("pod-1", turns, later);
	const moments = (from: number) => phases.map((phase, i) => from + i + phase / 200);
	const records = [...restarting, ...overlapping];
	return {
		records,
		events: eventsOf(records),
		reads: [
			...lastLooks(records),
			...correctReads(restarting, moments(start)),
			...correctReads(overlapping, moments(later)),
			...restarting
				.filter(isAcknowledgedUpdate)
				.filter((_, i) => i % 3 === 0)
				.map((persisted) => advanceOf(persisted)),
		],
	};
}
