import type { LabEvent } from "../../../schema/event.ts";
import { bearer } from "../../bearer.ts";
import type { Request } from "../../request.ts";

/** What a consensus replica tells the observer. */
export type ConsensusEvent = Pick<LabEvent, "event" | "group" | "detail" | "durationSeconds">;

const tries = 5;
const trySeconds = 2;

/**
 * Tells the observer what happened, in the background; what it doesn't take is only in the log.
 *
 * @param url the observer's base URL; null tells nobody
 */
export function eventReporter(options: {
	url: string | null;
	/** What the observer wants to be shown; null where it asks for nothing. */
	token: string | null;
	pod: string;
	/** Start of this process, Unix seconds. */
	process: number;
	request: Request;
	clock: () => number;
	log: (line: string) => void;
}): (event: ConsensusEvent) => void {
	const { url, token, pod, process, request, clock, log } = options;
	async function send(body: string): Promise<void> {
		for (let attempt = 0; attempt < tries; attempt++) {
			try {
				const { status } = await request("POST", `${url}/events`, {
					timeoutSeconds: trySeconds,
					headers: { "content-type": "application/json", ...bearer(token) },
					body,
				});
				if (status < 400) return;
				if (status < 500) break;
			} catch {
				// Tried again.
			}
			await new Promise((resume) => setTimeout(resume, 500));
		}
		log("the observer didn't take an event");
	}
	return (event) => {
		const { event: name, group, detail, durationSeconds } = event;
		log(
			[name, group, detail, durationSeconds === undefined ? undefined : `after ${durationSeconds.toFixed(1)} s`]
				.filter((part) => part !== undefined)
				.join(": "),
		);
		if (url === null) return;
		void send(
			JSON.stringify({
				source: "consensus",
				pod,
				process,
				senderTime: clock(),
				...event,
			}),
		);
	};
}

/** The own Pod's state was read for the first time, so long after the start. */
export function reportFormed(report: (event: ConsensusEvent) => void, seconds: number): void {
	report({ event: "formed", detail: `after ${seconds.toFixed(1)} s` });
}
