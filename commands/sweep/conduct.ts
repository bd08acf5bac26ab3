import { isToBlame } from "../../analysis/collect/verdicts.ts";
import type { Journal } from "../../analysis/sweepJournal.ts";
import type { Cause } from "../../schema/run.ts";
import type { Results, Runner } from "./attempt.ts";
import { estimate } from "./estimate.ts";
import type { Plan, PlannedRun } from "./plan.ts";
import { pendingRuns, progressOf, stateOf } from "./progress.ts";
import { duration, estimated, verdictOf } from "./sentences.ts";

/**
 * Does what is left of a plan, from what the journal says was done. Whatever happens to this
 * process, calling it again with the same journal goes on where it was.
 *
 * @param retries how often a run that the laboratory spoiled is tried again
 * @param stopping whether the sweep is to end; asked between any two steps
 * @param say called with each line of progress
 * @param now Unix time in seconds
 * @throws Error as the runner does
 */
export async function conduct({
	plan,
	journal,
	runner,
	retries,
	stopping,
	say,
	now,
}: {
	plan: Plan;
	journal: Journal;
	runner: Runner;
	retries: number;
	stopping: () => boolean;
	say: (line: string) => void;
	now: () => number;
}): Promise<void> {
	const begin = now();
	const time = () => new Date(now() * 1000).toISOString();
	const pending = () => pendingRuns(plan.runs, progressOf(journal.entries), retries);
	const left = () => (pending().length === 0 ? "nothing" : estimated(estimate(pending(), plan.runs, journal.entries)));

	await tidyUp();
	for (;;) {
		const [run] = pending();
		if (!run || stopping()) return;
		await runner.clear(run);
		if (stopping()) return;
		await attempt(run);
	}

	/**
	 * An attempt may have been killed with complete results, before its system was down or the
	 * journal said so.
	 */
	async function tidyUp(): Promise<void> {
		const progress = progressOf(journal.entries);
		for (const run of plan.runs) {
			const { interrupted } = progress(run.id);
			if (interrupted === null) continue;
			await runner.clear(run);
			const results = await runner.find(run, interrupted);
			const ending = results && endingOf(results);
			if (results === null || (ending !== "complete" && results.cause !== "method")) {
				say(`${run.id} was begun and has no complete result that is to be trusted: it is done again.`);
				continue;
			}
			journal.append({
				time: time(),
				run: run.id,
				attempt: interrupted,
				event: "ended",
				outcome: ending ?? "complete",
				folder: results.folder,
				...(ending !== "complete" && whyOf(results)),
			});
		}
		await runner.publish();
	}

	async function attempt(run: PlannedRun): Promise<void> {
		const { attempts, failures } = progressOf(journal.entries)(run.id);
		const number = attempts + 1;
		const settled = plan.runs.length - pending().length;
		const name = `[${settled + 1}/${plan.runs.length}] ${run.id}`;
		const again = failures > 0 ? `, try ${failures + 1}` : "";
		say(`${name}${again} … (left: ${left()})`);
		const start = now();
		const entry = { run: run.id, attempt: number };
		journal.append({ time: time(), ...entry, event: "started" });
		const carriedOut = await runner.carryOut(run, number);
		const { results, error } = carriedOut;
		const outcome = results === null ? "failed" : endingOf(results);
		const complete = outcome === "complete";
		if (!complete && stopping()) {
			say(`${name} was interrupted.`);
			await runner.publish();
			return;
		}
		const seconds = Math.round((now() - start) * 1000) / 1000;
		const why = complete ? null : (error ?? results?.reasons[0] ?? null);
		journal.append({
			time: time(),
			...entry,
			event: "ended",
			outcome,
			...(results && { folder: results.folder }),
			...(why !== null && { error: why }),
			...causeOf(complete ? null : (results?.cause ?? carriedOut.cause)),
			seconds,
		});
		await runner.publish();
		const ending = results ? `${complete ? results.status : outcome}, ${verdictOf(results)}` : "failed";
		const fate = complete ? "" : `. ${why ?? ""} ${fateOf(run)}`;
		say(`${name}: ${ending}, took ${duration(seconds)}${fate} (elapsed: ${duration(now() - begin)}; left: ${left()})`);
	}

	function fateOf({ id }: PlannedRun): string {
		const state = stateOf(progressOf(journal.entries)(id), retries);
		if (state === "counted") {
			return "The method can be the cause, so it counts and is not tried again.";
		}
		return state === "pending" ? "It is tried again." : "It is given up.";
	}
}

function whyOf({ reasons, cause }: Results) {
	const [error] = reasons;
	return { ...(error !== undefined && { error }), ...causeOf(cause) };
}

function causeOf(cause: Cause | null) {
	return cause === null ? {} : { cause };
}

/**
 * How an attempt with results ended: complete is also a violation of what the mode promises,
 * however much of the run is missing.
 */
function endingOf(results: Results): "complete" | "untrusted" | "incomplete" {
	const { status, trusted } = results;
	if (isToBlame(results)) return "complete";
	return status === "complete" && !trusted ? "untrusted" : status;
}
