/** How often and how long something is tried. Durations are seconds. */
export interface RetryPolicy {
	/** Tries at most, the first included. */
	attempts: number;
	/** One try is given up after that. */
	attemptTimeoutSeconds: number;
	/** No try begins later than that after the first. */
	deadlineSeconds: number;
	/** Mean pause after the first try is half of this; it doubles from try to try. */
	firstDelaySeconds: number;
	maximumDelaySeconds: number;
}

export const defaultRetryPolicy: RetryPolicy = {
	attempts: 4,
	attemptTimeoutSeconds: 1,
	deadlineSeconds: 4,
	firstDelaySeconds: 0.1,
	maximumDelaySeconds: 1,
};

/**
 * Pause before try `attempt` (from 1; try 0 has none), in seconds: exponential with full jitter, so
 * that replicas that lost the same store don't come back in step.
 *
 * @param random uniform in [0, 1)
 */
export function retryDelaySeconds(
	policy: Pick<RetryPolicy, "firstDelaySeconds" | "maximumDelaySeconds">,
	attempt: number,
	random: number,
): number {
	return random * Math.min(policy.maximumDelaySeconds, policy.firstDelaySeconds * 2 ** (attempt - 1));
}
