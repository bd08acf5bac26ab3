import { alignedRows } from "../../analysis/report/textTable.ts";
import type { JournalEntry } from "../../analysis/sweepJournal.ts";
import { counted } from "../../schema/counted.ts";
import { estimate } from "./estimate.ts";
import type { Plan } from "./plan.ts";
import { pendingRuns, progressOf, stateOf } from "./progress.ts";
import { duration, estimated } from "./sentences.ts";

/** The same for programs: the runs in their order, and the seconds that those left to do take. */
export function planJson(plan: Plan, journal: readonly JournalEntry[], retries: number) {
	const progress = progressOf(journal);
	const pending = pendingRuns(plan.runs, progress, retries);
	return {
		id: plan.id,
		runs: plan.runs.map(({ id, cell, seed }) => ({
			id,
			stack: cell.stack,
			protocol: cell.protocol.name,
			config: cell.config,
			seed,
			state: stateOf(progress(id), retries),
		})),
		secondsLeft: pending.length === 0 ? null : estimate(pending, plan.runs, journal),
	};
}

/** The runs in their order, what is done of them, and how long they take. */
export function planText(plan: Plan, journal: readonly JournalEntry[], retries: number): string {
	const progress = progressOf(journal);
	const table = alignedRows(
		[
			["run", ...plan.runs.map(({ id }) => id)],
			["", ...plan.runs.map(({ id }) => stateOf(progress(id), retries))],
			["seed", ...plan.runs.map(({ seed }) => String(seed))],
		],
		2,
	);
	const total = (seconds: (run: Plan["runs"][number]) => number) =>
		duration(plan.runs.reduce((sum, run) => sum + seconds(run), 0));
	const measured = total(({ cell }) => cell.protocol.durationSeconds);
	const settled = total(
		({ cell: { protocol } }) => protocol.durationSeconds + protocol.settleSeconds * protocol.faults.length,
	);
	const cells = new Set(plan.runs.map(({ cell }) => cell.id)).size;
	const pending = pendingRuns(plan.runs, progress, retries);
	const left =
		pending.length === 0
			? "Nothing is left to do."
			: `Left to do: ${counted(pending.length, "run")}. Time left: ${estimated(estimate(pending, plan.runs, journal))}.`;
	return [
		`Sweep ${plan.id}: ${counted(plan.runs.length, "run")} of ${counted(cells, "cell")}`,
		"",
		table,
		"",
		`The measured periods take ${measured}, and ${settled} if every system is as slow to be steady again as it may be.`,
		"Bringing the systems up and taking them down comes on top of that.",
		left,
	].join("\n");
}
