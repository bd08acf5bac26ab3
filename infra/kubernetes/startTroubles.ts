import * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../cluster/cluster.ts";
import { tellTroubledPods } from "./troubledPods.ts";

/**
 * While a stack comes up, warns of its Pods that can't start, and says why.
 *
 * @param up known once the stack is up: faults aren't troubles, and a cluster that is measured is left alone
 */
export function warnOfStartTroubles(
	{ provider, access, namespaces }: Cluster,
	up: pulumi.Output<unknown>,
): void {
	if (pulumi.runtime.isDryRun()) return;
	pulumi.all([access, provider.id]).apply(([{ kubeconfig, context = "" }]) => {
		const pods = podsOf(kubeconfig, context, Object.values(namespaces));
		const stop = tellTroubledPods(
			pods,
			(sentence) => void pulumi.log.warn(sentence),
		);
		up.apply(stop);
	});
}

function podsOf(
	kubeconfig: string,
	context: string,
	namespaces: readonly string[],
) {
	const connect = async () => {
		// Loaded only when needed: the client of the Kubernetes API takes its time.
		const { CoreV1Api } = await import("@kubernetes/client-node");
		const { loadContext } = await import("../cluster/existing/context.ts");
		return loadContext(kubeconfig, context).makeApiClient(CoreV1Api);
	};
	let connected: ReturnType<typeof connect> | undefined;
	return async () => {
		connected ??= connect();
		const api = await connected;
		const lists = await Promise.all(
			namespaces.map((namespace) => api.listNamespacedPod({ namespace })),
		);
		return lists.flatMap(({ items }) => items);
	};
}
