import { type Observer, tellObserver } from "../../observerEvents.ts";
import type { Request } from "../../request.ts";
import type { Promotion } from "./stateController.ts";

/**
 * Tells the observer of promotions; what it doesn't take is only in the log.
 *
 * @param clock Unix seconds
 */
export function promotionEvents(
	observer: Observer,
	request: Request,
	clock: () => number,
	log: (line: string) => void,
): (promotion: Promotion) => Promise<void> {
	return ({ identity, pod, uid, process, epoch, because, durationSeconds }) => {
		const detail = `${pod} with epoch ${epoch}: ${because}`;
		const subject = { pod: identity, uid, process, senderTime: clock(), durationSeconds };
		return tellObserver(observer, request, { source: "controller", event: "promoted", ...subject, detail }, log);
	};
}
