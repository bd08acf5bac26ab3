import type { Namespaces } from "../../names.ts";
import type { ClusterQuestions } from "./ask.ts";
import { neededRights, rightsProblem } from "./rights.ts";
import { type PodsRequest, roomProblem } from "./room.ts";
import { storageProblem } from "./storage.ts";

/**
 * Why a stack can't come up in a cluster that is there already: one sentence; null when it can.
 *
 * @param storageClass undefined: no volumes are asked for; empty: the cluster's default
 */
export async function clusterProblem(
	ask: ClusterQuestions,
	expected: {
		context: string;
		namespaces: Namespaces;
		/** Whether something in the stack labels Pods. */
		labelsPods: boolean;
		storageClass: string | undefined;
		/** Key and value with which the stack does without volumes; null: it can't. */
		withoutVolumes: string | null;
		/** Images are loaded into this machine's node, so there must be no other. */
		oneNode: boolean;
		/** What the stack's own Pods ask for. */
		pods: readonly PodsRequest[];
	},
): Promise<string | null> {
	const { context, namespaces, labelsPods } = expected;
	const { storageClass, withoutVolumes, oneNode, pods } = expected;
	try {
		const rights = rightsProblem(context, await ask.missing(neededRights(namespaces, labelsPods)));
		if (rights) return rights;
		const nodes = oneNode ? await ask.nodes() : 1;
		if (nodes > 1) {
			return `The k3s cluster has ${nodes} nodes, but images are loaded into this machine's alone: choose the platform "kubeconfig" and a registry for it ("pulumi config set platform kubeconfig").`;
		}
		const storage =
			storageClass === undefined
				? null
				: storageProblem(context, await ask.storageClasses(), storageClass, withoutVolumes);
		if (storage) return storage;
		const room = await ask.room();
		return room && roomProblem(context, room, pods);
	} catch (error) {
		return `The cluster of the context "${context}" doesn't answer as it should: ${causeOf(error as Error)}. See whether "kubectl --context ${context} get nodes" works.`;
	}
}

/** The first line: HTTP errors of the client go on with headers and body. */
function causeOf({ message, cause }: Error): string {
	const [line = ""] = (cause instanceof Error ? cause.message : message).split("\n");
	return line.replace(/\.$/, "");
}
