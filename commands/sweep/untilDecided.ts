import type { MetricRow } from "../../analysis/digest/rows.ts";
import { compareModes, significance, strataOf } from "../../analysis/statistics/compare.ts";
import { type Question, questionText } from "../../analysis/statistics/question.ts";
import { runsToDecide } from "../../analysis/statistics/runsToDecide.ts";
import { inverse, metricNoun, probabilityText, ratioText } from "../../analysis/statistics/sentences.ts";
import { type Answer, answerAt, type Look } from "../../analysis/statistics/sequential.ts";
import type { Journal } from "../../analysis/sweepJournal.ts";
import { estimate } from "./estimate.ts";
import type { Plan, PlannedRun } from "./plan.ts";
import { pendingRuns, progressOf } from "./progress.ts";
import { duration } from "./sentences.ts";

/** How a sweep ended that was to go on until its question is decided. */
export interface Conclusion {
	/**
	 * `decided`: the answer is there. `time`, `runs`: the time or the planned runs are over without
	 * one. `stopped`: by the user.
	 */
	end: "decided" | "time" | "runs" | "stopped";
	/** Runs of the blocks that were begun. */
	runs: readonly PlannedRun[];
	/** Whole blocks: so many runs of each mode at each size. */
	blocks: number;
	/** What the sweep took, in seconds. */
	seconds: number;
	answer: Answer | null;
	/** Of the runs of all whole blocks. */
	rows: readonly MetricRow[];
}

/**
 * Carries out a plan block by block, one run of every cell in each, and looks at the question after
 * each block that is complete. Looks depend on nothing but the plan and the results, so a sweep
 * that was stopped goes on with the same ones.
 *
 * @param looks one for each block
 * @param atMostSeconds what all runs may take together; null: as long as it takes. A block that
 *   would probably take longer isn't begun.
 * @param carryOut does what is left of some runs
 * @param rowsOf what the results of some runs say, in the settled view
 */
export async function untilDecided({
	plan,
	question,
	looks,
	atMostSeconds,
	journal,
	retries,
	carryOut,
	rowsOf,
	stopping,
	say,
}: {
	plan: Plan;
	question: Question;
	looks: readonly Look[];
	atMostSeconds: number | null;
	journal: Journal;
	retries: number;
	carryOut: (runs: readonly PlannedRun[]) => Promise<void>;
	rowsOf: (runs: readonly PlannedRun[]) => Promise<readonly MetricRow[]>;
	stopping: () => boolean;
	say: (line: string) => void;
}): Promise<Conclusion> {
	const cells = plan.runs.length / looks.length;
	let last: Pick<Conclusion, "answer" | "rows"> = { answer: null, rows: [] };
	const concluded = (end: Conclusion["end"], begun: number, blocks: number) => ({
		end,
		runs: plan.runs.slice(0, begun * cells),
		blocks,
		seconds: secondsSpent(journal),
		...last,
	});
	for (const [before, look] of looks.entries()) {
		const block = plan.runs.slice(before * cells, (before + 1) * cells);
		const pending = pendingRuns(block, progressOf(journal.entries), retries);
		if (pending.length > 0) {
			const needed = estimate(pending, plan.runs, journal.entries);
			const likely = needed.known ? needed.likely : needed.least;
			if (atMostSeconds !== null && secondsSpent(journal) + likely > atMostSeconds) {
				return concluded("time", before, before);
			}
		}
		// Also without pending runs: an attempt may have been killed before the journal said how it
		// ended.
		await carryOut(block);
		if (stopping()) return concluded("stopped", before + 1, before);
		const rows = await rowsOf(plan.runs.slice(0, (before + 1) * cells));
		const answer = answerAt(look, strataOf(rows, question));
		last = { answer, rows };
		say(lookText(question, look, answer));
		if (answer.outcome !== "undecided") {
			return concluded("decided", before + 1, before + 1);
		}
	}
	return concluded("runs", looks.length, looks.length);
}

/** When the question is looked at, for a plan that isn't carried out. */
export function looksText({
	question,
	looks,
	atMostSeconds,
}: {
	question: Question;
	looks: readonly Look[];
	atMostSeconds: number | null;
}): string {
	const deciding = looks.filter(({ level }) => level > 0);
	const time = atMostSeconds === null ? "" : `, or ${duration(atMostSeconds)} are over`;
	return `It stops as soon as "${questionText(question)}" is decided${time}: it looks after ${deciding.map(({ runs }) => runs).join(", ")} runs of each mode at each size.`;
}

/** What a look says, in one line. */
function lookText(question: Question, { runs, level }: Look, answer: Answer) {
	const state = answer.outcome === "undecided" ? (level === 0 ? "too few to decide" : "not decided yet") : "decided";
	return `Look after ${runs} of each, "${questionText(question)}": ${state} (p ${probabilityText(answer.p)}${level === 0 ? "" : `, decided from ${Number(level.toPrecision(2))} on`}).`;
}

/** The sweep that is told of. */
type Sweep = {
	looks: readonly Look[];
	/** The command line with other options. */
	commandWith: (options: { repeat?: number; atMostMinutes: number }) => string;
};

/**
 * How the sweep ended and what its answer is; where there is none, what would probably bring one.
 */
export function conclusionText(conclusion: Conclusion, question: Question, { looks, commandWith }: Sweep): string {
	const { end, blocks, seconds, answer } = conclusion;
	const each = `${blocks} ${blocks === 1 ? "run" : "runs"} of each mode at each size, ${duration(seconds)}`;
	if (end === "decided" && answer !== null) {
		return `Decided after ${each}: ${answerText(question, answer)}`;
	}
	const why = end === "time" ? "the time is over" : "all planned runs are done";
	return [
		`Not decided after ${each}: ${why}.`,
		...(answer === null ? [] : [answerText(question, answer)]),
		nextText(conclusion, question, { looks, commandWith }),
	].join(" ");
}

function answerText({ first, second, metric }: Question, { outcome, p, delta, ratio }: Answer): string {
	const noun = metricNoun(metric);
	const sure = `p ${probabilityText(p)} at this look, error rate of all looks together ${significance * 100} %`;
	switch (outcome) {
		case "firstLower":
		case "secondLower": {
			const [lower, higher] = outcome === "firstLower" ? [first, second] : [second, first];
			const turned = ratio !== null && outcome === "secondLower" ? inverse(ratio) : ratio;
			const much = turned === null ? `higher than ${lower}'s` : `${ratioText(turned)} ${lower}'s`;
			const verb = Math.abs(delta) === 1 ? "is" : "tends to be";
			return `${higher}'s ${noun} ${verb} ${much} (${sure}).`;
		}
		case "equivalent":
			return `${first}'s and ${second}'s ${noun} are no more than 10 % apart, ${ratio === null ? "" : ratioText(ratio)}.`;
		case "undecided":
			return ratio === null
				? `So far no difference between ${first}'s and ${second}'s ${noun} is shown (${sure}).`
				: `So far ${second}'s ${noun} is ${ratioText(ratio)} ${first}'s (${sure}).`;
	}
}

/** How many runs and minutes would probably decide it, and with which command. */
function nextText({ blocks, seconds, rows }: Conclusion, question: Question, { looks, commandWith }: Sweep): string {
	const needed = runsNeeded(question, looks, rows);
	if (needed === null) {
		return "More than 200 runs of each mode would be needed, if these runs are typical: ask about another metric, or take them as alike.";
	}
	const minutes = (runs: number) => (blocks === 0 ? runs * 5 : Math.ceil((runs * seconds) / blocks / 60));
	const planned = looks.length;
	const more = needed <= planned;
	const total = Math.max(needed, blocks + 1);
	const command = commandWith(
		more ? { atMostMinutes: minutes(total) } : { repeat: total, atMostMinutes: minutes(total) },
	);
	return more
		? `About ${total} runs of each mode would probably decide it, ${minutes(total - blocks)} more minutes; this goes on:\n\n    ${command}\n`
		: `About ${total} runs of each mode would probably decide it, ${minutes(total)} minutes, in a sweep of its own that plans so many:\n\n    ${command}\n`;
}

/** By the strictest of the looks' levels. */
function runsNeeded(question: Question, looks: readonly Look[], rows: readonly MetricRow[]): number | null {
	const level = Math.min(...looks.flatMap((look) => (look.level > 0 ? [look.level] : [])));
	const [comparison] = compareModes(rows, {
		view: "settled",
		pairs: [[question.first, question.second]],
		metrics: [question.metric],
	});
	if (comparison === undefined) return looks.length;
	const { p } = comparison;
	return runsToDecide({
		...comparison,
		outcome: "undecided",
		adjustedP: p === null ? null : (p * significance) / level,
	});
}

function secondsSpent({ entries }: Journal): number {
	return entries.reduce((sum, entry) => sum + (entry.event === "ended" ? (entry.seconds ?? 0) : 0), 0);
}
