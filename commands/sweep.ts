/** The whole matrix of experiments, resumable: `npx holdfast sweep --help`. */
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { listRuns } from "../analysis/results.ts";
import { type Look, plannedLooks } from "../analysis/statistics/sequential.ts";
import { openJournal, readJournal } from "../analysis/sweepJournal.ts";
import { reserveMachine } from "../infra/cluster/native/reservation.ts";
import { resultsFolder } from "../schema/checkout.ts";
import { counted } from "../schema/counted.ts";
import { exitCodes } from "../schema/exitCodes.ts";
import { cacheFolder } from "../toolchain/cache.ts";
import { withFreeLock } from "../toolchain/setup/lock.ts";
import { setup } from "./setup.ts";
import { conduct } from "./sweep/conduct.ts";
import { planJson, planText } from "./sweep/dryRun.ts";
import { readArguments, type UntilDecided, usage, withOptions } from "./sweep/factors.ts";
import { metricRowsOf } from "./sweep/metricRows.ts";
import { type Plan, planOf } from "./sweep/plan.ts";
import { createRunner, sweepFolder } from "./sweep/runner.ts";
import { endingsOf, exitCodeOf, summaryTable } from "./sweep/summary.ts";
import { conclusionText, looksText, untilDecided } from "./sweep/untilDecided.ts";

async function main(commandLine: readonly string[]): Promise<number> {
	const { factors, retries, untilDecided, dryRun, json, help, ...rest } = readArguments(commandLine);
	if (help) {
		console.log(usage);
		return exitCodes.fine;
	}
	const results = resolve(rest.results ?? resultsFolder);
	const plan = planOf(factors);
	const asked =
		untilDecided &&
		({
			...untilDecided,
			looks: plannedLooks(factors.replicas.length, factors.repeat as number),
		} satisfies Asked);
	if (dryRun) {
		const file = join(sweepFolder(results, plan.id), "journal.ndjson");
		const journal = readJournal(file, (folder) => isThere(results, folder));
		if (json) {
			console.log(JSON.stringify({ ...planJson(plan, journal, retries), looks: asked?.looks ?? null }, null, 2));
			return exitCodes.fine;
		}
		console.log(planText(plan, journal, retries));
		if (asked !== null) console.log(looksText(asked));
		return exitCodes.fine;
	}
	await setup({ study: factors.modes.includes("study") });
	return await withFreeLock(
		join(cacheFolder, "sweep.lock"),
		"Another sweep is at work on this machine: wait until it is done, or stop it with Ctrl-C.",
		() => sweep({ plan, results, retries, asked, commandLine }),
	);
}

/** A question, and when it is looked at. */
type Asked = UntilDecided & { looks: readonly Look[] };

async function sweep({
	plan,
	results,
	retries,
	asked,
	commandLine,
}: {
	plan: Plan;
	results: string;
	retries: number;
	asked: Asked | null;
	commandLine: readonly string[];
}): Promise<number> {
	reserveMachine();
	const interruption = new AbortController();
	const { signal } = interruption;
	const stop = () => {
		if (signal.aborted) return;
		console.log("Stopping: the run in hand is taken down first …");
		interruption.abort();
	};
	process.on("SIGINT", stop).on("SIGTERM", stop);
	const folder = sweepFolder(results, plan.id);
	const journal = openJournal(join(folder, "journal.ndjson"), (each) => isThere(results, each));
	writePlan(join(folder, "plan.json"), plan, commandLine);
	console.log(`Sweep ${plan.id}: ${counted(plan.runs.length, "run")}; its journal and logs are in ${folder}.`);
	const runner = createRunner(plan, results, signal);
	const stopping = () => signal.aborted;
	const say = (line: string) => console.log(line);
	const carryOut = (runs: Plan["runs"]) =>
		conduct({
			plan: { ...plan, runs },
			...{ journal, runner, retries, stopping, say },
			now: () => Date.now() / 1000,
		});
	const conclusion =
		asked &&
		(await untilDecided({
			...asked,
			...{ plan, journal, retries, carryOut, stopping, say },
			rowsOf: (runs) => metricRowsOf(results, runs, journal.entries),
		}));
	if (conclusion === null) await carryOut(plan.runs);

	const { runs } = await listRuns(results);
	const endings = endingsOf(
		conclusion === null ? plan : { ...plan, runs: conclusion.runs },
		journal.entries,
		retries,
		new Map(runs.map(({ folder, manifest }) => [relative(results, folder), manifest])),
	);
	console.log(`\n${summaryTable(endings)}\n`);
	if (endings.some(({ outcome }) => outcome === "pending")) {
		console.log(`Stopped. This goes on where it was:\n\n    ${commandText(commandLine)}\n`);
		return exitCodes.interrupted;
	}
	const unsound = endings.filter(({ outcome }) => outcome !== "complete");
	const counting = unsound.filter(({ counted }) => counted);
	if (counting.length > 0) {
		console.log(
			`Without a complete result that is to be trusted, of which the method can be the cause: ${counted(counting.length, "run")}. They count and are not tried again.`,
		);
	}
	const givenUp = unsound.filter((ending) => !ending.counted);
	if (givenUp.length > 0) {
		console.log(
			`Given up without a complete result that is to be trusted: ${counted(givenUp.length, "run")}. The same command with "--retries ${retries + 1}" tries again.`,
		);
	}
	if (asked !== null && conclusion !== null) {
		console.log(
			conclusionText(conclusion, asked.question, {
				looks: asked.looks,
				commandWith: (options) => commandText(withOptions(commandLine, options)),
			}),
		);
	}
	return exitCodeOf(endings);
}

/** For people and other programs: what the sweep's runs are, in their order. */
function writePlan(file: string, plan: Plan, commandLine: readonly string[]): void {
	if (existsSync(file)) return;
	mkdirSync(join(file, ".."), { recursive: true });
	const text = JSON.stringify({ command: commandLine, ...plan }, null, "\t");
	writeFileSync(`${file}.new`, `${text}\n`);
	renameSync(`${file}.new`, file);
}

function isThere(results: string, folder: string): boolean {
	return existsSync(join(results, folder, "run.json"));
}

function commandText(commandLine: readonly string[]): string {
	return `npx holdfast sweep ${commandLine.map(quoted).join(" ")}`;
}

/** As a shell takes it. */
function quoted(argument: string): string {
	return /^[\w.,:=/-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

try {
	process.exitCode = await main(process.argv.slice(2));
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = exitCodes.broken;
}
