import type { LabEvent } from "../schema/event.ts";
import { bearer } from "./bearer.ts";
import type { Request } from "./request.ts";

const tries = 5;
const trySeconds = 2;
const pauseSeconds = 0.5;

/** Whom events are told; nobody without a URL. */
export interface Observer {
	/** Base URL. */
	observer: string | null;
	/** What it wants to be shown. */
	observerToken: string | null;
}

/**
 * Tells the observer of an event, again for as long as it doesn't answer.
 *
 * @param log told when the observer didn't take it
 */
export async function tellObserver(
	{ observer, observerToken }: Observer,
	request: Request,
	event: Omit<LabEvent, "time">,
	log: (line: string) => void,
): Promise<void> {
	if (observer === null) return;
	const body = JSON.stringify(event);
	for (let attempt = 0; attempt < tries; attempt++) {
		if (attempt > 0) await new Promise((resume) => setTimeout(resume, pauseSeconds * 1000));
		try {
			const { status } = await request("POST", `${observer}/events`, {
				timeoutSeconds: trySeconds,
				headers: { "content-type": "application/json", ...bearer(observerToken) },
				body,
			});
			if (status < 400) return;
			if (status < 500) break;
		} catch {
			// Tried again.
		}
	}
	log("the observer didn't take an event");
}
