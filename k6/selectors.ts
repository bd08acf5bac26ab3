import type { Lab } from "./labDescription.ts";
import { roleLabel } from "./pods.ts";

/** Label selector of the replicas' Pods; of those that stand by, too. */
export const allReplicas = "app.kubernetes.io/name=replica";

/** Label selector of the Pods that stand by, where identities have two. */
export const standbys = `${allReplicas},${roleLabel}=standby`;

/**
 * Label selector of the Pods that are replicas now: where identities have two, of the active ones.
 *
 * @param names identities; absent: all
 */
export function replicasOf({ system }: Pick<Lab, "system">, names?: readonly string[]): string {
	if (!system.standbys) {
		return names ? `statefulset.kubernetes.io/pod-name in (${names.join(",")})` : allReplicas;
	}
	const active = `${allReplicas},${roleLabel}=active`;
	if (names === undefined) return active;
	const ordinals = names.map((name) => name.slice(name.lastIndexOf("-") + 1));
	return `${active},apps.kubernetes.io/pod-index in (${ordinals.join(",")})`;
}
