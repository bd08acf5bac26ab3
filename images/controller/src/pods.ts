import {
	CoreV1Api,
	type Informer,
	KubeConfig,
	makeInformer,
	PatchStrategy,
	setHeaderOptions,
	type V1Pod,
} from "@kubernetes/client-node";
import type { Role } from "../../app/src/standby/roles.ts";
import { epochAnnotation, roleLabel } from "./podView.ts";

export interface Pods {
	/** The watch stands and saw every Pod that there is. */
	watching(): boolean;
	/**
	 * Labels a Pod, unless another one has its name by now.
	 *
	 * @throws Error when the API refuses, or doesn't answer
	 */
	label(
		pod: { pod: string; uid: string },
		role: Role,
		epoch: number,
	): Promise<void>;
	close(): Promise<void>;
}

/** Watches and labels Pods with the Pod's own ServiceAccount. */
export function podsIn(
	{ namespace, selector }: { namespace: string; selector: string },
	onPod: { seen: (pod: V1Pod) => void; gone: (uid: string) => void },
	config: KubeConfig = ownServiceAccount(),
): Pods {
	const api = config.makeApiClient(CoreV1Api);
	const informer: Informer<V1Pod> = makeInformer(
		config,
		`/api/v1/namespaces/${namespace}/pods`,
		() => api.listNamespacedPod({ namespace, labelSelector: selector }),
		selector,
	);
	let watching = false;
	let broken = false;
	let closed = false;
	let failures = 0;
	let restarting: NodeJS.Timeout | undefined;

	informer.on("add", onPod.seen);
	informer.on("update", onPod.seen);
	informer.on("delete", ({ metadata }) => {
		if (metadata?.uid !== undefined) onPod.gone(metadata.uid);
	});
	informer.on("error", (error: unknown) => {
		broken = true;
		lose(error);
	});

	function lose(error: unknown): void {
		watching = false;
		if (closed) return;
		const pauseSeconds =
			Math.min(5, 0.1 * 2 ** failures++) * (0.5 + Math.random() / 2);
		console.error(
			`the watch of the Pods of ${namespace} broke, next try in ${pauseSeconds.toFixed(1)} s: ${error instanceof Error ? error.message : String(error)}`,
		);
		clearTimeout(restarting);
		restarting = setTimeout(start, pauseSeconds * 1000);
	}

	async function start(): Promise<void> {
		broken = false;
		try {
			await informer.start();
		} catch (error) {
			return lose(error);
		}
		// It resolves also after its error handler was told of a failure.
		if (broken || closed) return;
		watching = true;
		failures = 0;
	}

	void start();
	return {
		watching: () => watching,
		async label({ pod, uid }, role, epoch) {
			await api.patchNamespacedPod(
				{
					name: pod,
					namespace,
					body: {
						metadata: {
							uid,
							labels: { [roleLabel]: role },
							...(role === "active" && {
								annotations: { [epochAnnotation]: String(epoch) },
							}),
						},
					},
				},
				setHeaderOptions("Content-Type", PatchStrategy.MergePatch),
			);
		},
		async close() {
			closed = true;
			clearTimeout(restarting);
			await informer.stop();
		},
	};
}

function ownServiceAccount(): KubeConfig {
	const config = new KubeConfig();
	config.loadFromCluster();
	return config;
}
