import { containerName } from "./containerName.ts";
import type { Fault, FaultKind } from "./fault.ts";

/** What can be said of a kind of fault without a laboratory. */
export interface FaultTraits {
	/** Aimed at one container of a Pod. */
	container: boolean;
	/** Lasts a while, and is undone then. */
	lasts: boolean;
	/** Done by deleting Pods through the Kubernetes API. */
	deletes: boolean;
	/** What only some platforms and methods have. */
	needs: readonly ("node" | "nodes" | "groups" | "store")[];
}

const none: FaultTraits = {
	container: false,
	lasts: false,
	deletes: false,
	needs: [],
};
const deletes = { ...none, deletes: true };

export const faultTraits: Readonly<Record<FaultKind, FaultTraits>> = {
	"delete-pods": deletes,
	overlap: deletes,
	rolling: deletes,
	"delete-majority": { ...deletes, needs: ["groups"] },
	"delete-all": deletes,
	"delete-store": { ...deletes, needs: ["store"] },
	"kill-pods": { ...none, needs: ["node"] },
	"kill-container": { ...none, container: true, needs: ["node"] },
	"cut-off": { ...none, lasts: true, needs: ["node"] },
	freeze: { ...none, container: true, lasts: true, needs: ["node"] },
	"squeeze-cpu": { ...none, lasts: true, needs: ["node"] },
	"squeeze-memory": { ...none, container: true, lasts: true, needs: ["node"] },
	"stop-node": { ...none, lasts: true, needs: ["node", "nodes"] },
	"drain-node": { ...none, lasts: true, deletes: true, needs: ["nodes"] },
	"stop-api-server": { ...none, lasts: true, needs: ["node"] },
};

export const faultKinds = Object.keys(faultTraits) as readonly FaultKind[];

/** What a user may say of a fault that is given by its name alone. */
export interface FaultChoices {
	atSeconds: number;
	victims: number;
	target: "any" | "leader";
	group?: string;
	/** Absent: 1 s. */
	gracePeriodSeconds?: number;
	/** Absent: 10 s. */
	lastsSeconds?: number;
	/** Pods of the store, of which there may be fewer than there are victims otherwise; absent: 1. */
	storeVictims?: number;
}

/** `freeze`, or `freeze:hazelcast` where a container is to be named. */
export function splitFaultName(name: string): { kind: FaultKind; container: string } | null {
	const [kindText, container = "app", ...rest] = name.split(":");
	const kind = faultKinds.find((each) => each === kindText);
	if (kind === undefined || rest.length > 0) return null;
	if (name.includes(":") && !faultTraits[kind].container) return null;
	return containerName.test(container) ? { kind, container } : null;
}

/** As in {@link splitFaultName}: what people and tables call a fault. */
export function faultName(fault: Fault): string {
	return "container" in fault && fault.container !== "app" ? `${fault.kind}:${fault.container}` : fault.kind;
}

/** The fault of that name, with everything filled in that its kind asks for. */
export function faultOf({ kind, container }: { kind: FaultKind; container: string }, choices: FaultChoices): Fault {
	const { atSeconds, victims, target, group } = choices;
	const { gracePeriodSeconds = 1, lastsSeconds = 10, storeVictims = 1 } = choices;
	const hit = { victims, target, ...(group !== undefined && { group }) };
	switch (kind) {
		case "delete-pods":
		case "rolling":
			return { kind, atSeconds, ...hit, gracePeriodSeconds };
		case "overlap":
		case "kill-pods":
			return { kind, atSeconds, ...hit };
		case "delete-majority":
			return {
				kind,
				atSeconds,
				...(group !== undefined && { group }),
				gracePeriodSeconds,
			};
		case "delete-all":
			return { kind, atSeconds, gracePeriodSeconds };
		case "delete-store":
			return { kind, atSeconds, victims: storeVictims };
		case "kill-container":
			return { kind, atSeconds, ...hit, container };
		case "cut-off":
			return { kind, atSeconds, ...hit, lastsSeconds };
		case "freeze":
			return { kind, atSeconds, ...hit, container, lastsSeconds };
		case "squeeze-cpu":
			return { kind, atSeconds, lastsSeconds, workers: 8 };
		case "squeeze-memory":
			return {
				kind,
				atSeconds,
				...hit,
				container,
				lastsSeconds,
				headroomMebibytes: 0,
			};
		case "stop-node":
			return { kind, atSeconds, lastsSeconds, outOfService: true };
		case "drain-node":
		case "stop-api-server":
			return { kind, atSeconds, lastsSeconds };
	}
}
