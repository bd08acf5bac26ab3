import type { LabEvent } from "../../schema/event.ts";

/**
 * After any of these something may be lost that was there before, whoever the event is about:
 * stores and groups are shared.
 */
const harmful: ReadonlySet<LabEvent["event"]> = new Set([
	"fault-injected",
	"fault-healed",
	"undo-witnessed",
	"deleting",
	"deleted",
	"terminated",
	"member-removed",
	"member-restarted",
	"majority-lost",
	"majority-restored",
	"group-reset",
	"promoted",
]);

/**
 * Until when somebody must have looked at an identity, so that what happened could have shown. Unix
 * time in seconds.
 */
export type Harm = {
	/**
	 * The last event of the run that could have lost or forked something; minus infinity without any.
	 */
	last: number;
	/** That, or the run's end where it is on record: the experiment ends with a last look. */
	end: number;
	/** Whether the run's end is on record. */
	ended: boolean;
};

/** @param events in order of time */
export function harmOf(events: readonly LabEvent[]): Harm {
	const started = events.findLast(({ event }) => event === "run-started");
	const end = events.find(({ event, time }) => event === "run-ended" && time >= (started?.time ?? 0));
	const until = end?.time ?? Number.POSITIVE_INFINITY;
	const last = events.findLast(({ event, time }) => harmful.has(event) && time <= until);
	const lastTime = last?.time ?? Number.NEGATIVE_INFINITY;
	return { last: lastTime, end: end?.time ?? lastTime, ended: end !== undefined };
}
