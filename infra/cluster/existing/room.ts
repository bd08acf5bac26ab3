import { counted } from "../../../schema/counted.ts";

/** What Pods ask for, or a node has for them. */
export interface Resources {
	memoryBytes: number;
	/** Of processors, whole ones: sums are exact. */
	millicores: number;
}

/** Pods that are alike. */
export interface PodsRequest extends Resources {
	/** What makes them, such as `StatefulSet pod`. */
	of: string;
	pods: number;
}

/** A node that takes Pods: what it can give to all of them together. */
export interface NodeRoom extends Resources {
	pods: number;
}

/**
 * Why a stack's Pods would wait for ever, whoever else uses the nodes: one sentence; null when they
 * may find room. What others ask for isn't looked at, nor what the charts bring.
 *
 * @see
 *   https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#how-pods-with-resource-requests-are-scheduled
 */
export function roomProblem(
	context: string,
	nodes: readonly NodeRoom[],
	requests: readonly PodsRequest[],
): string | null {
	const cluster = `The cluster of the context "${context}"`;
	if (nodes.length === 0) {
		return `${cluster} has no node that takes Pods (see "kubectl --context ${context} describe nodes" for taints and cordons): free one, or name another context with "pulumi config set context …".`;
	}
	const remedy = 'take a stack with fewer replicas, larger nodes, or another cluster ("pulumi config set context …").';
	const large = requests.find(
		({ memoryBytes, millicores }) =>
			!nodes.some((node) => node.memoryBytes >= memoryBytes && node.millicores >= millicores),
	);
	if (large) {
		return `${cluster} has no node that is large enough for a Pod of the ${large.of}, which asks for ${inWords(large)}: ${remedy}`;
	}
	const asked = sum(
		requests.map(({ memoryBytes, millicores, pods }) => ({
			memoryBytes: memoryBytes * pods,
			millicores: millicores * pods,
			pods,
		})),
	);
	const there = sum(nodes);
	const enough =
		asked.memoryBytes <= there.memoryBytes && asked.millicores <= there.millicores && asked.pods <= there.pods;
	return enough
		? null
		: `${cluster} is too small: the stack's ${asked.pods} Pods ask for ${inWords(asked)}, and its ${counted(nodes.length, "node")} can give ${inWords(there)} to ${counted(there.pods, "Pod")}: ${remedy}`;
}

function sum(all: readonly NodeRoom[]): NodeRoom {
	const total = { memoryBytes: 0, millicores: 0, pods: 0 };
	for (const { memoryBytes, millicores, pods } of all) {
		total.memoryBytes += memoryBytes;
		total.millicores += millicores;
		total.pods += pods;
	}
	return total;
}

function inWords({ memoryBytes, millicores }: Resources): string {
	return `${(memoryBytes / 2 ** 30).toFixed(2)} GiB of memory and ${(millicores / 1000).toFixed(2)} cores`;
}
