import { isToBlame, overall } from "../../analysis/collect/verdicts.ts";
import { alignedRows } from "../../analysis/report/textTable.ts";
import type { JournalEntry } from "../../analysis/sweepJournal.ts";
import { exitCodes } from "../../schema/exitCodes.ts";
import type { RunManifest, Verdict } from "../../schema/run.ts";
import type { Plan, PlannedRun } from "./plan.ts";
import { progressOf, stateOf } from "./progress.ts";

/** What became of a planned run. */
export interface RunEnding {
	run: PlannedRun;
	/** Of its last attempt that ended; pending: none of them did, or it is to be tried again. */
	outcome: "complete" | "untrusted" | "incomplete" | "failed" | "pending";
	/**
	 * Whether that counts as a result though it isn't complete, since the method can have brought it
	 * about.
	 */
	counted: boolean;
	/**
	 * All verdicts in one; null where there is no complete result. A busy machine is none of their
	 * business.
	 */
	verdict: Verdict | null;
	/** Whether it violated what its mode promises. */
	toBlame: boolean;
	/** Whether it crossed a threshold of its protocol. */
	unmet: boolean;
}

type Judged = Pick<RunManifest, "verdicts" | "expectedViolations" | "thresholds">;

/**
 * What became of every run of a plan, in the plan's order.
 *
 * @param verdictsIn those of the results in a folder, relative to the results folder
 */
export function endingsOf(
	plan: Plan,
	journal: readonly JournalEntry[],
	retries: number,
	verdictsIn: ReadonlyMap<string, Judged>,
): RunEnding[] {
	const progress = progressOf(journal);
	return plan.runs.map((run) => {
		const { last } = progress(run.id);
		const state = stateOf(progress(run.id), retries);
		if (state === "pending" || last === null) {
			return {
				run,
				outcome: "pending",
				counted: false,
				verdict: null,
				toBlame: false,
				unmet: false,
			};
		}
		const judged = state === "given up" && last.outcome !== "untrusted" ? undefined : verdictsIn.get(last.folder ?? "");
		return {
			run,
			outcome: last.outcome,
			counted: state === "counted",
			verdict: judged ? overall(judged.verdicts) : null,
			toBlame: judged !== undefined && isToBlame(judged),
			unmet: judged?.thresholds?.some(({ held }) => !held) ?? false,
		};
	});
}

/** A line for each cell: how many runs ended how, and what the complete ones say of safety. */
export function summaryTable(endings: readonly RunEnding[]): string {
	const cells = [...new Set(endings.map(({ run }) => run.cell.id))].sort(
		new Intl.Collator("en", { numeric: true }).compare,
	);
	const column = (title: string, counts: (ending: RunEnding) => boolean): string[] => [
		title,
		...cells.map((cell) => String(endings.filter(({ run }) => run.cell.id === cell).filter(counts).length)),
	];
	return alignedRows([
		["", ...cells],
		column("complete", ({ outcome }) => outcome === "complete"),
		column("untrusted", ({ outcome }) => outcome === "untrusted"),
		column("incomplete", ({ outcome }) => outcome === "incomplete"),
		column("failed", ({ outcome }) => outcome === "failed"),
		column("pending", ({ outcome }) => outcome === "pending"),
		column("safety holds", ({ verdict }) => verdict === "holds"),
		column("violated", ({ verdict }) => verdict === "violated"),
		column("unknown", ({ verdict }) => verdict === "unknown"),
	]);
}

/** How the command ends when no run is to be done any more. */
export function exitCodeOf(endings: readonly RunEnding[]): number {
	if (endings.some(({ toBlame }) => toBlame)) {
		return exitCodes.violated;
	}
	if (!endings.every(({ outcome }) => isWhole(outcome))) {
		return exitCodes.broken;
	}
	return endings.some(({ unmet }) => unmet) ? exitCodes.unmet : exitCodes.fine;
}

/** Whether the run left all that it should, whatever its figures are worth. */
function isWhole(outcome: RunEnding["outcome"]): boolean {
	return outcome === "complete" || outcome === "untrusted";
}
