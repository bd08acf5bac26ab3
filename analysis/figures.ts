import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { parseArgs } from "node:util";
import { resultsFolder as ownResults } from "../schema/checkout.ts";
import { changesIn } from "./collect/fileStamps.ts";
import { digestOf, type RunDigest, runName } from "./digest/digest.ts";
import { exclusion, faultFreeTwin, flawsOf, groupsOf } from "./digest/groups.ts";
import { failedAttempts } from "./failedAttempts.ts";
import { writePicture } from "./figures/files.ts";
import { drawGroup } from "./figures/group.ts";
import { exportedGroup } from "./notebooks/exportedGroup.ts";
import { reportJson } from "./report/json.ts";
import { mostRunsFirst, page } from "./report/page.ts";
import type { Report, ReportedGroup, ReportedPicture, ReportedRun } from "./report/report.ts";
import { reportedGroup } from "./report/reportedGroup.ts";
import { terminalText } from "./report/terminal.ts";
import { listRuns, type Run, type RunRef, readRun } from "./results.ts";
import { isRemarkable, mostPlots, sketchOfRun } from "./runplot/plotsOfRuns.ts";
import { PlotThread } from "./runplot/plotThread.ts";

const files = ["run.json", "metrics.csv", "operations.ndjson", "events.ndjson", "reads.ndjson", "k6-summary.json"];

/** Where the report is, what the terminal shows, and how many runs it tells of. */
export type Written = { page: string; table: string; runs: number };

type Arguments = {
	resultsFolder: string;
	reportFolder: string;
	/** Only this stack's runs. */
	stack?: string | undefined;
	widthColumns?: number | undefined;
	/** Hears how far it is. */
	progress?: ((text: string) => void) | undefined;
};

/**
 * Reads all runs below `resultsFolder` and writes into `reportFolder`: `index.html`, `report.json`,
 * `figures/` (anew) and `tables.json`, which notebooks read. Without a readable run, the page says
 * so and why.
 */
export async function writeReport({
	resultsFolder,
	reportFolder,
	stack,
	widthColumns,
	progress = () => {},
}: Arguments): Promise<Written> {
	const { runs, problems } = await listRuns(resultsFolder);
	const chosen = await unchanged(
		runs.filter(({ manifest }) => stack === undefined || manifest.stack === stack),
		problems,
	);
	// What something happened in comes first: of very many runs not all are plotted.
	const plotted = new Set(
		chosen
			.toSorted(
				(a, b) =>
					Number(isRemarkable(b.manifest)) - Number(isRemarkable(a.manifest)) ||
					b.manifest.start.localeCompare(a.manifest.start),
			)
			.slice(0, mostPlots),
	);
	const told: { digest: RunDigest; reported: ReportedRun }[] = [];
	await rm(join(reportFolder, "figures"), { recursive: true, force: true });
	await mkdir(join(reportFolder, "figures"), { recursive: true });
	const plots = new PlotThread();
	// One run after the other, so that only one history is in memory.
	for (const [i, ref] of chosen.entries()) {
		progress(`run ${i + 1} of ${chosen.length}: ${ref.manifest.stack}`);
		const run = await readable(ref, problems);
		if (run === null) continue;
		const digest = digestOf(run);
		const plot = plotted.has(ref) ? plotFile(run) : null;
		if (plot !== null) {
			const [sketch, about] = sketchOfRun(run, run.damage);
			plots.draw({ file: join(reportFolder, plot), sketch, about });
		}
		told.push({ digest, reported: await reportedRun(digest, ref.folder, reportFolder, plot) });
	}
	if (told.length === 0) problems.push(nothingToReport(resultsFolder, stack));
	const groups = groupsOf(told.map(({ digest }) => digest));
	const reported: { group: ReportedGroup; exported: unknown }[] = [];
	for (const group of groups) {
		progress(`figures of ${group.name}`);
		const { told, drawn } = reportedGroup(group, faultFreeTwin(group, groups));
		const pictures: ReportedPicture[] = await Promise.all(
			drawGroup(drawn).map(async (picture) => ({
				...picture,
				files: await writePicture(picture, reportFolder, group.id),
			})),
		);
		reported.push({
			group: { ...told, pictures },
			exported: exportedGroup({
				name: group.name,
				context: drawn.context,
				safety: told.safety,
				tables: group.tables,
			}),
		});
	}
	const report: Report = {
		madeAt: new Date().toISOString(),
		groups: mostRunsFirst(reported.map(({ group }) => group)),
		runs: told
			.map(({ reported }) => reported)
			.sort((a, b) => b.manifest.start.localeCompare(a.manifest.start) || (a.name < b.name ? -1 : 1)),
		failed: stack === undefined ? await failedAttempts(resultsFolder) : [],
		problems,
	};
	const write = (name: string, text: string) => writeFile(join(reportFolder, name), text);
	await write("tables.json", JSON.stringify(reported.map(({ exported }) => exported)));
	await write("report.json", reportJson(report));
	await write("index.html", page(report));
	await plots.end();
	return {
		page: join(reportFolder, "index.html"),
		table: terminalText(report, widthColumns),
		runs: told.length,
	};
}

function nothingToReport(resultsFolder: string, stack: string | undefined): string {
	const which = stack === undefined ? "run" : `run of ${stack}`;
	return `There is no readable ${which} in ${resultsFolder}: run an experiment first, for example with npm start.`;
}

/** Where the plot of a run is, relative to the report. */
function plotFile({ manifest: { stack, id } }: Run): string {
	return `figures/${stack}-${id}-run.html`;
}

async function reportedRun(
	digest: RunDigest,
	folder: string,
	reportFolder: string,
	plot: string | null,
): Promise<ReportedRun> {
	const present = new Set(await readdir(folder));
	const out = exclusion(digest);
	return {
		name: runName(digest.manifest),
		manifest: digest.manifest,
		metrics: digest.tables.metrics.filter(({ view }) => view === "settled"),
		flaw: out ?? flawsOf(digest.manifest),
		used: out === null,
		plot,
		files: files
			.filter((name) => present.has(name))
			.map((name) => ({ name, href: linkTo(join(folder, name), reportFolder) })),
	};
}

/**
 * Those whose files are as they were written; the others become problems: an edited run says
 * nothing of anybody.
 */
async function unchanged(runs: readonly RunRef[], problems: string[]): Promise<RunRef[]> {
	const found: RunRef[] = [];
	for (const run of runs) {
		try {
			const changes = await changesIn(run.folder, run.manifest);
			if (changes.length === 0) found.push(run);
			else problems.push(`${changes.join(" ")} The run is left out.`);
		} catch (error) {
			problems.push(`${run.folder}: ${(error as Error).message}. The run is left out.`);
		}
	}
	return found;
}

/** Null for a run that can't be read at all; that, and damage, becomes a problem. */
async function readable({ folder }: RunRef, problems: string[]): Promise<Run | null> {
	try {
		const run = await readRun(folder);
		problems.push(...run.damage.map((what) => `${what} What stands before it is used.`));
		return run;
	} catch (error) {
		problems.push((error as Error).message);
		return null;
	}
}

function linkTo(file: string, folder: string): string {
	return relative(folder, file)
		.split(sep)
		.map((part) => (part === ".." ? part : encodeURIComponent(part)))
		.join("/");
}

/**
 * Writes the report, prints the summary and where to look. The results are the checkout's own
 * unless told otherwise, and the report lies beside them.
 *
 * @returns how many runs it tells of
 */
export async function drawFigures({
	resultsFolder = ownResults,
	reportFolder = join(dirname(resolve(resultsFolder)), "report"),
	stack,
}: {
	resultsFolder?: string | undefined;
	reportFolder?: string | undefined;
	stack?: string | undefined;
} = {}): Promise<number> {
	const { page, table, runs } = await writeReport({
		resultsFolder: resolve(resultsFolder),
		reportFolder: resolve(reportFolder),
		stack,
		widthColumns: process.stdout.columns,
		progress: progressOnTerminal(),
	});
	console.log(`${table}\n\nFigures and all details: ${page}`);
	return runs;
}

const secondsBetweenLines = 5;

/** A line every few seconds, and so none of work that is quick. */
function progressOnTerminal(): (text: string) => void {
	let last = Date.now();
	return (text) => {
		if (Date.now() - last < secondsBetweenLines * 1000) return;
		last = Date.now();
		console.error(`  ${text}`);
	};
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { results: { type: "string" }, out: { type: "string" }, stack: { type: "string" } },
	});
	const runs = await drawFigures({
		resultsFolder: values.results,
		reportFolder: values.out,
		stack: values.stack,
	});
	if (runs === 0) process.exitCode = 1;
}

if (import.meta.main) {
	try {
		await main();
	} catch (error) {
		console.error((error as Error).message);
		process.exitCode = 1;
	}
}
