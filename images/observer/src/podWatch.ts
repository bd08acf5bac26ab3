import {
	CoreV1Api,
	type Informer,
	KubeConfig,
	makeInformer,
	type V1Pod,
} from "@kubernetes/client-node";
import type { LabEvent } from "../../../analysis/schema/event.ts";
import { podTransitions } from "./podTransitions.ts";

export interface PodWatch {
	/** The watch stands and saw every Pod that there is. */
	watching(): boolean;
	close(): Promise<void>;
}

/**
 * Watches the Pods of a namespace with the Pod's own ServiceAccount and tells what happens to them, stamped as it
 * arrives. A watch that ends goes on where it stopped, or from a new listing if the API server no longer knows that point.
 */
export function watchPods(
	namespace: string,
	clock: () => number,
	onEvent: (event: LabEvent) => void,
	config: KubeConfig = ownServiceAccount(),
): PodWatch {
	const api = config.makeApiClient(CoreV1Api);
	const informer: Informer<V1Pod> = makeInformer(
		config,
		`/api/v1/namespaces/${namespace}/pods`,
		() => api.listNamespacedPod({ namespace }),
	);
	const known = new Map<string, V1Pod>();
	let watching = false;
	let listed = false;
	let broken = false;
	let closed = false;
	let failures = 0;
	let restarting: NodeJS.Timeout | undefined;

	function changed(next: V1Pod | null, name: string | undefined): void {
		const time = clock();
		if (name === undefined) return;
		const previous = known.get(name) ?? null;
		if (next) known.set(name, next);
		else known.delete(name);
		for (const event of podTransitions(previous, next)) {
			onEvent({
				time,
				source: "kubernetes",
				...event,
				...(listed ? {} : { detail: "so already when the watch began" }),
			});
		}
	}

	informer.on("add", (pod) => changed(pod, pod.metadata?.name));
	informer.on("update", (pod) => changed(pod, pod.metadata?.name));
	informer.on("delete", (pod) => {
		const name = pod.metadata?.name;
		// A listing after a pause may tell of a Pod's end after its successor's beginning.
		const current = name === undefined ? undefined : known.get(name);
		if (current?.metadata?.uid !== pod.metadata?.uid) return;
		changed(pod, name);
		changed(null, name);
	});
	informer.on("error", (error: unknown) => {
		broken = true;
		lose(error);
	});

	function lose(error: unknown): void {
		watching = false;
		if (closed) return;
		const pause =
			Math.min(5, 0.1 * 2 ** failures++) * (0.5 + Math.random() / 2);
		console.error(
			`the watch of the Pods of ${namespace} broke, next try in ${pause.toFixed(1)} s: ${error instanceof Error ? error.message : String(error)}`,
		);
		clearTimeout(restarting);
		restarting = setTimeout(start, pause * 1000);
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
		if (listed) {
			onEvent({ time: clock(), source: "observer", event: "watch-resumed" });
		}
		listed = true;
	}

	start();
	return {
		watching: () => watching,
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
