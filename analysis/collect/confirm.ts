import type { LabDescription } from "../../schema/labDescription.ts";
import { addressOf, fetchWithin } from "./fetchWithin.ts";

/** The observer asks all processes at once, and gives up after a few seconds. */
const confirmWithinSeconds = 15;

/**
 * Has the observer ask every process how much it has sent, and record that: what a process told
 * last leaves no hole when it is missing.
 *
 * @throws Error with one sentence when the observer doesn't answer
 */
export async function confirmHistories(
	{ observer, observerTokens }: LabDescription,
	signal?: AbortSignal,
): Promise<void> {
	const token = observerTokens?.scenario;
	await fetchWithin(addressOf(observer, "confirm"), confirmWithinSeconds, signal, {
		method: "POST",
		...(token && { headers: { authorization: `Bearer ${token}` } }),
	});
}
