import type { EvidenceEntry, Property, Violation } from "../../schema/run.ts";
import { clockToleranceSeconds } from "./clocks.ts";
import type { Harm } from "./harm.ts";
import type { IdentityHistory } from "./identityHistory.ts";
import { isUpdate, type Observation, type Seen } from "./observations.ts";
import { unchecked } from "./offChain.ts";
import { iso } from "./period.ts";

/** What could have refuted a property, and didn't. */
type Sight = {
	/** How many observations could have. */
	count: number;
	/** When the last of them began, Unix time in seconds; minus infinity without any. */
	latest: number;
	/** Until when there must be one. */
	needed: number;
	/** What was observed, in one sentence. */
	says: (count: number) => string;
	/** Why that doesn't suffice, one sentence; null where it does. */
	lacking: string | null;
};

/** What is known of an identity beside its own records. */
export type Circumstances = {
	harm: Harm;
	/** Why its history isn't whole or in order, one sentence each. */
	doubts: readonly string[];
	/** When its last process was lost of which no successor was heard; null where there was none. */
	goneSince: number | null;
};

/**
 * What each property's verdict rests on, for one identity: it holds only where something was
 * observed that could have refuted it, at or after the last event that could have broken it.
 *
 * @param seen in order of the answers
 * @param found states that were found, by replicas and by clients
 * @param violations of the identity
 */
export function groundsOf(
	history: IdentityHistory,
	seen: readonly Seen[],
	found: readonly Observation[],
	violations: readonly Violation[],
	circumstances: Circumstances,
): EvidenceEntry[] {
	const { pod } = history;
	const { doubts } = circumstances;
	const sights = sightsOf(history, seen, found, circumstances);
	return Object.entries(sights).map(([name, sight]): EvidenceEntry => {
		const property = name as Property;
		const { count: observations } = sight;
		const entry = { property, pod, observations };
		const violation = violations.find((each) => each.property === property);
		if (violation !== undefined) {
			return { ...entry, verdict: "violated", because: violation.summary };
		}
		const because = doubts[0] ?? lack(pod, sight);
		if (because !== null) return { ...entry, verdict: "unknown", because };
		return { ...entry, verdict: "holds", because: sight.says(observations) };
	});
}

function sightsOf(
	history: IdentityHistory,
	seen: readonly Seen[],
	found: readonly Observation[],
	{ harm, goneSince }: Circumstances,
): Record<Property, Sight> {
	const { pod } = history;
	const updates = seen
		.map(({ observation }) => observation)
		.filter(isUpdate)
		.filter(({ ended }) => !harm.ended || ended <= harm.end);
	const last = updates.reduce<Observation | null>(
		(last, each) => (last === null || each.index > last.index ? each : last),
		null,
	);
	const afterUpdate = seen.filter(
		({ observation, acknowledged }) => observation.kind === "load" && acknowledged !== undefined,
	);
	const afterLast = afterUpdate.filter(({ acknowledged }) => (acknowledged?.index ?? -1) >= (last?.index ?? 0));
	const again = seen.filter(({ observed }) => observed !== undefined);
	const startOf = ({ observation }: Seen) => observation.started;
	const began = ({ started }: Observation) => started;
	const noUpdate = last === null ? `${pod} had no update acknowledged.` : null;
	const gone =
		goneSince === null
			? null
			: `${pod} was lost at ${iso(goneSince)}, and no successor was heard of before the run ended.`;
	return {
		chain: {
			...counted(found, began),
			needed: harm.end,
			says: (count) => `States seen: ${count}, each on its hash chain.`,
			lacking: unchecked(history),
		},
		durability: {
			count: afterUpdate.length,
			latest: latestOf(afterLast, startOf),
			needed: harm.end,
			says: (count) =>
				`Loads and looks after an acknowledgement: ${count}; the last of them found update ${last?.index}, the last that was acknowledged, or a later one.`,
			lacking: noUpdate,
		},
		monotonic: {
			...counted(again, startOf),
			needed: harm.end,
			says: (count) => `Operations after one that had observed its state: ${count}.`,
			lacking: gone,
		},
		noFork: {
			...counted(updates, ({ ended }) => ended),
			needed: harm.last,
			says: (count) => `Updates acknowledged: ${count}, each to one process.`,
			lacking: noUpdate ?? gone,
		},
		fresh: {
			...counted(afterUpdate, startOf),
			needed: harm.end,
			says: (count) => `Loads and looks after an acknowledgement: ${count}, and each found it.`,
			lacking: noUpdate ?? gone,
		},
		noPhantom: {
			...counted(found, began),
			needed: harm.end,
			says: (count) => `States seen: ${count}, each asked for before.`,
			lacking: null,
		},
	};
}

/** What was not observed, one sentence; null where enough was. */
function lack(pod: string, { count, latest, needed, lacking }: Sight): string | null {
	if (lacking !== null) return lacking;
	if (count === 0) {
		return `Nothing was observed of ${pod} that could have shown it.`;
	}
	if (latest === Number.NEGATIVE_INFINITY) {
		return `Nobody looked for the last update that ${pod} had acknowledged.`;
	}
	if (latest >= needed - clockToleranceSeconds) return null;
	return `Nothing was observed of ${pod} after ${iso(needed)} that could have shown it; the last was at ${iso(latest)}.`;
}

function counted<T>(all: readonly T[], timeOf: (one: T) => number): { count: number; latest: number } {
	return { count: all.length, latest: latestOf(all, timeOf) };
}

function latestOf<T>(all: readonly T[], timeOf: (one: T) => number): number {
	let latest = Number.NEGATIVE_INFINITY;
	for (const one of all) latest = Math.max(latest, timeOf(one));
	return latest;
}
