import type { Position } from "./locate.ts";
import type { Due } from "./schedule.ts";
import { noKnowledge, type StepEffects, type StepResult, step } from "./step.ts";
import { createTurns, Refused } from "./turns.ts";

export interface ReplicaListeners {
	/** The method can serve the replica: its state was loaded and a first update acknowledged. */
	onReady: () => void;
	onState: (position: Position) => void;
	onMissed: (intervals: number) => void;
	/** Why the last step persisted nothing, once each time that changes; null: it does again. */
	onTrouble: (reason: string | null) => void;
	onAdvance: (outcome: Advance["outcome"]) => void;
}

/** What became of an update that a client asked for; a refused one was never begun. */
export type Advance =
	| { outcome: "ok"; position: Position }
	| {
			outcome: "fail" | "unknown" | "refused";
			/** One sentence. */
			reason: string;
	  };

export interface Replica {
	/** The step of an interval, once the step in hand is done. */
	run(due: Due): Promise<void>;
	/**
	 * An update out of turn, after those that others asked for.
	 *
	 * @param clientLeft aborted: it is left out, unless it has begun
	 */
	advance(clientLeft?: AbortSignal): Promise<Advance>;
	position(): Position | null;
	ready(): boolean;
	missedIntervals(): number;
	/** Begins no further step; resolves once the one in hand is done. */
	close(): Promise<void>;
}

/** How many updates out of turn may wait. */
const mostWaiting = 64;

/**
 * The replica from step to step, of which there is one at a time. Once ready it stays so: it can
 * show its last state without the store, and the store's absence would otherwise take every replica
 * out of service at once.
 */
export function createReplica(effects: StepEffects, listeners: ReplicaListeners): Replica {
	const turns = createTurns(mostWaiting);
	let knowledge = noKnowledge;
	let ready = false;
	let missed = 0;
	let trouble: string | null = null;

	async function stepOf(intended: number): Promise<StepResult> {
		const result = await step(intended, knowledge, effects);
		const { acknowledged } = result.knowledge;
		const moved = acknowledged !== knowledge.acknowledged;
		knowledge = result.knowledge;
		if (moved && acknowledged) listeners.onState(acknowledged);
		if (result.outcome === "ok" && !ready) {
			ready = true;
			listeners.onReady();
		}
		const reason = result.outcome === "ok" ? null : result.error;
		if (reason !== trouble) listeners.onTrouble(reason);
		trouble = reason;
		return result;
	}

	async function advance(clientLeft?: AbortSignal): Promise<Advance> {
		const asked = effects.clock();
		if (knowledge.acknowledged === null) {
			return {
				outcome: "refused",
				reason: `${effects.identity} knows no state yet: try again in a moment.`,
			};
		}
		try {
			const result = await turns.last(() => stepOf(asked), clientLeft);
			return result.outcome === "ok"
				? { outcome: "ok", position: result.persisted }
				: { outcome: result.outcome, reason: result.error };
		} catch (error) {
			if (!(error instanceof Refused)) throw error;
			return { outcome: "refused", reason: error.message };
		}
	}

	return {
		async run(due) {
			if (due.missed > 0) {
				missed += due.missed;
				listeners.onMissed(due.missed);
			}
			try {
				await turns.first(() => stepOf(due.intended));
			} catch (error) {
				if (!(error instanceof Refused)) throw error;
			}
		},
		async advance(clientLeft) {
			const result = await advance(clientLeft);
			listeners.onAdvance(result.outcome);
			return result;
		},
		position: () => knowledge.acknowledged,
		ready: () => ready,
		missedIntervals: () => missed,
		close: turns.close,
	};
}
