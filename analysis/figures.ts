import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { parseArgs } from "node:util";
import { resultsFolder as ownResults } from "../toolchain/cache.ts";
import { drawRun } from "./figures/run.ts";
import { newestOfEach } from "./report/comparable.ts";
import { htmlReport } from "./report/html.ts";
import type { DetailedRun, Report, ReportedRun } from "./report/report.ts";
import { terminalTable } from "./report/terminal.ts";
import { listRuns, type Run, type RunRef, readRun } from "./results.ts";
import { summarize } from "./statistics/summary.ts";

const files = [
	"run.json",
	"metrics.csv",
	"operations.ndjson",
	"events.ndjson",
	"reads.ndjson",
	"k6-summary.json",
];

/** Where the report is and what the terminal shows. */
export type Written = { page: string; table: string };

/**
 * Reads all runs below `resultsFolder` and writes `index.html` and `figures/*.svg` into `reportFolder`.
 *
 * @param stack only this stack's runs
 * @throws Error in one sentence when there is no run to report
 */
export async function writeReport({
	resultsFolder,
	reportFolder,
	stack,
	widthColumns,
}: {
	resultsFolder: string;
	reportFolder: string;
	stack?: string | undefined;
	widthColumns?: number | undefined;
}): Promise<Written> {
	const { runs, problems } = await listRuns(resultsFolder);
	const chosen = runs.filter(
		({ manifest }) => stack === undefined || manifest.stack === stack,
	);
	const { newest, older } = newestOfEach(chosen);
	const report: Report = {
		madeAt: new Date().toISOString(),
		newest: await readable(newest, problems, (run) =>
			detailed(run, reportFolder),
		),
		older: await readable(older, problems, summarized),
		problems,
	};
	if (report.newest.length + report.older.length === 0) {
		throw new Error(nothingToReport(resultsFolder, stack, problems));
	}
	const page = join(reportFolder, "index.html");
	await writeFile(page, htmlReport(report));
	return { page, table: terminalTable(report, widthColumns) };
}

function nothingToReport(
	resultsFolder: string,
	stack: string | undefined,
	problems: readonly string[],
): string {
	const which = stack === undefined ? "run" : `run of ${stack}`;
	const why = problems.length > 0 ? ` (${problems.join(" ")})` : "";
	return `There is no readable ${which} in ${resultsFolder}${why}: run an experiment first, for example with npm start.`;
}

/** One run after the other, so that only one history is in memory; a run that can't be read, or not whole, becomes a problem. */
async function readable<T>(
	runs: readonly RunRef[],
	problems: string[],
	use: (run: Run) => Promise<T> | T,
): Promise<T[]> {
	const results: T[] = [];
	for (const { folder } of runs) {
		try {
			const run = await readRun(folder);
			problems.push(
				...run.damage.map((what) => `${what} What stands before it is used.`),
			);
			results.push(await use(run));
		} catch (error) {
			problems.push((error as Error).message);
		}
	}
	return results;
}

function summarized(run: Run): ReportedRun {
	return {
		manifest: run.manifest,
		summary: summarize(run),
		damaged: run.damage.length > 0,
	};
}

async function detailed(run: Run, reportFolder: string): Promise<DetailedRun> {
	const { folder, manifest } = run;
	await mkdir(join(reportFolder, "figures"), { recursive: true });
	const reported = summarized(run);
	const figures = await Promise.all(
		drawRun(run, reported.damaged).map(async ({ name, title, svg }) => {
			const href = `figures/${manifest.stack}-${manifest.id}-${name}.svg`;
			await writeFile(join(reportFolder, href), svg);
			return { title, svg, href };
		}),
	);
	const present = new Set(await readdir(folder));
	return {
		...reported,
		figures,
		files: files
			.filter((name) => present.has(name))
			.map((name) => ({
				name,
				href: linkTo(join(folder, name), reportFolder),
			})),
	};
}

function linkTo(file: string, folder: string): string {
	return relative(folder, file)
		.split(sep)
		.map((part) => (part === ".." ? part : encodeURIComponent(part)))
		.join("/");
}

/**
 * Writes the report, prints the summary and where to look. The results are the checkout's own unless told otherwise, and the
 * report lies beside them.
 *
 * @throws Error in one sentence when there is no run to report
 */
export async function drawFigures({
	resultsFolder = ownResults,
	reportFolder = join(dirname(resolve(resultsFolder)), "report"),
	stack,
}: {
	resultsFolder?: string | undefined;
	reportFolder?: string | undefined;
	stack?: string | undefined;
} = {}): Promise<void> {
	const { page, table } = await writeReport({
		resultsFolder: resolve(resultsFolder),
		reportFolder: resolve(reportFolder),
		stack,
		widthColumns: process.stdout.columns,
	});
	console.log(`${table}\n\nFigures and all details: ${page}`);
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			results: { type: "string" },
			out: { type: "string" },
			stack: { type: "string" },
		},
	});
	await drawFigures({
		resultsFolder: values.results,
		reportFolder: values.out,
		stack: values.stack,
	});
}

if (import.meta.main) {
	try {
		await main();
	} catch (error) {
		console.error((error as Error).message);
		process.exitCode = 1;
	}
}
