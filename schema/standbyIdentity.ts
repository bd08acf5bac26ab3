/**
 * Whose state a Pod is there for: `pod-3` and `standby-3` both for `pod-3`. Imports nothing, so
 * that everybody shares it.
 *
 * @param pod a name that ends in `-<ordinal>`; any other is its own identity
 */
export function identityOf(pod: string): string {
	const ordinal = /-(\d+)$/.exec(pod)?.[1];
	return ordinal === undefined ? pod : `pod-${ordinal}`;
}
