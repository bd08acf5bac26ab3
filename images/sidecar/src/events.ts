import type { LabEvent } from "../../../schema/event.ts";
import { type Observer, tellObserver } from "../../observerEvents.ts";
import type { Request } from "../../request.ts";

/** What a consensus replica tells the observer. */
export type ConsensusEvent = Pick<LabEvent, "event" | "group" | "detail" | "durationSeconds">;

/** Tells the log what happened, and in the background the observer. */
export function eventReporter(
	options: Observer & {
		pod: string;
		/** Start of this process, Unix seconds. */
		process: number;
		request: Request;
		clock: () => number;
		log: (line: string) => void;
	},
): (event: ConsensusEvent) => void {
	const { pod, process, request, clock, log } = options;
	return (event) => {
		const { event: name, group, detail, durationSeconds } = event;
		const duration = durationSeconds === undefined ? undefined : `after ${durationSeconds.toFixed(1)} s`;
		log([name, group, detail, duration].filter((part) => part !== undefined).join(": "));
		void tellObserver(options, request, { source: "consensus", pod, process, senderTime: clock(), ...event }, log);
	};
}

/** The own Pod's state was read for the first time, so long after the start. */
export function reportFormed(report: (event: ConsensusEvent) => void, seconds: number): void {
	report({ event: "formed", detail: `after ${seconds.toFixed(1)} s` });
}
