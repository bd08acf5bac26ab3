import { z } from "zod";
import { operationRecord } from "./operation.ts";

/** `unknown`: the history doesn't suffice to tell. */
export const verdict = z.enum(["holds", "violated", "unknown"]);

export type Verdict = z.infer<typeof verdict>;

/** What the method must keep, whatever happens to its Pods. */
export const verdicts = z.strictObject({
	/** Every state seen, by the history and by k6, is the state of its index on its replica's hash chain. */
	chain: verdict,
	/** No acknowledged update was lost. */
	durability: verdict,
	/** No replica's index went backwards, for itself or for k6. */
	monotonic: verdict,
	/** No two processes of one identity had an update of the same index acknowledged. */
	noFork: verdict,
});

export type Verdicts = z.infer<typeof verdicts>;

/** A property that was broken, with the fewest records that show it. */
export const violation = z.strictObject({
	property: z.enum(["chain", "durability", "monotonic", "noFork"]),
	pod: z.string(),
	/** One sentence. */
	summary: z.string(),
	/** Empty where k6 saw it and the history didn't. */
	excerpt: z.array(operationRecord),
});

export type Violation = z.infer<typeof violation>;

const seconds = z.number().nonnegative();

/** The way back of one deleted Pod. Null: not seen before the run ended. All by the observer's clock. */
export const recovery = z.strictObject({
	pod: z.string(),
	/** Kubernetes' UID of the Pod that was deleted. */
	uid: z.string().nullable(),
	/** When the observer saw the deletion begin. */
	deleted: z.iso.datetime(),
	/** RTO: from the deletion to the first acknowledged update of the successor. */
	rtoSeconds: seconds.nullable(),
	/** Kubernetes' share: until the first container of the successor's Pod runs; all after it is the method's start. */
	kubernetesSeconds: seconds.nullable(),
	/** Ours: from there to the first acknowledged update. */
	methodSeconds: seconds.nullable(),
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
	/** From the earliest container start in the Pod to the method's first readiness for this replica. */
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

/** A Raft group that had no majority for a while: nothing could be read from it or written to it. */
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

export const measures = z.strictObject({
	recoveries: z.array(recovery),
	startups: z.array(startup),
	availability: z.array(availability),
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

/** `run.json`: the manifest of one run, enough to repeat it. Times are ISO 8601 in UTC, durations are seconds. */
export const runManifest = z.strictObject({
	schemaVersion: z.literal(1),
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
	/** Value of `holdfast:run`. */
	run: z.string(),
	seed: z.int().nonnegative(),
	protocol: z.strictObject({
		name: z.string(),
		durationSeconds: z.number().positive(),
		intervalSeconds: z.number().positive(),
		scrapeIntervalSeconds: z.number().positive(),
		faults: z.array(
			z.strictObject({
				kind: z.string(),
				atSeconds: z.number().nonnegative(),
				victims: z.int().nonnegative(),
				gracePeriodSeconds: z.number().nonnegative(),
				/** Which replicas were chosen as victims: any, or first the leader of a Raft group. Absent: any. */
				target: z.enum(["any", "leader"]).optional(),
			}),
		),
		recording: z.boolean(),
	}),
	/** Complete, or why it is not. */
	status: z.enum(["complete", "incomplete"]),
	incompleteBecause: z.array(z.string()),
	start: z.iso.datetime(),
	end: z.iso.datetime(),
	/** Component name → version. */
	versions: z.record(z.string(), z.string()),
	/** Image name → digest (`sha256:…`). */
	images: z.record(z.string(), z.string()),
	/** What took the place of the real thing on this machine, and why. Empty on a connected machine. */
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
	verdicts,
	/** The first few of each property and replica. */
	violations: z.array(violation).optional(),
	measures: measures.optional(),
});

export type RunManifest = z.infer<typeof runManifest>;
