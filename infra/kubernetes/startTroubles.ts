import * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../cluster/cluster.ts";
import { creationTrouble, podTrouble, type Trouble } from "./podTrouble.ts";
import { tellTroubles } from "./troubles.ts";

/**
 * While a stack comes up, warns of its Pods that can't start, and says why.
 *
 * @param up known once the stack is up: faults aren't troubles, and a cluster that is measured is
 *   left alone
 */
export function warnOfStartTroubles({ provider, access, namespaces }: Cluster, up: pulumi.Output<unknown>): void {
	if (pulumi.runtime.isDryRun()) return;
	pulumi.all([access, provider.id]).apply(([{ kubeconfig, context = "" }]) => {
		const find = troublesIn(kubeconfig, context, Object.values(namespaces));
		const stop = tellTroubles(find, (sentence) => void pulumi.log.warn(sentence));
		up.apply(stop);
	});
}

function troublesIn(kubeconfig: string, context: string, namespaces: readonly string[]) {
	const connect = async () => {
		// Loaded only when needed: the client of the Kubernetes API takes its time.
		const { CoreV1Api } = await import("@kubernetes/client-node");
		const { loadContext } = await import("../cluster/existing/context.ts");
		return loadContext(kubeconfig, context).makeApiClient(CoreV1Api);
	};
	let connected: ReturnType<typeof connect> | undefined;
	const since = new Date();
	return async (): Promise<Trouble[]> => {
		connected ??= connect();
		const api = await connected;
		const fieldSelector = "type=Warning,reason=FailedCreate";
		const found = await Promise.all(
			namespaces.map(async (namespace) => {
				const [pods, events] = await Promise.all([
					api.listNamespacedPod({ namespace }),
					api
						.listNamespacedEvent({ namespace, fieldSelector })
						// Who may not read events is told of Pods all the same.
						.catch(() => ({ items: [] })),
				]);
				return [
					...pods.items.map(podTrouble),
					...events.items.map((event) => creationTrouble(event, pods.items, since)),
				];
			}),
		);
		return found.flat().filter((trouble) => trouble !== null);
	};
}
