/**
 * How many members may be on their way into the cluster at the same time. A JVM that starts takes
 * some 3 CPU-seconds: when all of 35 replicas started theirs at once on two cores, none had joined
 * when its 30 s were over, and all began again, for good.
 */
export const joiningAtOnce = 8;

/** After so many seconds in which nobody has joined, those whose turn it was won't come. */
export const placePassesAfterSeconds = 20;

/** When a member may join a growing cluster: replicas go by their ordinals, a few at a time. */
export class JoinThrottle {
	readonly #ordinal: number;
	readonly #clock: () => number;
	#size = 0;
	#grewAt = 0;

	/** @param clock in seconds */
	constructor(ordinal: number, clock: () => number) {
		this.#ordinal = ordinal;
		this.#clock = clock;
	}

	/** @param clusterSize members that the cluster has right now */
	admits(clusterSize: number): boolean {
		const now = this.#clock();
		if (clusterSize !== this.#size) {
			this.#size = clusterSize;
			this.#grewAt = now;
		}
		return this.#ordinal < clusterSize + joiningAtOnce || now - this.#grewAt > placePassesAfterSeconds;
	}
}
