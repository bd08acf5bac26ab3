/** Why what is known of an identity, or of all, may not be whole or in order. */
export type Doubt = {
	/** Null: of the whole run. */
	pod: string | null;
	sentence: string;
	/**
	 * Whether the experiment's own faults bring it about, such as a process that was killed in the
	 * middle of a step. The run is complete all the same; only what the identity's history says of
	 * that moment isn't certain.
	 */
	byFault: boolean;
};

/** A doubt that makes the run incomplete: somebody failed who should have recorded. */
export function doubt(pod: string | null, sentence: string): Doubt {
	return { pod, sentence, byFault: false };
}
