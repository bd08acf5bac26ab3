import type { createPodAccount } from "../kubernetes/podAccount.ts";
import { traitsOf } from "../methods/traits.ts";
import { replicaNames } from "../names.ts";
import type { Settings } from "../settings.ts";

type Rights = Pick<Parameters<typeof createPodAccount>[1], "verbs" | "named">;

/**
 * What the chaos scenario may do to Pods: look at all, and delete what its faults may be aimed at,
 * by name where the names are known.
 */
export function mayDelete({ mode, replicas, members }: Pick<Settings, "mode" | "replicas" | "members">): Rights {
	const { store, standbys } = traitsOf(mode);
	// Pods of a Deployment, or of a chart, are called as they like.
	if (store !== null && store.members === null) {
		return { verbs: ["get", "list", "delete"] };
	}
	const ofStore = store === null ? 0 : store.pods;
	const count = ofStore === "members" ? members : ofStore;
	return {
		verbs: ["get", "list"],
		named: {
			pods: [
				...replicaNames(replicas, standbys ?? false),
				...Array.from({ length: count }, (_, i) => `${store?.members?.name}-${i}`),
			],
			verbs: ["delete"],
		},
	};
}
