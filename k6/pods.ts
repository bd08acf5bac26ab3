import { identityOf } from "../schema/standbyIdentity.ts";

/** On each Pod of an identity that has two: `active` or `standby`. */
export const roleLabel = "holdfast.dev/role";

/** What the Kubernetes API says of one Pod, as far as it matters here. */
export type PodStatus = {
	/** Of a replica's Pod: its identity, or whose standby it is; of any other its own name. */
	name: string;
	/** The Pod's own name, where that is another. */
	podName?: string;
	/** Tells a Pod from its successor of the same name. */
	uid: string;
	/** Null until one is found for it. */
	node: string | null;
	/** Null until it has an address. */
	ip: string | null;
	/** Ready, and not being deleted. */
	ready: boolean;
	/** Container name → its id in the runtime; those that run. */
	containers: { [name: string]: string };
};

/**
 * The Pods of a `PodList`.
 *
 * @throws Error when it isn't one
 */
export function parsePodList(body: unknown): PodStatus[] {
	const items = (body as { items?: unknown } | null)?.items;
	if (!Array.isArray(items)) {
		throw new Error("The Kubernetes API's answer is not a list of Pods.");
	}
	return items.map(parsePod);
}

/**
 * One Pod.
 *
 * @throws Error when it isn't one
 */
export function parsePod(body: unknown): PodStatus {
	const pod = body as ApiPod | null;
	const { name, uid, labels, deletionTimestamp } = pod?.metadata ?? {};
	if (name === undefined || uid === undefined) {
		throw new Error("The Kubernetes API's answer is not a Pod.");
	}
	const conditions = pod?.status?.conditions ?? [];
	const containers = [...(pod?.status?.initContainerStatuses ?? []), ...(pod?.status?.containerStatuses ?? [])].filter(
		({ state }) => state?.running !== undefined,
	);
	const ip = pod?.status?.podIP || null;
	const role = labels?.[roleLabel];
	const identity = identityOf(name);
	return {
		...(role === undefined
			? { name }
			: {
					name: role === "active" ? identity : `standby of ${identity}`,
					podName: name,
				}),
		uid,
		node: pod?.spec?.nodeName ?? null,
		ip,
		ready:
			ip !== null &&
			deletionTimestamp === undefined &&
			conditions.some(({ type, status }) => type === "Ready" && status === "True"),
		containers: Object.fromEntries(
			containers.map(({ name, containerID = "" }) => [
				name,
				// `containerd://<id>`
				containerID.slice(containerID.indexOf("://") + 3),
			]),
		),
	};
}

/** Why the system isn't whole, or null when `replicas` Pods are ready. */
export function notWholeBecause(pods: readonly PodStatus[], replicas: number): string | null {
	if (pods.length !== replicas) {
		return `there are ${pods.length} Pods instead of ${replicas}`;
	}
	const waiting = pods.filter(({ ready }) => !ready).map(({ name }) => name);
	if (waiting.length === 0) return null;
	return `not ready: ${waiting.join(", ")}`;
}

type ApiPod = {
	metadata?: {
		name?: string;
		uid?: string;
		labels?: { [label: string]: string };
		deletionTimestamp?: string;
	};
	spec?: { nodeName?: string };
	status?: {
		podIP?: string;
		conditions?: { type: string; status: string }[];
		initContainerStatuses?: ApiContainer[];
		containerStatuses?: ApiContainer[];
	};
};

type ApiContainer = {
	name: string;
	containerID?: string;
	state?: { running?: object };
};
