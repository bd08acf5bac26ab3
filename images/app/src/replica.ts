import type { Position } from "./locate.ts";
import type { Due } from "./schedule.ts";
import { noKnowledge, type StepEffects, step } from "./step.ts";

export interface ReplicaListeners {
	/** The method can serve the replica: its state was loaded and a first update acknowledged. */
	onReady: () => void;
	onState: (position: Position) => void;
	onMissed: (intervals: number) => void;
	/** Why the last step persisted nothing, once each time the reason changes; null: it does again. */
	onTrouble: (reason: string | null) => void;
}

export interface Replica {
	run(due: Due): Promise<void>;
	position(): Position | null;
	ready(): boolean;
	missedIntervals(): number;
}

/**
 * The replica from step to step. Once ready it stays so: it can show its last state without the store, and the
 * store's absence would otherwise take every replica out of service at once.
 */
export function createReplica(
	effects: StepEffects,
	listeners: ReplicaListeners,
): Replica {
	let knowledge = noKnowledge;
	let ready = false;
	let missed = 0;
	let trouble: string | null = null;
	return {
		async run(due) {
			if (due.missed > 0) {
				missed += due.missed;
				listeners.onMissed(due.missed);
			}
			const result = await step(due.intended, knowledge, effects);
			const { acknowledged } = result.knowledge;
			const moved = acknowledged !== knowledge.acknowledged;
			knowledge = result.knowledge;
			if (moved && acknowledged) listeners.onState(acknowledged);
			if (result.persisted && !ready) {
				ready = true;
				listeners.onReady();
			}
			const reason = result.error ?? null;
			if (reason !== trouble) listeners.onTrouble(reason);
			trouble = reason;
		},
		position: () => knowledge.acknowledged,
		ready: () => ready,
		missedIntervals: () => missed,
	};
}
