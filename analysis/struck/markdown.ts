import { sum } from "d3-array";
import { counted } from "../../schema/counted.ts";
import { modesInOrder } from "../../schema/modesInOrder.ts";
import type { RunStrikes } from "./strikes.ts";

/** Of several runs: the sum of what they counted. */
type Total = Omit<RunStrikes, "id" | "stack" | "mode" | "protocol" | "isComplete"> & {
	name: string;
	runs: number;
};

/** Runs that are complete, and those that are not, apart: of each mode, and of all. */
type Totals = { complete: Total[]; incomplete: Total[]; allComplete: Total };

const columns: readonly (readonly [string, (total: Total) => string])[] = [
	["", ({ name }) => name],
	["runs", ({ runs }) => String(runs)],
	["Pods struck", ({ victims }) => `${victims.confirmed}`],
	["… durability holds", ({ durability }) => `${durability.holds}`],
	["… unknown", ({ durability }) => `${durability.unknown}`],
	["… violated", ({ durability }) => `${durability.violated}`],
	["… the store's", ({ durability }) => `${durability.none}`],
	["acknowledged updates lost", lostText],
	["RPO, worst (of recoveries)", ({ worstRpoUpdates, recoveries }) => `${worstRpoUpdates} (${recoveries})`],
	["faults confirmed", ({ faults }) => `${faults.confirmed}`],
	["inconclusive", ({ faults }) => `${faults.inconclusive}`],
	["mismatch", ({ faults }) => `${faults.mismatch}`],
	["not done", ({ faultsNotDone }) => `${faultsNotDone}`],
	["Pods inconclusive, mismatch", ({ victims }) => `${victims.inconclusive}, ${victims.mismatch}`],
	[
		"undos confirmed, inconclusive, mismatch",
		({ undos }) => `${undos.confirmed}, ${undos.inconclusive}, ${undos.mismatch}`,
	],
];

/**
 * What was counted, for people: one sentence and a Markdown table; incomplete runs in a table of
 * their own, which the sentence doesn't count.
 */
export function struckMarkdown(runs: readonly RunStrikes[]): string {
	const totals = totalsOf(runs);
	const { allComplete, complete, incomplete } = totals;
	return [
		sentence(totals),
		...(complete.length > 0 ? [table([...complete, allComplete])] : []),
		...(incomplete.length > 0 ? ["Incomplete runs, not counted above:", table(incomplete)] : []),
	].join("\n\n");
}

function sentence({ allComplete }: Totals): string {
	const { runs, victims, faults, durability } = allComplete;
	const { confirmed } = victims;
	return `In ${counted(runs, "complete run")} ${counted(confirmed, "Pod")} ${confirmed === 1 ? "was" : "were"} struck, each seen by a witness; acknowledged updates lost: ${lostText(allComplete)}. The durability of the struck identity holds for ${durability.holds} of them, is unknown for ${durability.unknown} and violated for ${durability.violated}; ${durability.none} were the store's own. Not among them: ${counted(victims.inconclusive, "Pod")} of which no witness could tell whether it was struck, and ${victims.mismatch} that were seen not to be. Of ${counted(faults.confirmed + faults.inconclusive + faults.mismatch, "fault")} ${faults.inconclusive} were inconclusive.`;
}

function table(totals: readonly Total[]): string {
	return [
		`| ${columns.map(([head]) => head).join(" | ")} |`,
		`|${columns.map(() => "---|").join("")}`,
		...totals.map((total) => `| ${columns.map(([, cell]) => cell(total)).join(" | ")} |`),
	].join("\n");
}

function lostText({ updatesLost, lostAtLeast }: Total): string {
	return `${lostAtLeast ? "at least " : ""}${updatesLost}`;
}

function totalsOf(runs: readonly RunStrikes[]): Totals {
	const byMode = (chosen: readonly RunStrikes[]) => {
		const ofMode = Map.groupBy(chosen, ({ mode }) => mode);
		return modesInOrder(ofMode.keys()).map((mode) => total(mode, ofMode.get(mode) ?? []));
	};
	const complete = runs.filter(({ isComplete }) => isComplete);
	return {
		complete: byMode(complete),
		incomplete: byMode(runs.filter(({ isComplete }) => !isComplete)),
		allComplete: total("all", complete),
	};
}

function total(name: string, runs: readonly RunStrikes[]): Total {
	const all = (count: (run: RunStrikes) => number) => sum(runs, count);
	const each = <Key extends string>(keys: readonly Key[], countsOf: (run: RunStrikes) => Record<Key, number>) =>
		Object.fromEntries(keys.map((key) => [key, all((run) => countsOf(run)[key])])) as Record<Key, number>;
	const outcomes = ["confirmed", "inconclusive", "mismatch"] as const;
	const verdicts = ["holds", "unknown", "violated", "none"] as const;
	return {
		name,
		runs: runs.length,
		faultsNotDone: all(({ faultsNotDone }) => faultsNotDone),
		faults: each(outcomes, ({ faults }) => faults),
		undos: each(outcomes, ({ undos }) => undos),
		victims: each(outcomes, ({ victims }) => victims),
		durability: each(verdicts, ({ durability }) => durability),
		updatesLost: all(({ updatesLost }) => updatesLost),
		lostAtLeast: runs.some(({ lostAtLeast }) => lostAtLeast),
		recoveries: all(({ recoveries }) => recoveries),
		worstRpoUpdates: Math.max(0, ...runs.map(({ worstRpoUpdates }) => worstRpoUpdates)),
	};
}
