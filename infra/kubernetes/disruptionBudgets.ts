import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../cluster/cluster.ts";
import { traitsOf } from "../methods/traits.ts";
import { nameLabel, podIndexLabel, replicaLabels } from "../names.ts";
import type { Settings } from "../settings.ts";

/** How many of some Pods a drain may take at once, or must leave. */
export interface DisruptionBudget {
	name: string;
	matchLabels: Readonly<Record<string, string>>;
	limit: { maxUnavailable: number } | { minAvailable: number };
}

/**
 * The budgets of a stack: for all Pods of which a drain could take so many at once that a state is
 * lost, or a promise of the method is broken. CouchDB's own comes with its chart.
 *
 * All others have none, for none would help. `central`, `central-etcd` and `hybrid` keep no state
 * in the replicas' Pods. The stand-in store is one Pod, and so is what the laboratory itself needs:
 * a budget would either allow the one eviction, or make the drain wait for ever. The same goes for
 * `none`, where each single Pod that leaves loses its state. A replica's volume outlives its Pod.
 */
export function disruptionBudgets({ mode, replicas }: Pick<Settings, "mode" | "replicas">): DisruptionBudget[] {
	const { groups, standbys, store } = traitsOf(mode);
	return [
		// Each Raft group has a minority to spare, and what is gone with a Pod is made anew by the
		// others, one after the other.
		...(groups === "replicas"
			? [
					{
						name: "replicas",
						matchLabels: replicaLabels,
						limit: { maxUnavailable: 1 },
					},
				]
			: []),
		...(store?.members
			? [
					{
						name: store.members.name,
						matchLabels: { [nameLabel]: store.members.name },
						limit: { maxUnavailable: 1 },
					},
				]
			: []),
		// The two Pods of an identity are of two StatefulSets, of which maxUnavailable would count all
		// Pods.
		...(standbys
			? Array.from({ length: replicas }, (_, i) => ({
					name: `identity-${i}`,
					matchLabels: { ...replicaLabels, [podIndexLabel]: String(i) },
					limit: { minAvailable: 1 },
				}))
			: []),
	];
}

export function createDisruptionBudgets(
	{ provider }: Pick<Cluster, "provider">,
	settings: Settings,
	namespace: pulumi.Output<string>,
): void {
	for (const { name, matchLabels, limit } of disruptionBudgets(settings)) {
		new k8s.policy.v1.PodDisruptionBudget(
			name,
			{
				metadata: { name, namespace },
				spec: { selector: { matchLabels }, ...limit },
			},
			{ provider },
		);
	}
}
