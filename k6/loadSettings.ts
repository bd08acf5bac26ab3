import type { Load } from "../schema/protocol.ts";
import { decimal, seconds, type Variables, wholeNumber } from "./variables.ts";

/** Where neither the environment nor the lab's protocol says anything. */
const byHand = {
	clients: 4,
	readsPerSecond: 10,
	advancesPerSecond: 2,
	durationSeconds: 30,
};
/** As the protocol's. */
const clients = { minimum: 1, maximum: 64 };
const perSecond = { minimum: 0, maximum: 1000 };

/**
 * The load of the lab's protocol, if any, changed by the environment: CLIENTS of each state, READS
 * and ADVANCES per state and second, and DURATION (`45`, `45s`, `5m`).
 *
 * @throws Error with one sentence for a variable that can't be used
 */
export function loadSettings(planned: Load | null, environment: Variables): { load: Load; durationSeconds: number } {
	const before = planned ?? byHand;
	const load = {
		clients: wholeNumber(environment, "CLIENTS", clients) ?? before.clients,
		readsPerSecond: decimal(environment, "READS", perSecond) ?? before.readsPerSecond,
		advancesPerSecond: decimal(environment, "ADVANCES", perSecond) ?? before.advancesPerSecond,
	};
	if (load.readsPerSecond + load.advancesPerSecond === 0) {
		throw new Error("READS and ADVANCES are both 0: there is nothing to do; set one of them.");
	}
	const durationSeconds = seconds(environment, "DURATION") ?? byHand.durationSeconds;
	if (durationSeconds < 1) {
		throw new Error("DURATION must be 1 second or more.");
	}
	return { load, durationSeconds };
}
