import type { KubeConfig, V1Pod } from "@kubernetes/client-node";
import type { LabEvent } from "../../../schema/event.ts";
import { type KeptWatch, keepWatch, ownServiceAccount } from "../../keptWatch.ts";
import { podTransitions } from "./podTransitions.ts";

/** Watches the Pods of a namespace and tells what happens to them, stamped as it arrives. */
export function watchPods(
	namespace: string,
	clock: () => number,
	onEvent: (event: LabEvent) => void,
	config: KubeConfig = ownServiceAccount(),
): KeptWatch {
	const known = new Map<string, V1Pod>();
	let listed = false;

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

	return keepWatch(
		{ namespace },
		{
			seen: (pod) => changed(pod, pod.metadata?.name),
			gone(pod) {
				const name = pod.metadata?.name;
				// A listing after a pause may tell of a Pod's end after its successor's beginning.
				const current = name === undefined ? undefined : known.get(name);
				if (current?.metadata?.uid !== pod.metadata?.uid) return;
				changed(pod, name);
				changed(null, name);
			},
			stands() {
				if (listed) onEvent({ time: clock(), source: "observer", event: "watch-resumed" });
				listed = true;
			},
		},
		config,
	);
}
