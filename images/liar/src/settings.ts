import * as z from "zod/mini";
import { numberWhere, port, readEnvironment, wholeFrom } from "../../environment.ts";

export interface Settings {
	/** Base URL of the honest store. */
	store: string;
	/** Share of the reads and writes of a state that are lied about: 0 … 1. */
	rate: number;
	seed: number;
	/** Base URL of whom lies are told; null tells nobody. */
	observer: string | null;
	/** What the observer wants to be shown; null where it asks for nothing. */
	observerToken: string | null;
	host: string;
	port: number;
}

const url = z.url({ protocol: /^https?$/, error: "an http or https URL" });

const environment = z.object({
	STORE_URL: url,
	LIES: z._default(
		numberWhere((value) => value >= 0 && value <= 1, "a number from 0 to 1"),
		0.02,
	),
	SEED: z._default(wholeFrom(0), 0),
	OBSERVER: z.optional(url),
	OBSERVER_TOKEN: z.optional(z.string()),
	HOST: z._default(z.string(), "0.0.0.0"),
	PORT: z._default(port, 5985),
});

/**
 * Reads the settings out of environment variables. An empty variable counts as not set.
 *
 * @throws Error that names every wrong variable, its value and what is allowed
 */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
	const e = readEnvironment(environment, variables);
	return {
		store: e.STORE_URL.replace(/\/+$/, ""),
		rate: e.LIES,
		seed: e.SEED,
		observer: e.OBSERVER?.replace(/\/+$/, "") ?? null,
		observerToken: e.OBSERVER_TOKEN ?? null,
		host: e.HOST,
		port: e.PORT,
	};
}
