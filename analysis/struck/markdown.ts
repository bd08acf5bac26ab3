import { counted } from "../counted.ts";
import type { RunStrikes } from "./strikes.ts";
import { type Total, type Totals, totalsOf } from "./total.ts";

const columns: readonly (readonly [string, (total: Total) => string])[] = [
	["", ({ name }) => name],
	["runs", ({ runs }) => String(runs)],
	["Pods struck", ({ victims }) => `${victims.confirmed}`],
	["… durability holds", ({ durability }) => `${durability.holds}`],
	["… unknown", ({ durability }) => `${durability.unknown}`],
	["… violated", ({ durability }) => `${durability.violated}`],
	["… the store's", ({ durability }) => `${durability.none}`],
	["acknowledged updates lost", lostText],
	[
		"RPO, worst (of recoveries)",
		({ worstRpoUpdates, recoveries }) => `${worstRpoUpdates} (${recoveries})`,
	],
	["faults confirmed", ({ faults }) => `${faults.confirmed}`],
	["inconclusive", ({ faults }) => `${faults.inconclusive}`],
	["mismatch", ({ faults }) => `${faults.mismatch}`],
	["not done", ({ faultsNotDone }) => `${faultsNotDone}`],
	[
		"Pods inconclusive, mismatch",
		({ victims }) => `${victims.inconclusive}, ${victims.mismatch}`,
	],
	[
		"undos confirmed, inconclusive, mismatch",
		({ undos }) =>
			`${undos.confirmed}, ${undos.inconclusive}, ${undos.mismatch}`,
	],
];

/** What was counted, for people: one sentence and a Markdown table; incomplete runs in a table of their own, which the sentence doesn't count. */
export function struckMarkdown(runs: readonly RunStrikes[]): string {
	const totals = totalsOf(runs);
	const { allComplete, complete, incomplete } = totals;
	return [
		sentence(totals),
		...(complete.length > 0 ? [table([...complete, allComplete])] : []),
		...(incomplete.length > 0
			? ["Incomplete runs, not counted above:", table(incomplete)]
			: []),
	].join("\n\n");
}

function sentence({ allComplete }: Totals): string {
	const { runs, victims, durability } = allComplete;
	return `In ${counted(runs, "complete run")} ${counted(victims.confirmed, "Pod")} ${victims.confirmed === 1 ? "was" : "were"} struck, each seen by a witness; acknowledged updates lost: ${lostText(allComplete)}. Of ${durability.unknown} of them it can't be told whether the identity lost anything (unknown); of ${victims.inconclusive} further ones nobody could tell whether they were struck.`;
}

function table(totals: readonly Total[]): string {
	return [
		`| ${columns.map(([head]) => head).join(" | ")} |`,
		`|${columns.map(() => "---|").join("")}`,
		...totals.map(
			(total) => `| ${columns.map(([, cell]) => cell(total)).join(" | ")} |`,
		),
	].join("\n");
}

function lostText({ updatesLost, lostAtLeast }: Total): string {
	return `${lostAtLeast ? "at least " : ""}${updatesLost}`;
}
