import type { Recovery } from "../../schema/run.ts";

/** Moments of a way back, in seconds from the loss; null: not on record. */
export type RecoveryMoments = {
	/** The last container of the lost Pod ended; 0 where its processes were killed. */
	terminatedSeconds: number | null;
	/**
	 * The successor's Pod was made; null also where the Pod stays, or one that was there takes over.
	 */
	createdSeconds: number | null;
	/** The successor's first container, or the process that takes over, runs. */
	startedSeconds: number | null;
	/** The method answered the successor for the first time. */
	servedSeconds: number | null;
	/** Its first acknowledged update. */
	persistedSeconds: number | null;
};

/**
 * Four spans one after the other, in seconds, which together are the RTO; null: one of its ends is
 * not on record.
 */
export type RecoveryParts = {
	terminationSeconds: number | null;
	replacementSeconds: number | null;
	startSeconds: number | null;
	readySeconds: number | null;
};

/**
 * Where the time of a way back went:
 *
 * - termination: until the last container of the lost Pod ended, which is the shutdown of
 * application and method; no longer than until the successor's Pod was made, since a successor that
 * is there didn't wait for it;
 * - replacement: until the successor's first container runs: Kubernetes makes a Pod, finds a node,
 * and starts it; nothing where a process that runs already takes over;
 * - start: until the method answers the successor for the first time;
 * - ready: until its first acknowledged update.
 *
 * What is told by different watches may seem to come in another order: then the later moment
 * counts, and what is told to come before it ends with it at the latest. So no part is below 0, and
 * the parts add up to the RTO.
 *
 * @param takenOver by a process in a Pod that was there already
 */
export function recoveryParts(
	{ terminatedSeconds, createdSeconds, startedSeconds, servedSeconds, persistedSeconds }: RecoveryMoments,
	takenOver: boolean,
): RecoveryParts {
	const served = noLaterThan(servedSeconds, [persistedSeconds]);
	const started = noLaterThan(startedSeconds, [served, persistedSeconds]);
	const terminated = noLaterThan(terminatedSeconds, [createdSeconds, started, served, persistedSeconds]);
	const replaced = takenOver ? terminated : started;
	return {
		terminationSeconds: terminated,
		replacementSeconds: span(terminated, replaced),
		startSeconds: span(replaced, served),
		readySeconds: span(served, persistedSeconds),
	};
}

/** The parts as a `run.json` has them; of an older one, as its steps tell. */
export function partsOf({ steps, ...recovery }: Recovery): RecoveryParts {
	const { terminationSeconds, replacementSeconds, startSeconds, readySeconds } = recovery;
	if (terminationSeconds === undefined) {
		return recoveryParts({ ...steps, servedSeconds: steps.loadedSeconds ?? steps.methodReadySeconds }, false);
	}
	return {
		terminationSeconds,
		replacementSeconds: replacementSeconds ?? null,
		startSeconds: startSeconds ?? null,
		readySeconds: readySeconds ?? null,
	};
}

function noLaterThan(moment: number | null, limits: readonly (number | null)[]): number | null {
	if (moment === null) return null;
	return Math.min(moment, ...limits.filter((limit) => limit !== null));
}

function span(from: number | null, to: number | null): number | null {
	return from === null || to === null ? null : to - from;
}
