import type { Trouble } from "./podTrouble.ts";

const lookMilliseconds = 5000;
/** So long a trouble must last: an image, a volume or a node may be on its way. */
const lastsMilliseconds = 10_000;

/**
 * Says what keeps Pods from starting, each trouble once: what waits for them, waits in silence (a
 * chart's Release), or says it when its time is over.
 *
 * @param find the troubles that there are
 * @param tell is given one sentence
 * @returns what stops it
 */
export function tellTroubles(find: () => Promise<readonly Trouble[]>, tell: (sentence: string) => void): () => void {
	const since = new Map<string, number>();
	const told = new Set<string>();
	let stopped = false;
	const look = async () => {
		const now = performance.now();
		const troubles = await find();
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
