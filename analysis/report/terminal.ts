import { lossText } from "../collect/loss.ts";
import { standInsOf } from "../digest/groups.ts";
import { shortProtocolName } from "../schema/protocolName.ts";
import {
	hasStandInStore,
	markedStack,
	storeMarkInBrief,
} from "../standInStore.ts";
import { byProtocol } from "./comparable.ts";
import {
	type Measure,
	measuresOf,
	nothing,
	overall,
	verdictLabels,
	verdictText,
} from "./measures.ts";
import type { Report, ReportedRun } from "./report.ts";
import { statusText } from "./status.ts";
import { medianTable } from "./terminalMedians.ts";
import { alignedBlocks, alignedRows } from "./textTable.ts";
import { unknownProperties, unknownText } from "./unknowns.ts";
import {
	type WindowColumn,
	windowColumns,
	windowRows,
	witnessColumns,
	witnessSentences,
} from "./windows.ts";
import { readsSentence, thresholdSentence } from "./words.ts";

/**
 * The summary as text for a terminal: for each protocol a column for the newest run of each stack, as many side by side as
 * fit; the medians of cells with more than one run; then a line for each older run.
 *
 * @param widthColumns of the terminal; a single run, and what is told of each fault, may need more
 */
export function terminalTable(report: Report, widthColumns = 100): string {
	const protocols = byProtocol(report.newest);
	const older = olderRuns(report.older);
	const notes = report.newest.flatMap(({ manifest }) =>
		manifest.status === "complete"
			? []
			: [
					`${manifest.stack}, run ${manifest.id} is INCOMPLETE: ${manifest.incompleteBecause.join("; ")}`,
				],
	);
	const standIns = new Set(
		report.newest.flatMap(({ manifest }) => standInsOf(manifest)),
	);
	return [
		...protocols.flatMap(({ name, runs }) => {
			const usual = runs.every(isUsual);
			const heading = usual && protocols.length === 1 ? "" : `Protocol ${name}`;
			return [
				...section(heading, [columnsOf(runs, widthColumns)]),
				...(usual
					? section("", faultTable(runs, witnessColumns))
					: faultsOf(runs)),
			];
		}),
		...report.groups.flatMap((group) =>
			section(
				`Medians over all runs of ${group.name}:`,
				medianTable(group, widthColumns),
			),
		),
		...section("", notes),
		...section("", report.newest.flatMap(doubts)),
		...section("Stand-ins:", [
			...standIns,
			...(report.newest.some(({ manifest }) => hasStandInStore(manifest))
				? [storeMarkInBrief]
				: []),
		]),
		...section(
			"Older runs:",
			older === "" ? [] : [older, ...unknownOf(report.older)],
		),
		...section("Could not be read, or not whole:", report.problems),
	].join("\n\n");
}

/** Runs of one protocol side by side. */
function columnsOf(runs: readonly ReportedRun[], widthColumns: number): string {
	const measures = measuresOf(runs);
	const labels = rowLabels(measures);
	const columns = runs.map((run) => column(run, measures));
	return alignedBlocks(labels, columns, widthColumns);
}

/** Nothing was done but to delete Pods once, if that: the columns say all of it. */
function isUsual({ manifest }: ReportedRun): boolean {
	const { faults, load } = manifest.protocol;
	return (
		load === null &&
		faults.length <= 1 &&
		faults.every(({ kind }) => kind === "delete-pods")
	);
}

/** A row for each fault; none in runs without any, or of which nothing is known that the columns could say. */
function faultTable(
	runs: readonly ReportedRun[],
	columns: readonly WindowColumn[],
): string[] {
	const rows = runs.flatMap(({ manifest, summary }) =>
		windowRows(manifest.measures?.windows ?? [], summary.zero).map(
			(row) => [manifest.stack, row] as const,
		),
	);
	const isSaid = rows.some(([, row]) =>
		columns.some(({ cell }) => cell(row) !== nothing),
	);
	if (!isSaid) return [];
	const table = alignedRows(
		[
			["stack", ...rows.map(([stack]) => stack)],
			["fault", ...rows.map(([, { fault }]) => fault)],
			...columns.map(({ heading, unit, cell }) => [
				unit === "" ? heading : `${heading} [${unit}]`,
				...rows.map(([, row]) => cell(row)),
			]),
		],
		2,
	);
	return [table];
}

/** What each fault did, and what clients were answered meanwhile. */
function faultsOf(runs: readonly ReportedRun[]): string[] {
	const answers = runs.flatMap(({ manifest }) => {
		const { reads } = manifest.measures ?? {};
		return reads ? [`${manifest.stack}: ${readsSentence(reads)}`] : [];
	});
	return [
		...section("", faultTable(runs, windowColumns)),
		...section("", answers),
	];
}

/** What a run lost, what nobody observed of it, why its numbers need care, and what it should have kept. */
function doubts({ manifest, summary }: ReportedRun): string[] {
	const { trust, thresholds, measures, stack } = manifest;
	const loss = lossText(manifest);
	const unknown = unknownText([manifest]);
	const open = unknownProperties(manifest.verdicts).length;
	const all = Object.keys(manifest.verdicts).length;
	return [
		...(loss === null ? [] : [loss]),
		...(unknown === null
			? []
			: [
					`UNKNOWN of ${open} of ${all} safety properties whether ${open === 1 ? "it" : "they"} held: ${unknown}`,
				]),
		...(trust?.reasons ?? []).map((why) => `UNTRUSTED: ${why}`),
		...(measures?.windows ?? [])
			.filter(({ steady }) => steady === null)
			.map(({ fault }) => `never steady again after ${fault}`),
		...witnessSentences(windowRows(measures?.windows ?? [], summary.zero), {
			onlyDoubts: true,
		}),
		...(thresholds ?? []).filter(({ held }) => !held).map(thresholdSentence),
	].map((doubt) => `${stack}, run ${manifest.id}: ${doubt}`);
}

/** Why the verdicts of some runs aren't known, in one line. */
function unknownOf(runs: readonly ReportedRun[]): string[] {
	const open = runs.filter(
		({ manifest }) => unknownProperties(manifest.verdicts).length > 0,
	);
	const reasons = unknownText(open.map(({ manifest }) => manifest));
	return reasons === null
		? []
		: [`UNKNOWN in ${open.length} of ${runs.length} of them: ${reasons}`];
}

function rowLabels(measures: readonly Measure[]): string[] {
	return [
		"",
		"run",
		"status",
		...Object.values(verdictLabels),
		...measures.map(({ label, unit }) =>
			unit === "" ? label : `${label} [${unit}]`,
		),
	];
}

function column(run: ReportedRun, measures: readonly Measure[]): string[] {
	const { manifest, summary } = run;
	const verdicts = Object.keys(verdictLabels) as (keyof typeof verdictLabels)[];
	return [
		markedStack(manifest),
		manifest.id,
		statusText(run),
		...verdicts.map((name) => verdictText(manifest.verdicts[name])),
		...measures.map(({ cell }) => cell(summary)),
	];
}

function olderRuns(runs: readonly ReportedRun[]): string {
	if (runs.length === 0) return "";
	const headed = measuresOf(runs).flatMap(({ heading, cell }) =>
		heading === undefined ? [] : [{ heading, cell }],
	);
	return alignedRows(
		[
			["stack", ...runs.map(({ manifest }) => markedStack(manifest))],
			["run", ...runs.map(({ manifest }) => manifest.id)],
			["protocol", ...runs.map(({ manifest }) => shortProtocolName(manifest))],
			["status", ...runs.map(statusText)],
			[
				"safety",
				...runs.map(({ manifest }) => verdictText(overall(manifest.verdicts))),
			],
			...headed.map(({ heading, cell }) => [
				heading,
				...runs.map(({ summary }) => cell(summary)),
			]),
		],
		5,
	);
}

function section(title: string, lines: readonly string[]): string[] {
	if (lines.length === 0) return [];
	return [(title === "" ? lines : [title, ...lines]).join("\n")];
}
