import { z } from "zod";
import { operationRecord } from "./operation.ts";
import { protocol } from "./protocol.ts";
import { readRecord } from "./read.ts";

/** Version of the results' format; another one isn't read. */
export const schemaVersion = 3 as const;

/**
 * `holds`: something was observed that could have shown otherwise, and nothing did. `violated`: the
 * history shows it. `unknown`: nothing that was observed could have shown it, or the history isn't
 * whole. The table in docs/experiment.md says so for each property.
 */
export const verdict = z.enum(["holds", "violated", "unknown"]);

export type Verdict = z.infer<typeof verdict>;

/** What the method must keep, whatever happens to its Pods. */
export const verdicts = z.strictObject({
	/**
	 * Every state seen, by the history and by k6, is the state of its index on its replica's hash
	 * chain.
	 */
	chain: verdict,
	/** No acknowledged update was lost. */
	durability: verdict,
	/** No replica's index went backwards, for itself or for k6. */
	monotonic: verdict,
	/** No two processes of one identity had an update of the same index acknowledged. */
	noFork: verdict,
	/**
	 * No load and no client's read found a state older than an update that had been acknowledged
	 * before it began.
	 */
	fresh: verdict,
	/**
	 * No state was found that nobody had asked to be persisted, or whose every attempt had certainly
	 * failed.
	 */
	noPhantom: verdict,
});

export type Verdicts = z.infer<typeof verdicts>;

const property = verdicts.keyof();

export type Property = z.infer<typeof property>;

/** What a verdict of one property rests on, for one identity. */
export const evidence = z.strictObject({
	property,
	pod: z.string(),
	verdict,
	/** Observations that could have refuted the property. */
	observations: z.int().nonnegative(),
	/** One sentence: what was observed, or what was not. */
	because: z.string(),
});

export type EvidenceEntry = z.infer<typeof evidence>;

/** A property that was broken, with the fewest records that show it. */
export const violation = z.strictObject({
	property,
	pod: z.string(),
	/** One sentence. */
	summary: z.string(),
	/** Empty where k6 saw it and the history didn't. */
	excerpt: z.array(z.union([operationRecord, readRecord])),
});

export type Violation = z.infer<typeof violation>;

const seconds = z.number().nonnegative();

/**
 * The way back of one deleted Pod. Null: not seen before the run ended. All by the observer's
 * clock.
 */
export const recovery = z.strictObject({
	pod: z.string(),
	/** Kubernetes' UID of the Pod that was deleted. */
	uid: z.string().nullable(),
	/** When the observer saw the deletion begin. */
	deleted: z.iso.datetime(),
	/** RTO: from the deletion to the first acknowledged update of the successor. */
	rtoSeconds: seconds.nullable(),
	/**
	 * Where that time went: four spans one after the other, which add up to it. Null: one of its ends
	 * is not on record; absent in older files. First the shutdown of application and method, until
	 * the last container of the lost Pod ended; 0 for a killed one.
	 */
	terminationSeconds: seconds.nullable().optional(),
	/**
	 * Kubernetes' share: from there until the successor's first container runs; 0 where a process
	 * that runs already takes over.
	 */
	replacementSeconds: seconds.nullable().optional(),
	/** From there until the method answers the successor for the first time. */
	startSeconds: seconds.nullable().optional(),
	/** From there to the first acknowledged update. */
	readySeconds: seconds.nullable().optional(),
	/**
	 * Older files only: until the first container of the successor's Pod runs, the shutdown of the
	 * lost one included.
	 */
	kubernetesSeconds: seconds.nullable().optional(),
	/** Older files only: from there to the first acknowledged update. */
	methodSeconds: seconds.nullable().optional(),
	/** RPO: acknowledged updates that the successor's first load did not find. */
	rpoUpdates: z.int().nonnegative().nullable(),
	/** Each step of the way, in seconds from the deletion. */
	steps: z.strictObject({
		/** The last container of the deleted Pod ended. */
		terminatedSeconds: seconds.nullable(),
		createdSeconds: seconds.nullable(),
		scheduledSeconds: seconds.nullable(),
		/** The first container of the successor's Pod runs. */
		startedSeconds: seconds.nullable(),
		/** The successor's first acknowledged load; absent in older files. */
		loadedSeconds: seconds.nullable().optional(),
		methodReadySeconds: seconds.nullable(),
		readySeconds: seconds.nullable(),
		persistedSeconds: seconds.nullable(),
	}),
});

export type Recovery = z.infer<typeof recovery>;

/** One start of a replica's process that reached the method's readiness. */
export const startup = z.strictObject({
	pod: z.string(),
	/** Process start, as in the operation records. */
	process: z.number().positive(),
	/**
	 * From the earliest container start in the Pod to the method's first readiness for this replica.
	 */
	startupDelaySeconds: seconds,
	/** False for the identity's first start. */
	restart: z.boolean(),
});

export type Startup = z.infer<typeof startup>;

/** Updates of one surviving replica while others were gone. */
export const availability = z.strictObject({
	pod: z.string(),
	/** Intervals that were due while others were gone. */
	expectedUpdates: z.int().nonnegative(),
	/** Those of them that no acknowledged update belongs to. */
	missedUpdates: z.int().nonnegative(),
});

export type Availability = z.infer<typeof availability>;

/**
 * A Raft group that had no majority for a while: nothing could be read from it or written to it.
 */
export const majorityLoss = z.strictObject({
	group: z.string(),
	/** When the observer heard of it first. */
	lost: z.iso.datetime(),
	/** Null: not before the run ended. */
	restored: z.iso.datetime().nullable(),
	/** The group's data was given up to make it work again (policy `reset`). */
	reset: z.boolean(),
});

export type MajorityLoss = z.infer<typeof majorityLoss>;

/** What the consensus replicas said of their Raft groups while the run lasted. */
export const consensus = z.strictObject({
	/** Members' ports (`host:port`) that a Pod reached which is no member; absent where none was. */
	openPorts: z.array(z.string()).optional(),
	majorityLost: z.array(majorityLoss),
	/** Each time that a Pod's replica became a full Raft member again. */
	heals: z.array(z.strictObject({ pod: z.string(), durationSeconds: seconds })),
});

export type Consensus = z.infer<typeof consensus>;

/** How one replica fared in a fault's window. */
export const replicaInWindow = z.strictObject({
	pod: z.string(),
	/** Whether the fault hit it. */
	victim: z.boolean(),
	/**
	 * Intervals that were due in the window, and those of them that no acknowledged update belongs
	 * to.
	 */
	expectedUpdates: z.int().nonnegative(),
	missedUpdates: z.int().nonnegative(),
	/**
	 * The longest time without an acknowledged update that the window shows, by the recorder's clock.
	 */
	longestGapSeconds: seconds,
});

/** What a witness, who isn't the one that did it, saw: it bit; it didn't; nobody could tell. */
const outcome = z.enum(["confirmed", "mismatch", "inconclusive"]);

export type Outcome = z.infer<typeof outcome>;

/**
 * What was seen of a fault, or of its undoing: the worst of its victims (a mismatch, then a doubt).
 */
export const witnessOutcome = z.strictObject({
	outcome,
	victims: z.array(
		z.strictObject({
			/** Null: the system. */
			pod: z.string().nullable(),
			outcome,
			/** The number that was read, e.g. packets dropped; null: none could be. */
			value: z.number().nullable(),
			/** In words, with the number. */
			detail: z.string(),
		}),
	),
});

export type WitnessOutcome = z.infer<typeof witnessOutcome>;

export const faultWitness = z.strictObject({
	injected: witnessOutcome,
	/** Null: it doesn't last. */
	undone: witnessOutcome.nullable(),
});

export type FaultWitness = z.infer<typeof faultWitness>;

/** A fault, from its injection until the system was steady again, or else until the run's end. */
export const faultWindow = z.strictObject({
	/** Position in the protocol's faults. */
	number: z.int().nonnegative(),
	/** Kind, and the container where it was aimed at another than the application's. */
	fault: z.string(),
	injected: z.iso.datetime(),
	/**
	 * When a fault that lasts was undone; null where it doesn't last, or wasn't undone before the
	 * run's end.
	 */
	healed: z.iso.datetime().nullable(),
	/**
	 * Every replica Ready and going on, all Raft members in their seats. Null: never while the run
	 * lasted.
	 */
	steady: z.iso.datetime().nullable(),
	/** Whether it bit, and whether its undoing did. Absent in runs that had no witnesses. */
	witness: faultWitness.optional(),
	replicas: z.array(replicaInWindow),
});

export type FaultWindow = z.infer<typeof faultWindow>;

/** What clients outside read, against what had been acknowledged. */
export const clientReads = z.strictObject({
	count: z.int().nonnegative(),
	/** Those that found an older state than one acknowledged before they began. */
	stale: z.int().nonnegative(),
	/**
	 * By how many updates the worst of them was behind, and since when that newer update had been
	 * acknowledged.
	 */
	worstUpdates: z.int().nonnegative(),
	worstSeconds: seconds,
});

/**
 * Who can have brought about that a run is incomplete or not to be trusted: the method, or only the
 * laboratory, its machine included.
 */
export const cause = z.enum(["laboratory", "method"]);

export type Cause = z.infer<typeof cause>;

/** Whether the machine was quiet enough for the numbers, by the rules in docs/experiment.md. */
export const trust = z.strictObject({
	trusted: z.boolean(),
	/** Why not, one sentence each. */
	reasons: z.array(z.string()),
	/** Of each of them, in their order; absent in older files. */
	causes: z.array(cause).optional(),
	/**
	 * Share of the processors' time that the hypervisor gave to others while the run lasted; null:
	 * not known.
	 */
	stealShare: z.number().min(0).max(1).nullable(),
	/**
	 * Share that programs beside the laboratory used: neither the cluster nor the scenario. Absent
	 * where the laboratory's own can't be told apart.
	 */
	othersShare: z.number().min(0).max(1).optional(),
	/** Share that programs used which give way to others (`nice`), where the same can be told. */
	gaveWayShare: z.number().min(0).max(1).optional(),
	/**
	 * Share of the time outside faults in which some program waited for a processor; absent where the
	 * kernel doesn't count that.
	 */
	pressureShare: z.number().min(0).max(1).optional(),
	/**
	 * Threads that ran or waited for each processor, outside faults; absent where too little of the
	 * run was.
	 */
	runnablePerCore: z.number().nonnegative().optional(),
	/** Load average over one minute as the run started; the system's own start is in it. */
	loadAverageAtStart: z.number().nonnegative(),
	/**
	 * Share of the steps that began later than a tenth of the interval, outside every fault's window.
	 */
	lateShare: z.number().min(0).max(1),
});

export type Trust = z.infer<typeof trust>;

/** A threshold of the protocol and what the run made of it. */
export const thresholdOutcome = z.strictObject({
	name: z.string(),
	limit: z.number(),
	/** Null: the run has no such figure. */
	value: z.number().nullable(),
	held: z.boolean(),
});

export type ThresholdOutcome = z.infer<typeof thresholdOutcome>;

export const measures = z.strictObject({
	recoveries: z.array(recovery),
	startups: z.array(startup),
	availability: z.array(availability),
	windows: z.array(faultWindow),
	/** Absent where no client recorded what it read. */
	reads: clientReads.optional(),
	/** How the history's operations ended; one without an answer is unknown. */
	operations: z.strictObject({
		ok: z.int().nonnegative(),
		fail: z.int().nonnegative(),
		unknown: z.int().nonnegative(),
	}),
	/** Absent where no consensus replica said anything. */
	consensus: consensus.optional(),
});

export type Measures = z.infer<typeof measures>;

/**
 * `run.json`: the manifest of one run, enough to repeat it. Times are ISO 8601 in UTC, durations
 * are seconds.
 */
export const runManifest = z.strictObject({
	schemaVersion: z.literal(schemaVersion),
	id: z.string().min(1),
	stack: z.string().min(1),
	mode: z.string().min(1),
	replicas: z.int().min(1),
	/** The Raft groups that hold the states; absent in modes that have none. */
	groups: z
		.strictObject({
			/** Members of each. */
			size: z.int().positive(),
			count: z.int().positive(),
		})
		.optional(),
	/**
	 * Properties that the mode doesn't promise: a run that violates them is as it should be. Absent:
	 * all are promised.
	 */
	expectedViolations: z.array(property).optional(),
	/** Value of `holdfast:run`. */
	run: z.string(),
	seed: z.int().nonnegative(),
	protocol: protocol.extend({
		/** Whether the application's processes sent their histories. */
		recording: z.boolean(),
	}),
	/** Complete, or why it is not. */
	status: z.enum(["complete", "incomplete"]),
	incompleteBecause: z.array(z.string()),
	/** Of each of these reasons, in their order; absent in older files. */
	causes: z.array(cause).optional(),
	start: z.iso.datetime(),
	end: z.iso.datetime(),
	/** Component name → version. */
	versions: z.record(z.string(), z.string()),
	/** Image name → digest (`sha256:…`). */
	images: z.record(z.string(), z.string()),
	/**
	 * What took the place of the real thing on this machine, and why. Empty on a connected machine.
	 */
	standIns: z.array(
		z.strictObject({
			name: z.string(),
			standsInFor: z.string(),
			why: z.string(),
		}),
	),
	machine: z.strictObject({
		cpuModel: z.string(),
		cores: z.int().positive(),
		memoryBytes: z.int().positive(),
		kernel: z.string(),
		platform: z.string(),
		cgroupVersion: z.union([z.literal(1), z.literal(2)]),
		/** Load average over one minute when the run ended. */
		loadAverage: z.number().nonnegative(),
	}),
	trust: trust.optional(),
	thresholds: z.array(thresholdOutcome).optional(),
	verdicts,
	/** What each verdict rests on, by property and identity. Absent where no history was recorded. */
	evidence: z.array(evidence).optional(),
	/** The first few of each property and replica. */
	violations: z.array(violation).optional(),
	measures: measures.optional(),
	/**
	 * Every other file of the folder, by name, as it was written. A folder whose files differ was
	 * changed afterwards.
	 */
	files: z.record(
		z.string(),
		z.strictObject({
			/** Line ends in it. */
			lines: z.int().nonnegative(),
			/** SHA-256 of its bytes, in hexadecimal digits. */
			sha256: z.string().regex(/^[0-9a-f]{64}$/),
		}),
	),
});

export type RunManifest = z.infer<typeof runManifest>;
