import * as z from "zod/mini";
import { port, readEnvironment } from "../../environment.ts";

export interface Settings {
	/** Namespace whose Pods are watched and labelled. */
	namespace: string;
	/** Label selector of those Pods. */
	selector: string;
	/** Base URL of whom events are told; null tells nobody. */
	observer: string | null;
	/** What the observer wants to be shown; null where it asks for nothing. */
	observerToken: string | null;
	/** What replicas show who ask for their role. */
	token: string;
	host: string;
	port: number;
}

const environment = z.object({
	WATCH_NAMESPACE: z.string("the namespace of the Pods").check(z.minLength(1, "the namespace of the Pods")),
	SELECTOR: z._default(z.string(), "app.kubernetes.io/name=replica"),
	OBSERVER: z.optional(z.url({ protocol: /^https?$/, error: "an http or https URL" })),
	OBSERVER_TOKEN: z.optional(z.string()),
	CONTROLLER_TOKEN: z.string("the secret that replicas show"),
	HOST: z._default(z.string(), "0.0.0.0"),
	PORT: z._default(port, 32_300),
});

/**
 * Reads the settings out of environment variables. An empty variable counts as not set.
 *
 * @throws Error that names every wrong variable, its value and what is allowed
 */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
	const e = readEnvironment(environment, variables);
	return {
		namespace: e.WATCH_NAMESPACE,
		selector: e.SELECTOR,
		observer: e.OBSERVER?.replace(/\/+$/, "") ?? null,
		observerToken: e.OBSERVER_TOKEN ?? null,
		token: e.CONTROLLER_TOKEN,
		host: e.HOST,
		port: e.PORT,
	};
}
