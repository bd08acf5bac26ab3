import { sum } from "d3-array";
import type { LabEvent } from "../../schema/event.ts";
import type { Measures, Recovery } from "../../schema/run.ts";
import { countUpdates } from "./availability.ts";
import { consensusOf } from "./consensus.ts";
import { faultsIn, type InjectedFault } from "./faults.ts";
import { witnessEventsOf } from "./faultWitnesses.ts";
import type { ProcessHistory } from "./history.ts";
import type { IdentityHistory } from "./identityHistory.ts";
import { countLateSteps, type Steps } from "./lateSteps.ts";
import { type Loss, lossesIn } from "./losses.ts";
import { type Period, periodOf } from "./period.ts";
import type { Phase } from "./phase.ts";
import { recoveryOf } from "./recovery.ts";
import { startups } from "./startup.ts";
import { troubledPeriods } from "./troubledPeriods.ts";
import { type Updates, updatesIn } from "./updates.ts";
import { windowOf } from "./windows.ts";

/** What a run's history and events show beside its safety. */
export type Measured = {
	measures: Omit<Measures, "reads">;
	/** Share of the replicas' own steps that began late, outside every trouble; 0 without any. */
	lateShare: number;
};

/** What happened in a run, as its events tell. */
export type Course = {
	events: readonly LabEvent[];
	/** Null without events. */
	period: Period | null;
	faults: InjectedFault[];
	losses: Loss[];
	troubles: Period[];
};

/** How one replica got on. */
export type Progress = {
	/** Null when the history says nothing of it. */
	updates: Updates | null;
	steps: Steps;
	/** One for each time that it was lost, in order of time. */
	recoveries: readonly Recovery[];
	operations: Measures["operations"];
};

/**
 * @param events of identities (`asIdentities`), in order of time
 * @param identities all replicas
 */
export function courseOf(events: readonly LabEvent[], identities: readonly string[]): Course {
	const period = periodOf(events);
	if (period === null) {
		return { events, period, faults: [], losses: [], troubles: [] };
	}
	const faults = faultsIn(events, period);
	const losses = lossesIn(events, period, faults, identities);
	const troubles = troubledPeriods(events, period, faults, losses);
	return { events, period, faults, losses, troubles };
}

/** @param phase of the replica's steps; null without any */
export function progressOf(
	history: IdentityHistory,
	phase: Phase | null,
	{ events, period, losses, troubles }: Course,
): Progress {
	const { pod, processes } = history;
	return {
		updates: phase === null ? null : updatesIn(processes, phase),
		steps: phase === null ? { steps: 0, late: 0 } : countLateSteps(processes, phase, period, troubles),
		recoveries: losses.filter((loss) => loss.pod === pod).map((loss) => recoveryOf(loss, history, events)),
		operations: countOutcomes(processes),
	};
}

/** @param progress by identity: of all replicas */
export function measure(
	progress: ReadonlyMap<string, Progress>,
	{ events, period, faults, losses, troubles }: Course,
): Measured {
	const all = [...progress.values()];
	const updates = new Map<string, Updates>();
	for (const [pod, { updates: known }] of progress) {
		if (known !== null) updates.set(pod, known);
	}
	const witnessed = [...events, ...witnessEventsOf(events)];
	const hit = new Set([...losses.map(({ pod }) => pod), ...faults.flatMap(({ victims }) => [...victims.keys()])]);
	const consensus = period ? consensusOf(events, period) : null;
	const steps = sum(all.map(({ steps }) => steps.steps));
	const late = sum(all.map(({ steps }) => steps.late));
	return {
		measures: {
			recoveries: recoveriesInOrder(losses, progress),
			startups: startups(events, [...progress.keys()]),
			availability:
				troubles.length === 0
					? []
					: [...updates]
							.filter(([pod]) => !hit.has(pod))
							.map(([pod, known]) => ({ pod, ...countUpdates(known, troubles) })),
			windows: faults.map((fault) => windowOf(fault, updates, witnessed)),
			operations: {
				ok: sum(all.map(({ operations }) => operations.ok)),
				fail: sum(all.map(({ operations }) => operations.fail)),
				unknown: sum(all.map(({ operations }) => operations.unknown)),
			},
			...(consensus && { consensus }),
		},
		lateShare: steps === 0 ? 0 : late / steps,
	};
}

/** Of all replicas, in order of their losses. */
function recoveriesInOrder(losses: readonly Loss[], progress: ReadonlyMap<string, Progress>): Recovery[] {
	const left = new Map(Array.from(progress, ([pod, { recoveries }]) => [pod, recoveries.values()]));
	return losses.flatMap(({ pod }) => left.get(pod)?.next().value ?? []);
}

function countOutcomes(processes: readonly ProcessHistory[]): Measures["operations"] {
	const counts = { ok: 0, fail: 0, unknown: 0 };
	for (const { operations } of processes) {
		for (const { answer } of operations) {
			if (answer === null || answer.type === "invoke") counts.unknown++;
			else counts[answer.type]++;
		}
	}
	return counts;
}
