import { z } from "zod";
import { headroomMebibytes, lastsSeconds, workers } from "./faultLimits.ts";

/** Ids of containers in the runtime, as a Pod's status names them. */
const containers = z.array(z.string().regex(/^[0-9a-f]{64}$/)).min(1);

/** What the fault agent does, and undoes by itself after `lastsSeconds` where the order has it. */
export const faultOrder = z.discriminatedUnion("do", [
	/** SIGKILL to every process of the containers. */
	z.strictObject({ do: z.literal("kill"), containers }),
	/** SIGSTOP to every process of the containers, then SIGCONT. */
	z.strictObject({ do: z.literal("freeze"), containers, lastsSeconds }),
	/** Drops what their node would forward from and to these addresses. */
	z.strictObject({
		do: z.literal("cut-off"),
		addresses: z.array(z.union([z.ipv4(), z.ipv6()])).min(1),
		lastsSeconds,
	}),
	/** Busy loops beside the Pods of the first node. */
	z.strictObject({
		do: z.literal("squeeze-cpu"),
		workers,
		lastsSeconds,
	}),
	/** Limits each container's memory to what it uses now, and so many MiB more. */
	z.strictObject({
		do: z.literal("squeeze-memory"),
		containers,
		headroomMebibytes,
		lastsSeconds,
	}),
	/** Takes a node, one beside the first, from its peers and stops everything on it; its Pods' processes don't survive that. */
	z.strictObject({
		do: z.literal("stop-node"),
		node: z.string().min(1),
		lastsSeconds,
	}),
	/** SIGSTOP to the API server, then SIGCONT. */
	z.strictObject({ do: z.literal("stop-api-server"), lastsSeconds }),
]);

export type FaultOrder = z.infer<typeof faultOrder>;
