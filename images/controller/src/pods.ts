import { CoreV1Api, type KubeConfig, PatchStrategy, setHeaderOptions, type V1Pod } from "@kubernetes/client-node";
import type { Role } from "../../app/src/standby/roles.ts";
import { type KeptWatch, keepWatch, ownServiceAccount } from "../../keptWatch.ts";
import { epochAnnotation, roleLabel } from "./podView.ts";

export interface Pods extends KeptWatch {
	/**
	 * Labels a Pod, unless another one has its name by now.
	 *
	 * @throws Error when the API refuses, or doesn't answer
	 */
	label(pod: { pod: string; uid: string }, role: Role, epoch: number): Promise<void>;
}

/** Watches and labels Pods with the Pod's own ServiceAccount. */
export function podsIn(
	{ namespace, selector }: { namespace: string; selector: string },
	onPod: { seen: (pod: V1Pod) => void; gone: (uid: string) => void },
	config: KubeConfig = ownServiceAccount(),
): Pods {
	const api = config.makeApiClient(CoreV1Api);
	const watch = keepWatch(
		{ namespace, selector },
		{
			seen: onPod.seen,
			gone({ metadata }) {
				if (metadata?.uid !== undefined) onPod.gone(metadata.uid);
			},
		},
		config,
	);
	return {
		...watch,
		async label({ pod, uid }, role, epoch) {
			await api.patchNamespacedPod(
				{
					name: pod,
					namespace,
					body: {
						metadata: {
							uid,
							labels: { [roleLabel]: role },
							...(role === "active" && { annotations: { [epochAnnotation]: String(epoch) } }),
						},
					},
				},
				setHeaderOptions("Content-Type", PatchStrategy.MergePatch),
			);
		},
	};
}
