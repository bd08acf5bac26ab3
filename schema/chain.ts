/**
 * The hash chain that makes a replica's every state checkable from its identity alone (Gschnitzer
 * 2022, 4.2):
 *
 *     state(0)   = base64(sha256(identity))
 *     state(k+1) = base64(sha256(state(k)))      the input is the base64 text, not the raw digest
 *
 * This file imports nothing, so that the application (Node), the scenarios (k6) and the analysis
 * share it; each brings its own SHA-256.
 */

/** SHA-256 of a text's UTF-8 bytes, in base64 with padding (44 characters). */
export type Sha256Base64 = (text: string) => string;

/** State 0 of a replica. */
export function firstState(sha256: Sha256Base64, identity: string): string {
	return sha256(identity);
}

/** The state that follows `state`; without one (the very first start), state 0 of the identity. */
export function nextState(sha256: Sha256Base64, identity: string, state: string | null): string {
	return sha256(state ?? identity);
}
