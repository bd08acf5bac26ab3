import { sum } from "d3-array";
import type { Measures, Recovery } from "../../schema/run.ts";
import { countUpdates } from "./availability.ts";
import { consensusOf } from "./consensus.ts";
import type { Course } from "./course.ts";
import { witnessEventsOf } from "./faultWitnesses.ts";
import type { ProcessHistory } from "./history.ts";
import type { IdentityHistory } from "./identityHistory.ts";
import { countLateSteps, type Steps } from "./lateSteps.ts";
import type { Loss } from "./losses.ts";
import type { Phase } from "./phase.ts";
import { recoveryOf } from "./recovery.ts";
import { startups } from "./startup.ts";
import { type Updates, updatesIn } from "./updates.ts";
import { windowOf } from "./windows.ts";

/** What a run's history and events show beside its safety. */
type Measured = {
	measures: Omit<Measures, "reads">;
	/** Share of the replicas' own steps that began late, outside every trouble; 0 without any. */
	lateShare: number;
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
	const updates = new Map([...progress].flatMap(([pod, { updates }]) => (updates ? [[pod, updates] as const] : [])));
	const witnessed = [...events, ...witnessEventsOf(events)];
	const hit = new Set([...losses.map(({ pod }) => pod), ...faults.flatMap(({ victims }) => [...victims.keys()])]);
	const consensus = period ? consensusOf(events, period) : null;
	const steps = sum(all, ({ steps }) => steps.steps);
	const late = sum(all, ({ steps }) => steps.late);
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
				ok: sum(all, ({ operations }) => operations.ok),
				fail: sum(all, ({ operations }) => operations.fail),
				unknown: sum(all, ({ operations }) => operations.unknown),
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
