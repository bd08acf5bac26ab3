/** What both engines' reconcilers share: loop, policy for lost majorities, timed actions. */
import { setTimeout as sleep } from "node:timers/promises";
import type { ConsensusEvent } from "./events.ts";
import type { HealAction, Metrics } from "./metrics.ts";
import type { MajorityPolicy } from "./settings.ts";

/** What every reconciler needs of the world, whatever its engine. */
export interface ReconcilerEffects {
	metrics: Metrics;
	report: (event: ConsensusEvent) => void;
	/** Seconds, never back. */
	clock: () => number;
}

export interface ResetPolicy {
	majorityPolicy: MajorityPolicy;
	/** How long a majority must have been gone before the policy `reset` acts. */
	resetAfterSeconds: number;
}

/** Between looks: while something is under way, after a refusal, and while all is well. */
export interface PauseSeconds {
	busy: number;
	troubled: number;
	calm: number;
}

/**
 * Looks again and again.
 *
 * @param look answers whether everything is as it should be; what it throws is tried again
 * @param onTrouble told why, once for as long as it stays the same
 * @param end of all looking; absent: never
 */
export async function reconcile(
	look: () => Promise<boolean>,
	pauseSeconds: PauseSeconds,
	onTrouble: (reason: string) => void,
	end?: Promise<void>,
): Promise<void> {
	let ended = false;
	end?.then(() => {
		ended = true;
	});
	let told = "";
	while (!ended) {
		let trouble = "";
		let pause = pauseSeconds.busy;
		try {
			if (await look()) pause = pauseSeconds.calm;
		} catch (error) {
			trouble = (error as Error).message;
			pause = pauseSeconds.troubled;
			if (!ended && trouble !== told) onTrouble(trouble);
		}
		if (ended) return;
		told = trouble;
		const nap = sleep(pause * 1000);
		await (end ? Promise.race([nap, end]) : nap);
	}
}

/** Whether a majority gone for so long is given up: what it kept is lost, and it begins anew. */
export function isToBeReset({ majorityPolicy, resetAfterSeconds }: ResetPolicy, goneSeconds: number): boolean {
	return majorityPolicy === "reset" && goneSeconds >= resetAfterSeconds;
}

/** Does what changes a group's membership, and measures it. */
export async function timed<T>(
	{ clock, metrics }: Pick<ReconcilerEffects, "clock" | "metrics">,
	action: HealAction,
	work: () => Promise<T>,
): Promise<T> {
	const begun = clock();
	try {
		const result = await work();
		metrics.acted(action, "ok", clock() - begun);
		return result;
	} catch (error) {
		metrics.acted(action, "fail", clock() - begun);
		throw error;
	}
}

/** A member that was away, or without its place, has it again. */
export function reportHealed({ metrics, report }: ReconcilerEffects, durationSeconds: number): void {
	metrics.healed(durationSeconds);
	report({ event: "healed", durationSeconds });
}
