import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { parseArgs } from "node:util";
import { resultsFolder as ownResults } from "../toolchain/cache.ts";
import { changesIn } from "./collect/fileStamps.ts";
import { digestOf, type RunDigest, runName } from "./digest/digest.ts";
import {
	calmTwin,
	type Group,
	groupsOf,
	withLeftOut,
} from "./digest/groups.ts";
import { failedAttempts } from "./failedAttempts.ts";
import { contextOf, drawGroup, drawVerdicts, keptIn } from "./figures/group.ts";
import { writePicture } from "./figures/pictureFiles.ts";
import type { Picture } from "./figures/pictures.ts";
import { drawRun } from "./figures/run.ts";
import { exportedGroup } from "./notebooks/exportedGroup.ts";
import { newestOfEach } from "./report/comparable.ts";
import { headlines } from "./report/headlines.ts";
import { htmlReport } from "./report/html.ts";
import type {
	DetailedRun,
	IncludedRun,
	Report,
	ReportedGroup,
	ReportedPicture,
	ReportedRun,
} from "./report/report.ts";
import { terminalTable } from "./report/terminal.ts";
import { listRuns, type Run, type RunRef, readRun } from "./results.ts";
import { isRemarkable, mostPlots, plotOfRun } from "./runplot/plotsOfRuns.ts";
import { rankable, standInStoreModes } from "./standInStore.ts";
import { compareModes } from "./statistics/compare.ts";
import { summarize } from "./statistics/summary.ts";
import { claimsOf } from "./study/claims.ts";

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
 * Reads all runs below `resultsFolder` and writes into `reportFolder`: `index.html`, `figures/` (anew) and `tables.json`, which notebooks read.
 *
 * @throws Error in one sentence when there is no run to report
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
		runs.filter(
			({ manifest }) => stack === undefined || manifest.stack === stack,
		),
		problems,
	);
	const { newest, older } = newestOfEach(chosen);
	const inDetail = new Set(newest);
	// What something happened in comes first: of very many runs not all are plotted.
	const plotted = new Set([
		...newest,
		...older
			.toSorted(
				(a, b) =>
					Number(isRemarkable(b.manifest)) - Number(isRemarkable(a.manifest)),
			)
			.slice(0, Math.max(0, mostPlots - newest.length)),
	]);
	const told = new Map<RunRef, { reported: ReportedRun; digest: RunDigest }>();
	const details: DetailedRun[] = [];
	await rm(join(reportFolder, "figures"), { recursive: true, force: true });
	// One run after the other, so that only one history is in memory.
	for (const [i, ref] of [...newest, ...older].entries()) {
		progress(`run ${i + 1} of ${chosen.length}: ${ref.manifest.stack}`);
		const run = await readable(ref, problems);
		if (run === null) continue;
		const reported = {
			...summarized(run),
			...(plotted.has(ref) && { plot: await writePlot(run, reportFolder) }),
		};
		told.set(ref, { reported, digest: digestOf(run) });
		if (inDetail.has(ref)) {
			details.push(await detailed(run, reported, reportFolder));
		}
	}
	if (told.size === 0) {
		throw new Error(nothingToReport(resultsFolder, stack, problems));
	}
	const folders = new Map(
		[...told.keys()].map((ref) => [runName(ref.manifest), ref.folder]),
	);
	const groups: ReportedGroup[] = [];
	const hrefOf = (run: string) =>
		linkTo(join(folders.get(run) ?? "", "run.json"), reportFolder);
	const digests = [...told.values()].map(({ digest }) => digest);
	const verdicts = await withFiles(drawVerdicts(digests), "all", reportFolder);
	const comparable = groupsOf(digests);
	for (const group of comparable) {
		progress(`figures of ${group.name}`);
		const pictures = drawGroup(group, calmTwin(group, comparable));
		groups.push(await reportedGroup(group, pictures, reportFolder, hrefOf));
	}
	await writeFile(
		join(reportFolder, "tables.json"),
		JSON.stringify(
			comparable.map((group) =>
				exportedGroup({
					name: group.name,
					context: contextOf(group),
					kept: keptIn(group),
					tables: group.tables,
				}),
			),
		),
	);
	const report: Report = {
		madeAt: new Date().toISOString(),
		verdicts,
		groups,
		newest: details,
		older: older.flatMap((ref) => told.get(ref)?.reported ?? []),
		failed: stack === undefined ? await failedAttempts(resultsFolder) : [],
		problems,
	};
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

/** Those whose files are as they were written; the others become problems: an edited run says nothing of anybody. */
async function unchanged(
	runs: readonly RunRef[],
	problems: string[],
): Promise<RunRef[]> {
	const found: RunRef[] = [];
	for (const run of runs) {
		try {
			const changes = await changesIn(run.folder, run.manifest);
			if (changes.length === 0) found.push(run);
			else problems.push(`${changes.join(" ")} The run is left out.`);
		} catch (error) {
			problems.push(
				`${run.folder}: ${(error as Error).message}. The run is left out.`,
			);
		}
	}
	return found;
}

/** Null for a run that can't be read at all; that, and damage, becomes a problem. */
async function readable(
	{ folder }: RunRef,
	problems: string[],
): Promise<Run | null> {
	try {
		const run = await readRun(folder);
		problems.push(
			...run.damage.map((what) => `${what} What stands before it is used.`),
		);
		return run;
	} catch (error) {
		problems.push((error as Error).message);
		return null;
	}
}

function summarized(run: Run): ReportedRun {
	return {
		manifest: run.manifest,
		summary: summarize(run),
		damaged: run.damage.length > 0,
	};
}

/** @returns where the plot is, relative to the report */
async function writePlot(run: Run, reportFolder: string): Promise<string> {
	const { stack, id } = run.manifest;
	const href = `figures/${stack}-${id}-run.html`;
	await mkdir(join(reportFolder, "figures"), { recursive: true });
	await writeFile(join(reportFolder, href), plotOfRun(run, run.damage));
	return href;
}

async function detailed(
	run: Run,
	reported: ReportedRun,
	reportFolder: string,
): Promise<DetailedRun> {
	const { folder, manifest } = run;
	await mkdir(join(reportFolder, "figures"), { recursive: true });
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

/** What all runs of a group say together; writes its figures. */
async function reportedGroup(
	group: Group,
	drawn: readonly Picture[],
	reportFolder: string,
	hrefOf: (run: string) => string,
): Promise<ReportedGroup> {
	const pictures: ReportedPicture[] = [];
	for (const picture of drawn) {
		pictures.push(await withFiles(picture, group.id, reportFolder));
	}
	const all = withLeftOut(group);
	return {
		...statementsOf(group, hrefOf),
		pictures,
		...(all && { withLeftOut: statementsOf(all, hrefOf) }),
	};
}

/** All that is said of a group in words and numbers. */
function statementsOf(
	group: Group,
	hrefOf: (run: string) => string,
): ReportedGroup {
	const { id, name, protocol, notes, tables } = group;
	const told = (digest: RunDigest): IncludedRun => ({
		facts: digest.manifest,
		href: hrefOf(runName(digest.manifest)),
	});
	const cells = group.cells.map(({ mode, replicas, included, excluded }) => ({
		mode,
		replicas,
		runs: included.map(told),
		excluded: excluded.map(({ digest, why }) => ({ ...told(digest), why })),
	}));
	const ranked = rankable(tables.metrics, standInStoreModes(cells));
	return {
		id,
		name,
		protocol,
		notes,
		tables,
		cells,
		comparisons: compareModes(ranked, {
			view: "settled",
			metrics: headlines,
		}),
		pictures: [],
		claims: claimsOf(group),
	};
}

async function withFiles(
	picture: Picture,
	prefix: string,
	reportFolder: string,
): Promise<ReportedPicture> {
	const name = `${prefix}-${picture.name}`;
	return { ...picture, href: await writePicture(picture, reportFolder, name) };
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
		progress: progressOnTerminal(),
	});
	console.log(`${table}\n\nFigures and all details: ${page}`);
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
