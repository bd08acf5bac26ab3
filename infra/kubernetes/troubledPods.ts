import type { V1Pod } from "@kubernetes/client-node";
import { podTrouble } from "./podTrouble.ts";

const lookMilliseconds = 5000;
/** So long a trouble must last: an image, a volume or a node may be on its way. */
const lastsMilliseconds = 10_000;

/**
 * Says which Pods can't start, and why, each once: what waits for them, waits in silence (a chart's Release), or says it when its time
 * is over.
 *
 * @param pods all that are looked at
 * @param tell is given one sentence
 * @returns what stops it
 */
export function tellTroubledPods(
	pods: () => Promise<readonly V1Pod[]>,
	tell: (sentence: string) => void,
): () => void {
	const since = new Map<string, number>();
	const told = new Set<string>();
	let stopped = false;
	const look = async () => {
		const now = performance.now();
		const troubles = (await pods()).flatMap((pod) => podTrouble(pod) ?? []);
		if (stopped) return;
		for (const key of since.keys()) {
			if (!troubles.some((each) => each.key === key)) since.delete(key);
		}
		for (const { key, sentence } of troubles) {
			const first = since.get(key) ?? now;
			since.set(key, first);
			if (told.has(key) || now - first < lastsMilliseconds) continue;
			told.add(key);
			tell(sentence);
		}
	};
	const later = () => {
		if (stopped) return;
		// The program ends when it is done, whoever looks at Pods.
		setTimeout(() => {
			// A cluster that doesn't answer is told by what waits for it.
			look()
				.catch(() => {})
				.then(later);
		}, lookMilliseconds).unref();
	};
	later();
	return () => {
		stopped = true;
	};
}
