import http from "k6/http";
import type { LabEvent } from "../schema/event.ts";
import { fail, observerHeaders, reasonOf } from "./lab.ts";
import type { Lab } from "./labDescription.ts";

export type ChaosEvent = Omit<Partial<LabEvent>, "source" | "time" | "detail"> & {
	event: LabEvent["event"];
	/** Absent: the scenario. */
	source?: "witness";
	detail?: string | undefined;
};

/** @param required whether the run makes no sense without the observer */
export function tellObserver(lab: Lab, events: readonly ChaosEvent[], required = false): void {
	const { observer } = lab;
	const responses = http.batch(
		events.map((event) => ({
			method: "POST" as const,
			url: `${observer}/events`,
			body: JSON.stringify({
				source: "chaos",
				senderTime: Date.now() / 1000,
				...event,
			}),
			params: {
				headers: observerHeaders(lab),
				timeout: "5s",
				tags: { name: "events" },
			},
		})),
	);
	for (const response of responses) {
		if (response.status >= 200 && response.status < 300) continue;
		const sentence = `The observer at ${observer} doesn't take events: ${reasonOf(response)}.`;
		if (required) fail(sentence);
		console.error(sentence);
	}
}
