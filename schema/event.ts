import { z } from "zod";

/**
 * One line of `events.ndjson`: something that happened to a Pod, or a fault that was injected.
 * `time` is always the observer's clock (Unix time in seconds) at the moment when its watch, or the
 * message, arrived: the Kubernetes API's own timestamps are whole seconds.
 */
export const labEvent = z.strictObject({
	time: z.number().positive(),
	/**
	 * Who said so: the observer's watch of the Kubernetes API, the application's process, the
	 * consensus replica beside it, the State Controller, a store that lies, the chaos scenario, the
	 * observer about itself, or a witness, who looks whether a fault bit and is not the one who did
	 * it.
	 */
	source: z.enum(["kubernetes", "application", "consensus", "controller", "store", "chaos", "observer", "witness"]),
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
		/**
		 * application, or observer, which asked the process: of the history of `process` there are
		 * `records` records, of which `persisted` are acknowledged updates, and no more so far. What
		 * comes after the last such word of a process isn't confirmed.
		 */
		"history-confirmed",
		/** consensus: the CP Subsystem formed; `detail` says how. */
		"formed",
		/** consensus: a dead CP member was removed, so that it no longer counts for the majority. */
		"member-removed",
		/** consensus: this Pod's member became a CP member again. */
		"member-promoted",
		/**
		 * consensus: this Pod's replica is a full Raft member again; `durationSeconds` says how long
		 * that took.
		 */
		"healed",
		/** consensus: `group` has lost its majority, so it answers nothing; it has one again. */
		"majority-lost",
		"majority-restored",
		/**
		 * consensus: the policy `reset` gave the data of `group` up; `majority-restored` follows once
		 * it works again.
		 */
		"group-reset",
		/** consensus: it had its member restarted; `detail` says why. */
		"member-restarted",
		/**
		 * controller: of the identity `pod`, the process `process` in the Pod `uid` took over,
		 * `durationSeconds` after it was decided; `detail` names the Pod and says why.
		 */
		"promoted",
		/**
		 * store: of the state of `pod`, it said something else than what is; `detail` says which kind
		 * of lie, and what.
		 */
		"lied",
		/**
		 * chaos: the measured period begins and ends; a fault was requested, once for each victim; one
		 * that lasts was undone; the system is steady again after it, or never was while the run
		 * lasted.
		 */
		"run-started",
		"fault-injected",
		"fault-healed",
		"fault-recovered",
		"never-steady",
		"run-ended",
		/**
		 * witness: whether a fault bit a victim (`pod`; absent: the system), or whether its undoing
		 * did; `outcome` says so, `value` is the number that was read, and `detail` says in words what
		 * was seen.
		 */
		"fault-witnessed",
		"undo-witnessed",
		/**
		 * observer: it began to record, `detail` says on top of what; it didn't store something,
		 * `detail` says what and why. After either, the history may lack something.
		 */
		"observer-started",
		"record-refused",
		/** observer: the watch or a connection was lost and resumed. */
		"watch-resumed",
		"gap",
		/** observer: it reaches a port (`detail`) that a NetworkPolicy should close to it. */
		"port-open",
	]),
	pod: z.string().optional(),
	/** Kubernetes' UID of the Pod: tells a Pod from its successor of the same name. */
	uid: z.string().optional(),
	container: z.string().optional(),
	/** The clock of whoever sent the message, where it has one of its own. */
	senderTime: z.number().optional(),
	/** application, `method-ready`: from the earliest container start in the Pod, in seconds. */
	startupDelaySeconds: z.number().nonnegative().optional(),
	/**
	 * consensus, `healed`: from the start of healing until the replica was a full Raft member again;
	 * controller, `promoted`: from the decision until the process said that it took over.
	 */
	durationSeconds: z.number().nonnegative().optional(),
	/**
	 * application and consensus: when the sending process started (its own clock); the application's
	 * is that of the operation records. controller: of the application's process that the event is
	 * about.
	 */
	process: z.number().positive().optional(),
	/** consensus: name of the Raft group that the event is about. */
	group: z.string().optional(),
	/**
	 * chaos: the fault, as kind or `kind:container`, e.g. `delete-pods`, and its position in the
	 * protocol's faults.
	 */
	fault: z.string().optional(),
	faultNumber: z.int().nonnegative().optional(),
	/**
	 * `history-confirmed`: how many records the process has sent, numbered from 0; how many of them
	 * acknowledge an update.
	 */
	records: z.int().nonnegative().optional(),
	persisted: z.int().nonnegative().optional(),
	/**
	 * witness: the fault, or its undoing, was seen to bite; was seen not to; or nobody could tell.
	 */
	outcome: z.enum(["confirmed", "mismatch", "inconclusive"]).optional(),
	/** witness: what was read, e.g. packets dropped, processes stopped, throttled periods. */
	value: z.number().optional(),
	/** Anything worth reading that has no field of its own. */
	detail: z.string().optional(),
});

export type LabEvent = z.infer<typeof labEvent>;
