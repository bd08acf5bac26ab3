/** What the Kubernetes API says of one node, as far as it matters here. */
export type NodeStatus = {
	name: string;
	/**
	 * Changes with every change of it: a patch that names it is refused when somebody else came
	 * first.
	 */
	resourceVersion: string;
	/** Whether its kubelet says, often enough, that it is fine. */
	ready: boolean;
	/** Whether it takes no new Pods. */
	closed: boolean;
	taints: Taint[];
};

/** Keeps Pods away from a node, or drives them off. */
export type Taint = { key: string; value?: string; effect: string };

/** Body of a merge patch of a node. */
export type NodePatch = {
	metadata?: { resourceVersion: string };
	spec: { unschedulable?: boolean | null; taints?: Taint[] };
};

/**
 * Says that a node is off for sure: its Pods are then deleted by force, so that a StatefulSet may
 * replace them.
 * https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/#non-graceful-node-shutdown
 */
const outOfService: Taint = {
	key: "node.kubernetes.io/out-of-service",
	value: "nodeshutdown",
	effect: "NoExecute",
};

/**
 * One node.
 *
 * @throws Error when it isn't one
 */
export function parseNode(body: unknown): NodeStatus {
	const node = body as ApiNode | null;
	const { name, resourceVersion } = node?.metadata ?? {};
	if (name === undefined || resourceVersion === undefined) {
		throw new Error("The Kubernetes API's answer is not a node.");
	}
	return {
		name,
		resourceVersion,
		ready: (node?.status?.conditions ?? []).some(({ type, status }) => type === "Ready" && status === "True"),
		closed: node?.spec?.unschedulable === true,
		taints: node?.spec?.taints ?? [],
	};
}

/** Declares a node out of service, beside whatever else is said of it. */
export function declaredOutOfService(node: NodeStatus): NodePatch {
	const { resourceVersion } = node;
	return {
		metadata: { resourceVersion },
		spec: { taints: [...otherTaints(node), outOfService] },
	};
}

/** Takes back what this or {@link closed} said; null: nothing has been said. */
export function backInService(node: NodeStatus): NodePatch | null {
	const taints = otherTaints(node);
	if (taints.length === node.taints.length) return null;
	return {
		metadata: { resourceVersion: node.resourceVersion },
		spec: { taints },
	};
}

/** Closes a node to Pods, or opens it again. */
export function closed(yes: boolean): NodePatch {
	return { spec: { unschedulable: yes ? true : null } };
}

/**
 * What {@link closed} and {@link declaredOutOfService} have said of a node, as far as it still
 * holds.
 */
export function nodeClosures(node: NodeStatus): string[] {
	return [...(node.closed ? ["closed"] : []), ...(backInService(node) === null ? [] : ["out of service"])];
}

function otherTaints({ taints }: NodeStatus): Taint[] {
	return taints.filter(({ key }) => key !== outOfService.key);
}

type ApiNode = {
	metadata?: { name?: string; resourceVersion?: string };
	spec?: { unschedulable?: boolean; taints?: Taint[] };
	status?: { conditions?: { type: string; status: string }[] };
};
