import { CoreV1Api, type Informer, KubeConfig, makeInformer, type V1Pod } from "@kubernetes/client-node";

const firstPauseSeconds = 0.1;
const longestPauseSeconds = 5;

/** A watch of Pods that is begun anew whenever it breaks. */
export interface KeptWatch {
	/** The watch stands and saw every Pod that there is. */
	watching(): boolean;
	close(): Promise<void>;
}

/** What a watch tells. */
export interface PodHandlers {
	/** A Pod is there, or changed. */
	seen: (pod: V1Pod) => void;
	/** A Pod has gone; this is how it was last. */
	gone: (pod: V1Pod) => void;
	/** The watch stands, and everybody that there is was seen: again each time that it broke. */
	stands?: () => void;
}

/**
 * Watches Pods with the rights of `config`. A watch that ends goes on where it stopped, or from a
 * new listing if the API server no longer knows that point.
 *
 * @param selector of labels; all Pods of the namespace when left out
 */
export function keepWatch(
	{ namespace, selector }: { namespace: string; selector?: string },
	{ seen, gone, stands }: PodHandlers,
	config: KubeConfig,
): KeptWatch {
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

	informer.on("add", seen);
	informer.on("update", seen);
	informer.on("delete", gone);
	informer.on("error", (error: unknown) => {
		broken = true;
		lose(error);
	});

	function lose(error: unknown): void {
		watching = false;
		if (closed) return;
		const pauseSeconds = Math.min(longestPauseSeconds, firstPauseSeconds * 2 ** failures++) * (0.5 + Math.random() / 2);
		console.error(
			`the watch of the Pods of ${namespace} broke, next try in ${pauseSeconds.toFixed(1)} s: ${error instanceof Error ? error.message : String(error)}`,
		);
		clearTimeout(restarting);
		restarting = setTimeout(start, pauseSeconds * 1000);
	}

	async function start(): Promise<void> {
		broken = false;
		try {
			// Resolves once the watch stands; also, though, after it told its error handler of a failure.
			await informer.start();
		} catch (error) {
			return lose(error);
		}
		if (broken || closed) return;
		watching = true;
		failures = 0;
		stands?.();
	}

	void start();
	return {
		watching: () => watching,
		async close() {
			closed = true;
			clearTimeout(restarting);
			await informer.stop();
		},
	};
}

/** The rights of the Pod that this runs in. */
export function ownServiceAccount(): KubeConfig {
	const config = new KubeConfig();
	config.loadFromCluster();
	return config;
}
