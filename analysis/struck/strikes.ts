import { definitionNamed } from "../../schema/faultKinds.ts";
import type { Outcome, RunManifest, Verdict, Violation } from "../../schema/run.ts";
import { identityOf } from "../../schema/standbyIdentity.ts";

type Outcomes = Record<Outcome, number>;

/** Whom a run struck, as its witnesses saw it, and what was lost. */
export type RunStrikes = {
	/** Of the run: with the stack unique among all runs. */
	id: string;
	stack: string;
	mode: string;
	protocol: string;
	isComplete: boolean;
	/** Faults of the protocol that were never begun. */
	faultsNotDone: number;
	/** Faults by what their witnesses saw; a fault is as sure as the least sure of its victims. */
	faults: Outcomes;
	/** The same of the undoing of those that last. */
	undos: Outcomes;
	/** Victims by what the witness saw of each; one counts once for each fault that struck it. */
	victims: Outcomes;
	/**
	 * Confirmed victims by the verdict on the durability of their identity in this run; `none`: the
	 * method's own store has no such verdict.
	 */
	durability: Record<Verdict | "none", number>;
	/**
	 * Updates that had been acknowledged and weren't found later, of all identities: what the
	 * violations of durability show.
	 */
	updatesLost: number;
	/**
	 * A run keeps the first few violations of an identity: more may be lost where there are as many.
	 */
	lostAtLeast: boolean;
	/**
	 * Deleted or killed Pods that were seen to come back, and the most updates that the first load of
	 * one of them didn't find.
	 */
	recoveries: number;
	worstRpoUpdates: number;
};

/** As many violations of one property and identity are kept in a run's manifest. */
const violationsKept = 3;

export function strikesOf(manifest: RunManifest): RunStrikes {
	const { id, stack, mode, protocol, status, measures, evidence } = manifest;
	const windows = measures?.windows ?? [];
	const verdictOf = new Map(
		(evidence ?? []).filter(({ property }) => property === "durability").map(({ pod, verdict }) => [pod, verdict]),
	);
	const found: RunStrikes = {
		...{ id, stack, mode, protocol: protocol.name },
		isComplete: status === "complete",
		faultsNotDone: Math.max(0, protocol.faults.length - windows.length),
		faults: none(),
		undos: none(),
		victims: none(),
		durability: { holds: 0, unknown: 0, violated: 0, none: 0 },
		...lossesOf(manifest.violations ?? []),
		...recoveriesOf(measures?.recoveries ?? []),
	};
	for (const { fault, witness } of windows) {
		// Without a witness nobody could tell.
		found.faults[witness?.injected.outcome ?? "inconclusive"]++;
		if (witness?.undone) found.undos[witness.undone.outcome]++;
		for (const { pod, outcome } of witness?.injected.victims ?? []) {
			if (pod === null) continue;
			found.victims[outcome]++;
			if (outcome !== "confirmed") continue;
			// The store's Pods may bear the number of an identity, and are none.
			const verdict =
				definitionNamed(fault)?.deletes === "store" ? "none" : (verdictOf.get(identityOf(pod)) ?? "unknown");
			found.durability[verdict]++;
		}
	}
	return found;
}

/** Each run once, however often it is given. */
export function distinct(runs: readonly RunStrikes[]): RunStrikes[] {
	return [...new Map(runs.map((run) => [`${run.stack} ${run.id}`, run])).values()];
}

/**
 * An identity's update counts once, however many loads didn't find it: after a loss every later
 * load may miss the same update until its index is reached again.
 */
function lossesOf(violations: readonly Violation[]): Pick<RunStrikes, "updatesLost" | "lostAtLeast"> {
	const byPod = Map.groupBy(
		violations.filter(({ property }) => property === "durability"),
		({ pod }) => pod,
	);
	let updatesLost = 0;
	let lostAtLeast = false;
	for (const mine of byPod.values()) {
		const lost = new Set<number>();
		for (const { excerpt } of mine) {
			const update = excerpt[0]?.index;
			if (update == null) {
				lostAtLeast = true;
				continue;
			}
			const found = excerpt.at(-1)?.index ?? -1;
			for (let index = found + 1; index <= update; index++) lost.add(index);
		}
		updatesLost += lost.size;
		if (mine.length >= violationsKept) lostAtLeast = true;
	}
	return { updatesLost, lostAtLeast };
}

function recoveriesOf(
	recoveries: readonly { rpoUpdates: number | null }[],
): Pick<RunStrikes, "recoveries" | "worstRpoUpdates"> {
	const known = recoveries.flatMap(({ rpoUpdates }) => rpoUpdates ?? []);
	return { recoveries: known.length, worstRpoUpdates: Math.max(0, ...known) };
}

function none(): Outcomes {
	return { confirmed: 0, inconclusive: 0, mismatch: 0 };
}
