import { z } from "zod";

/**
 * One line of `events.ndjson`: something that happened to a Pod, or a fault that was injected. `time` is always the
 * observer's clock (Unix time in seconds) at the moment when its watch, or the message, arrived: the Kubernetes API's
 * own timestamps are whole seconds.
 */
export const labEvent = z.strictObject({
	time: z.number().positive(),
	/** Who said so: the observer's watch of the Kubernetes API, the application's process, or the chaos scenario. */
	source: z.enum(["kubernetes", "application", "chaos", "observer"]),
	event: z.enum([
		/** kubernetes: life of a Pod. `started`/`terminated` carry `container`. */
		"created",
		"scheduled",
		"started",
		"terminated",
		"ready",
		"unready",
		"deleting",
		"deleted",
		/** application: its process runs; its method can serve this replica; it was told to stop. */
		"process-started",
		"method-ready",
		"process-stopping",
		/** chaos: the measured period begins and ends; a fault was requested, and the system is whole again after it. */
		"run-started",
		"fault-injected",
		"fault-recovered",
		"run-ended",
		/** observer: the watch or a connection was lost and resumed. */
		"watch-resumed",
		"gap",
	]),
	pod: z.string().optional(),
	/** Kubernetes' UID of the Pod: tells a Pod from its successor of the same name. */
	uid: z.string().optional(),
	container: z.string().optional(),
	/** The clock of whoever sent the message, where it has one of its own. */
	senderTime: z.number().optional(),
	/** application, `method-ready`: from the earliest container start in the Pod, in seconds. */
	startupDelaySeconds: z.number().nonnegative().optional(),
	/** application: when the sending process started (its own clock), as in the operation records. */
	process: z.number().positive().optional(),
	/** chaos: kind of the fault, e.g. `delete-pods`. */
	fault: z.string().optional(),
	/** Anything worth reading that has no field of its own. */
	detail: z.string().optional(),
});

export type LabEvent = z.infer<typeof labEvent>;
