import type { ReconcilerEffects } from "./reconciler.ts";
import { Stopwatch } from "./stopwatch.ts";

/** A group silent for longer has no majority, whoever seems alive: elections may take seconds. */
export const silenceSeconds = 8;

/** What a look at a reconciler's groups found. */
export interface MajorityView {
	/** Names of the groups that were looked at. */
	watched: readonly string[];
	lost: ReadonlySet<string>;
	/** Whether peers were heard: who is cut off sees the others' majority lost only for itself. */
	isCertain: boolean;
	/** Whether a group is there: one that was given up isn't, until it has formed anew. */
	isThere: (group: string) => boolean;
}

/** Since when groups have been without a majority. Tells each loss once, and each return. */
export class MajorityWatch {
	readonly #effects: ReconcilerEffects;
	readonly #lost = new Map<string, Stopwatch>();
	readonly #reported = new Set<string>();

	constructor(effects: ReconcilerEffects) {
		this.#effects = effects;
	}

	/** Names of the groups without a majority. */
	get lost(): string[] {
		return [...this.#lost.keys()];
	}

	/** Since a group's majority was lost; 0 while it isn't. */
	lostSeconds(group: string): number {
		return this.#lost.get(group)?.seconds ?? 0;
	}

	update({ watched, lost, isCertain, isThere }: MajorityView): void {
		const { clock, metrics, report } = this.#effects;
		for (const group of new Set([...watched, ...lost, ...this.#lost.keys()])) {
			metrics.majorityLost(group, lost.has(group));
			if (!lost.has(group)) this.#lost.delete(group);
		}
		for (const group of lost) {
			if (!this.#lost.has(group)) this.#lost.set(group, new Stopwatch(clock).restart());
			if (!isCertain || this.#reported.has(group)) continue;
			this.#reported.add(group);
			report({ event: "majority-lost", group });
		}
		for (const group of this.#reported) {
			if (lost.has(group) || !isThere(group)) continue;
			this.#reported.delete(group);
			report({ event: "majority-restored", group });
		}
	}

	/** A group was given up: it isn't lost any more, but isn't there either. */
	gaveUp(group: string): void {
		this.#lost.delete(group);
		this.#effects.report({ event: "group-reset", group });
	}
}
