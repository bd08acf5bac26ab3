import { z } from "zod";
import { containerName } from "./containerName.ts";
import { headroomMebibytes, lastsSeconds, workers } from "./faultLimits.ts";

/** Seconds after the start of the measured period. */
const atSeconds = z.number().nonnegative();
/** How long a Pod gets to end by itself, whole seconds. */
const gracePeriodSeconds = z.int().min(1).max(3600);

/** Which replicas are hit. */
const hit = {
	/** So many, chosen by the seed. */
	victims: z.int().min(1),
	/** Any replica; or first the one that leads a Raft group at that moment. */
	target: z.enum(["any", "leader"]).default("any"),
	/** The Raft group whose leader it is; absent: the seed chooses one. */
	group: z.string().optional(),
};

/** Container of a replica's Pod that a fault is aimed at; which there are is for the method to say. */
const container = z.string().regex(containerName);

/** What a protocol does to the system, by `kind`. */
export const fault = z.discriminatedUnion("kind", [
	/** Deletes Pods at once; without a grace period here they get their own. */
	z.strictObject({
		kind: z.literal("delete-pods"),
		atSeconds,
		...hit,
		gracePeriodSeconds: gracePeriodSeconds.optional(),
	}),
	/** Deletes Pods by force: the API forgets them at once, so that a successor starts while the old processes still run. */
	z.strictObject({ kind: z.literal("overlap"), atSeconds, ...hit }),
	/** Deletes one Pod after the other, each once the one before is back. */
	z.strictObject({
		kind: z.literal("rolling"),
		atSeconds,
		...hit,
		gracePeriodSeconds: gracePeriodSeconds.optional(),
	}),
	/** Deletes just so many Pods of one Raft group at once that those left are no majority of it. */
	z.strictObject({
		kind: z.literal("delete-majority"),
		atSeconds,
		group: z.string().optional(),
		gracePeriodSeconds: gracePeriodSeconds.optional(),
	}),
	/** Deletes every replica's Pod at once. */
	z.strictObject({
		kind: z.literal("delete-all"),
		atSeconds,
		gracePeriodSeconds: gracePeriodSeconds.optional(),
	}),
	/** Deletes Pods of the method's own store, outside the replicas. */
	z.strictObject({
		kind: z.literal("delete-store"),
		atSeconds,
		victims: z.int().min(1),
	}),
	/** SIGKILL to every process of every container of a Pod. */
	z.strictObject({ kind: z.literal("kill-pods"), atSeconds, ...hit }),
	/** SIGKILL to every process of one container. */
	z.strictObject({
		kind: z.literal("kill-container"),
		atSeconds,
		...hit,
		container,
	}),
	/** Drops every packet from and to a Pod for a while. */
	z.strictObject({
		kind: z.literal("cut-off"),
		atSeconds,
		...hit,
		lastsSeconds,
	}),
	/** SIGSTOP to every process of one container, and SIGCONT after a while. */
	z.strictObject({
		kind: z.literal("freeze"),
		atSeconds,
		...hit,
		container,
		lastsSeconds,
	}),
	/** A noisy neighbour: busy loops on the replicas' node. */
	z.strictObject({
		kind: z.literal("squeeze-cpu"),
		atSeconds,
		lastsSeconds,
		workers,
	}),
	/** Limits a container's memory to what it uses at that moment, and a little more. */
	z.strictObject({
		kind: z.literal("squeeze-memory"),
		atSeconds,
		...hit,
		container,
		lastsSeconds,
		headroomMebibytes,
	}),
	/** Takes a node with all that is on it from the others for a while, as a power cut does. */
	z.strictObject({
		kind: z.literal("stop-node"),
		atSeconds,
		lastsSeconds,
		/** Whether Kubernetes is told so once it has noticed: only then does it replace the node's Pods before it is back. */
		outOfService: z.boolean().default(true),
	}),
	/** Closes a node to Pods, evicts those that are on it, and opens it again after a while. */
	z.strictObject({
		kind: z.literal("drain-node"),
		atSeconds,
		lastsSeconds,
	}),
	/** The Kubernetes API server answers nobody for a while. */
	z.strictObject({
		kind: z.literal("stop-api-server"),
		atSeconds,
		lastsSeconds,
	}),
]);

export type Fault = z.infer<typeof fault>;
export type FaultKind = Fault["kind"];
