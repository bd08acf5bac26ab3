import type { LabEvent } from "../../../schema/event.ts";

/** What kind of reason there is not to store something. */
export type Refusal =
	/** The file is full or can't be written. */
	| "not-stored"
	/** Another record of the same number is there. */
	| "conflict"
	/** It is no message, or not one of its connection's process. */
	| "not-understood"
	/** Too many processes. */
	| "too-many";

export type Refusals = ReturnType<typeof createRefusals>;

/** So many processes and kinds are told apart. */
const mostSenders = 10_000;

/**
 * Counts what isn't stored, and tells of it with an event: at most one in `pauseSeconds` for each
 * process and kind, since a sender tries again at once.
 */
export function createRefusals(options: {
	clock: () => number;
	tell: (event: LabEvent) => void;
	pauseSeconds?: number;
}) {
	const { clock, tell, pauseSeconds = 10 } = options;
	const told = new Map<string, { time: number; untold: number }>();
	let count = 0;
	return {
		/** Counts what wasn't stored, and tells of it. */
		refuse(
			kind: Refusal,
			reason: string,
			{ pod, process }: { pod?: string | undefined; process?: number | undefined },
		): void {
			count++;
			const time = clock();
			const key = `${kind} ${pod} ${process}`;
			const last = told.get(key);
			if (last && time - last.time < pauseSeconds) {
				last.untold++;
				return;
			}
			if (!last && told.size >= mostSenders) return;
			told.set(key, { time, untold: 0 });
			const more = last?.untold ? ` (${last.untold} times more since the last time that this was told)` : "";
			tell({
				time,
				source: "observer",
				event: "record-refused",
				...(pod !== undefined && { pod }),
				...(process !== undefined && { process }),
				detail: `${reason}${more}`,
			});
		},
		/** How often something was refused. */
		count: () => count,
	};
}
