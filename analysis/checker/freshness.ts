import { bisector } from "d3-array";
import type { ReadRecord } from "../../schema/read.ts";
import type { Measures, Violation } from "../../schema/run.ts";
import { HighestBefore } from "./highestBefore.ts";
import type { IdentityHistory } from "./identityHistory.ts";
import { excerptOf, isUpdate, type Observation, type Seen, toleranceFor, whoFound } from "./observations.ts";

/**
 * An answer with an older state than that of an update which had been acknowledged before it was
 * asked for.
 */
type Stale<Answer> = {
	answer: Answer;
	/** The highest of those updates. */
	update: Observation;
	/** By how many updates the answer was behind. */
	updates: number;
	/** For how long it had been so: since the update after the state that was found. */
	seconds: number;
};

/** What clients read, and how old the oldest of it was. */
export type ClientReads = NonNullable<Measures["reads"]>;

/** How fresh a replica's answers were, to itself and to clients. */
export type Freshness = {
	staleLoads: Stale<Observation>[];
	staleReads: Stale<ReadRecord>[];
	reads: ClientReads;
};

/**
 * Reads without a state are no answers: their process knew none yet, and said so. What the method
 * itself answered to a client is a load, and among the observations.
 */
export function freshnessOf(history: IdentityHistory, seen: readonly Seen[]): Freshness {
	const { reads, doubtedClients } = history;
	const acknowledged = seen.map(({ observation }) => observation).filter(isUpdate);
	const outdated = outdatedSince(acknowledged);
	const before = new HighestBefore(acknowledged);
	const staleLoads = seen.flatMap(({ observation, acknowledged: update }): Stale<Observation>[] => {
		const { kind, index, started } = observation;
		if (kind !== "load" || update === undefined) return [];
		if (index >= update.index) return [];
		return [stale(observation, index, started, update)];
	});
	const answers = reads.filter(({ kind, state }) => kind !== "stored" && state !== null);
	const staleReads = answers.flatMap((read): Stale<ReadRecord>[] => {
		const { client, index, started } = read;
		if (index === null || doubtedClients.has(client)) return [];
		const update = before.before(started - toleranceFor(history));
		if (update === undefined || index >= update.index) return [];
		return [stale(read, index, started, update)];
	});
	const worst = staleReads.reduce<Stale<ReadRecord> | null>(
		(worst, each) =>
			worst === null || each.updates > worst.updates || (each.updates === worst.updates && each.seconds > worst.seconds)
				? each
				: worst,
		null,
	);
	return {
		staleLoads,
		staleReads,
		reads: {
			count: answers.length,
			stale: staleReads.length,
			worstUpdates: worst?.updates ?? 0,
			worstSeconds: worst?.seconds ?? 0,
		},
	};

	function stale<Answer>(answer: Answer, index: number, started: number, update: Observation): Stale<Answer> {
		return { answer, update, updates: update.index - index, seconds: Math.max(0, started - outdated(index)) };
	}
}

/** What one identity's clients read and another's, in one. */
export function together(a: ClientReads, b: ClientReads): ClientReads {
	const worst =
		b.worstUpdates > a.worstUpdates || (b.worstUpdates === a.worstUpdates && b.worstSeconds > a.worstSeconds) ? b : a;
	return {
		count: a.count + b.count,
		stale: a.stale + b.stale,
		worstUpdates: worst.worstUpdates,
		worstSeconds: worst.worstSeconds,
	};
}

export function* tooOld(pod: string, { staleLoads, staleReads }: Freshness): Generator<Violation> {
	for (const { answer, ...rest } of staleLoads) {
		const found = answer.index < 0 ? "no state" : `state ${answer.index}`;
		yield {
			property: "fresh",
			pod,
			summary: `${whoFound(answer)} ${found} ${behind(rest)}`,
			excerpt: excerptOf(rest.update, answer),
		};
	}
	for (const { answer, ...rest } of staleReads) {
		yield {
			property: "fresh",
			pod,
			summary: `${answer.client} was answered state ${answer.index} by ${pod} ${behind(rest)}`,
			excerpt: [rest.update.answer, answer],
		};
	}
}

function behind({ update, updates, seconds }: Omit<Stale<unknown>, "answer">): string {
	return `after update ${update.index} had been acknowledged: updates behind: ${updates}, out of date for ${seconds.toFixed(3)} s.`;
}

const byDescendingIndex = bisector(({ index }: { index: number }) => -index);

/**
 * Since when the state of an index had been out of date: the first acknowledgement of any update
 * after it.
 */
function outdatedSince(updates: readonly Observation[]): (index: number) => number {
	let farthestFirst: { index: number; since: number }[] | null = null;
	return (index) => {
		farthestFirst ??= prepare();
		const farther = byDescendingIndex.left(farthestFirst, -index);
		return farthestFirst[farther - 1]?.since ?? Number.POSITIVE_INFINITY;
	};

	function prepare() {
		let since = Number.POSITIVE_INFINITY;
		return updates
			.toSorted((a, b) => b.index - a.index)
			.map(({ index, ended }) => {
				since = Math.min(since, ended);
				return { index, since };
			});
	}
}
