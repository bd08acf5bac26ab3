import { modesInOrder } from "../../schema/modesInOrder.ts";
import type { RunStrikes } from "./strikes.ts";

/** Of several runs: the sum of what they counted. */
export type Total = Omit<RunStrikes, "id" | "stack" | "mode" | "protocol" | "isComplete"> & {
	name: string;
	runs: number;
};

/** Runs that are complete, and those that are not, apart: of each mode, and of all. */
export type Totals = { complete: Total[]; incomplete: Total[]; allComplete: Total };

export function totalsOf(runs: readonly RunStrikes[]): Totals {
	const byMode = (chosen: readonly RunStrikes[]) =>
		modesInOrder(chosen.map(({ mode }) => mode)).map((mode) =>
			total(
				mode,
				chosen.filter((run) => run.mode === mode),
			),
		);
	const complete = runs.filter(({ isComplete }) => isComplete);
	return {
		complete: byMode(complete),
		incomplete: byMode(runs.filter(({ isComplete }) => !isComplete)),
		allComplete: total("all", complete),
	};
}

function total(name: string, runs: readonly RunStrikes[]): Total {
	const sum = (count: (run: RunStrikes) => number) => runs.reduce((all, run) => all + count(run), 0);
	const sums = <Key extends string>(keys: readonly Key[], countsOf: (run: RunStrikes) => Record<Key, number>) =>
		Object.fromEntries(keys.map((key) => [key, sum((run) => countsOf(run)[key])])) as Record<Key, number>;
	const outcomes = ["confirmed", "inconclusive", "mismatch"] as const;
	const verdicts = ["holds", "unknown", "violated", "none"] as const;
	return {
		name,
		runs: runs.length,
		faultsNotDone: sum(({ faultsNotDone }) => faultsNotDone),
		faults: sums(outcomes, ({ faults }) => faults),
		undos: sums(outcomes, ({ undos }) => undos),
		victims: sums(outcomes, ({ victims }) => victims),
		durability: sums(verdicts, ({ durability }) => durability),
		updatesLost: sum(({ updatesLost }) => updatesLost),
		lostAtLeast: runs.some(({ lostAtLeast }) => lostAtLeast),
		recoveries: sum(({ recoveries }) => recoveries),
		worstRpoUpdates: Math.max(0, ...runs.map(({ worstRpoUpdates }) => worstRpoUpdates)),
	};
}
