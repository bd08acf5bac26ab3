import { setTimeout as sleep } from "node:timers/promises";
import { bearer } from "../../bearer.ts";
import type { Request } from "../../request.ts";
import type { Promotion } from "./stateController.ts";

const tries = 5;
const trySeconds = 2;
const pauseSeconds = 0.5;

/**
 * Tells the observer of promotions, in the background; what it doesn't take is only in the log.
 *
 * @param observer base URL, and what it wants to be shown
 * @param clock Unix seconds
 */
export function promotionEvents(
	{ url, token }: { url: string; token: string | null },
	send: Request,
	clock: () => number,
	log: (line: string) => void,
): (promotion: Promotion) => Promise<void> {
	return async (promotion) => {
		const { identity, pod, uid, process, epoch, because } = promotion;
		const body = JSON.stringify({
			source: "controller",
			event: "promoted",
			pod: identity,
			uid,
			process,
			senderTime: clock(),
			durationSeconds: promotion.durationSeconds,
			detail: `${pod} with epoch ${epoch}: ${because}`,
		});
		for (let attempt = 0; attempt < tries; attempt++) {
			if (attempt > 0) await sleep(pauseSeconds * 1000);
			try {
				const { status } = await send("POST", `${url}/events`, {
					timeoutSeconds: trySeconds,
					headers: { "content-type": "application/json", ...bearer(token) },
					body,
				});
				if (status < 400) return;
				if (status < 500) break;
			} catch {
				// Tried again.
			}
		}
		log(`the observer didn't take the promotion of ${pod}`);
	};
}
