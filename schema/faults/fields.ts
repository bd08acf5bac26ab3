import { containerName } from "../containerName.ts";
import type { Field } from "./definition.ts";

// Fields that several kinds of faults, and the orders for them, have in common.

/** Which replicas are hit. */
export const hit = {
	/** So many, chosen by the seed. */
	victims: { type: "integer", min: 1, inWords: (n: number) => `${n} ${n === 1 ? "victim" : "victims"}` },
	/** Any replica; or first the one that leads a Raft group at that moment. */
	target: {
		type: "choice",
		of: ["any", "leader"],
		default: "any",
		inWords: (target: string, { group }: { group?: string | undefined }) =>
			target === "leader" ? `first the leader of ${group ?? "a Raft group"}` : null,
	},
	/** The Raft group whose leader it is; absent: the seed chooses one. */
	group: { type: "text", optional: true },
} as const satisfies Record<string, Field>;

/** Container of a replica's Pod that a fault is aimed at; which there are is for the method to say. */
export const container = { type: "text", pattern: containerName } as const satisfies Field;

/** How long a Pod gets to end by itself, whole seconds. */
export const gracePeriodSeconds = {
	type: "integer",
	min: 1,
	max: 3600,
	optional: true,
	named: 1,
	note: "absent: the Pod's own, 5 s",
	inWords: (seconds: number) => `grace period ${seconds} s`,
} as const satisfies Field;

/** How long a fault lasts before it is undone, in seconds. */
export const lastsSeconds = {
	type: "number",
	above: 0,
	max: 3600,
	named: 10,
	inWords: (seconds: number) => `for ${seconds} s`,
} as const satisfies Field;

/** Ids of containers in the runtime, as a Pod's status names them. */
export const containers = { type: "text", pattern: /^[0-9a-f]{64}$/, list: true } as const satisfies Field;
