import type { ReadRecord } from "../../schema/read.ts";
import type { Violation } from "../../schema/run.ts";
import type { IdentityHistory } from "./identityHistory.ts";
import { excerptOf, type Seen } from "./observations.ts";

/**
 * What a replica loaded, or had acknowledged, that is behind what it had loaded or had acknowledged
 * before.
 */
export function* backwards(seen: readonly Seen[]): Generator<Violation> {
	for (const { observation, observed } of seen) {
		if (observed === undefined || observation.index >= observed.index) continue;
		const { pod } = observation.answer;
		yield {
			property: "monotonic",
			pod,
			summary: `${pod} went back from index ${observed.index} to ${observation.index < 0 ? "no state" : `index ${observation.index}`}.`,
			excerpt: excerptOf(observed, observation),
		};
	}
}

type Placed = ReadRecord & { index: number };

/** What a client was answered that is behind what the same replica had answered it before. */
export function* backwardsForClients({ pod, reads }: IdentityHistory): Generator<Violation> {
	for (const [client, answers] of answersByClient(reads)) {
		let farthest: Placed | null = null;
		for (const read of answers.sort(inOrderOfAsking)) {
			if (farthest === null || read.index >= farthest.index) farthest = read;
			else if (wasOverBefore(farthest, read)) {
				yield {
					property: "monotonic",
					pod,
					summary: `${client} saw ${pod} go back from index ${farthest.index} to index ${read.index}.`,
					excerpt: [farthest, read],
				};
			}
		}
	}
}

/**
 * A client asks a replica one thing at a time; what was asked and answered within one tick of its
 * clock has no order.
 */
function inOrderOfAsking(a: Placed, b: Placed): number {
	return a.started - b.started || a.ended - b.ended || a.index - b.index;
}

/**
 * A client tells in its own order, so that what arrived later wasn't over before, whatever its
 * clock did meanwhile.
 */
function wasOverBefore(first: Placed, second: Placed): boolean {
	return first.ended <= second.started && first.received <= second.received;
}

function answersByClient(reads: readonly ReadRecord[]): Map<string, Placed[]> {
	return Map.groupBy(reads.filter(({ kind }) => kind !== "stored").filter(isPlaced), ({ client }) => client);
}

function isPlaced(read: ReadRecord): read is Placed {
	return read.index !== null && read.state !== null;
}
