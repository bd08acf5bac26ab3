import type { LabEvent } from "../schema/event.ts";
import type { Measures } from "../schema/run.ts";
import { countUpdates } from "./availability.ts";
import { consensusOf } from "./consensus.ts";
import { faultsIn } from "./faults.ts";
import { witnessEventsOf } from "./faultWitnesses.ts";
import type { IdentityHistory } from "./identityHistory.ts";
import { countLateSteps } from "./lateSteps.ts";
import { lossesIn } from "./losses.ts";
import { periodOf } from "./period.ts";
import { recoveryOf } from "./recovery.ts";
import { startups } from "./startup.ts";
import { troubledPeriods } from "./troubledPeriods.ts";
import { type Updates, updatesOf } from "./updates.ts";
import { windowOf } from "./windows.ts";

/** What a run's history and events show beside its safety. */
export type Measured = {
	measures: Omit<Measures, "reads">;
	/** Share of the replicas' own steps that began late, outside every trouble; 0 without any. */
	lateShare: number;
};

/**
 * @param histories by identity: all replicas
 * @param intervalSeconds t, above 0
 */
export function measure(
	histories: ReadonlyMap<string, IdentityHistory>,
	events: readonly LabEvent[],
	intervalSeconds: number,
): Measured {
	const identities = [...histories.keys()];
	const updates = new Map<string, Updates>();
	for (const [pod, { processes }] of histories) {
		const known = updatesOf(processes, intervalSeconds);
		if (known !== null) updates.set(pod, known);
	}
	const period = periodOf(events);
	const faults = period ? faultsIn(events, period) : [];
	const witnessed = [...events, ...witnessEventsOf(events)];
	const losses = period ? lossesIn(events, period, faults, identities) : [];
	const troubles = period
		? troubledPeriods(events, period, faults, losses)
		: [];
	const hit = new Set([
		...losses.map(({ pod }) => pod),
		...faults.flatMap(({ victims }) => [...victims.keys()]),
	]);
	const consensus = period ? consensusOf(events, period) : null;

	let steps = 0;
	let late = 0;
	for (const [pod, { phase }] of updates) {
		const { processes } = histories.get(pod) as IdentityHistory;
		const counts = countLateSteps(processes, phase, period, troubles);
		steps += counts.steps;
		late += counts.late;
	}
	return {
		measures: {
			recoveries: losses.map((loss) =>
				recoveryOf(loss, histories.get(loss.pod) as IdentityHistory, events),
			),
			startups: startups(events, identities),
			availability:
				troubles.length === 0
					? []
					: [...updates]
							.filter(([pod]) => !hit.has(pod))
							.map(([pod, known]) => ({
								pod,
								...countUpdates(known, troubles),
							})),
			windows: faults.map((fault) => windowOf(fault, updates, witnessed)),
			operations: countOutcomes(histories),
			...(consensus && { consensus }),
		},
		lateShare: steps === 0 ? 0 : late / steps,
	};
}

function countOutcomes(
	histories: ReadonlyMap<string, IdentityHistory>,
): Measures["operations"] {
	const counts = { ok: 0, fail: 0, unknown: 0 };
	for (const { processes } of histories.values()) {
		for (const { operations } of processes) {
			for (const { answer } of operations) {
				if (answer === null || answer.type === "invoke") counts.unknown++;
				else counts[answer.type]++;
			}
		}
	}
	return counts;
}
