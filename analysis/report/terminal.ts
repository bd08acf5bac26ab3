import {
	type Measure,
	measuresOf,
	overall,
	protocolName,
	verdictLabels,
	verdictText,
} from "./measures.ts";
import type { Report, ReportedRun } from "./report.ts";

const gap = "  ";

/**
 * The summary as text for a terminal: a column for the newest run of each stack, as many side by side as fit; then a line for
 * each older run.
 *
 * @param widthColumns of the terminal; a single run may need more
 */
export function terminalTable(report: Report, widthColumns = 100): string {
	const measures = measuresOf(report.newest);
	const labels = rowLabels(measures);
	const labelWidth = Math.max(...labels.map((label) => label.length));
	const columns = report.newest.map((run) => column(run, measures));
	const blocks = inBlocks(columns, widthColumns - labelWidth).map((block) =>
		alignedRows([labels, ...block]),
	);
	const older = olderRuns(report.older);
	const notes = report.newest.flatMap(({ manifest }) =>
		manifest.status === "complete"
			? []
			: [
					`${manifest.stack}, run ${manifest.id} is INCOMPLETE: ${manifest.incompleteBecause.join("; ")}`,
				],
	);
	const caveats = report.newest.flatMap(({ manifest }) => [
		...(manifest.trust?.reasons ?? []).map(
			(reason) => `${manifest.stack}: not to be trusted: ${reason}`,
		),
		...(manifest.measures?.windows ?? [])
			.filter(({ steady }) => steady === null)
			.map(
				({ fault }) => `${manifest.stack}: never steady again after ${fault}`,
			),
	]);
	const standIns = new Set(
		report.newest.flatMap(({ manifest }) =>
			manifest.standIns.map(
				({ name, standsInFor }) => `${name} stands in for ${standsInFor}`,
			),
		),
	);
	return [
		...blocks,
		...section("", notes),
		...section("", caveats),
		...section("Stand-ins:", [...standIns]),
		...section("Older runs:", older === "" ? [] : [older]),
		...section("Could not be read:", report.problems),
	].join("\n\n");
}

/**
 * Lines of a table from its columns, every cell as wide as its column: the first one to the left, the others to the
 * right. Shorter columns are filled up.
 */
export function alignedRows(
	columns: readonly (readonly string[])[],
	leftAligned = 1,
): string {
	const height = Math.max(0, ...columns.map((cells) => cells.length));
	const widths = columns.map(widthOf);
	return Array.from({ length: height }, (_, row) =>
		columns
			.map((cells, i) => {
				const cell = cells[row] ?? "";
				const width = widths[i] ?? 0;
				return i < leftAligned ? cell.padEnd(width) : cell.padStart(width);
			})
			.join(gap)
			.trimEnd(),
	).join("\n");
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

function column(
	{ manifest, summary }: ReportedRun,
	measures: readonly Measure[],
): string[] {
	const verdicts = Object.keys(verdictLabels) as (keyof typeof verdictLabels)[];
	return [
		manifest.stack,
		manifest.id,
		status(manifest.status),
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
			["stack", ...runs.map(({ manifest }) => manifest.stack)],
			["run", ...runs.map(({ manifest }) => manifest.id)],
			["protocol", ...runs.map(({ manifest }) => protocolName(manifest))],
			["status", ...runs.map(({ manifest }) => status(manifest.status))],
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

function status(value: "complete" | "incomplete"): string {
	return value === "complete" ? value : "INCOMPLETE";
}

function section(title: string, lines: readonly string[]): string[] {
	if (lines.length === 0) return [];
	return [(title === "" ? lines : [title, ...lines]).join("\n")];
}

function inBlocks(
	columns: readonly string[][],
	widthColumns: number,
): string[][][] {
	const blocks: string[][][] = [];
	let room = 0;
	for (const cells of columns) {
		const width = widthOf(cells) + gap.length;
		const block = blocks.at(-1);
		if (block === undefined || width > room) {
			blocks.push([cells]);
			room = widthColumns - width;
		} else {
			block.push(cells);
			room -= width;
		}
	}
	return blocks;
}

function widthOf(cells: readonly string[]): number {
	return Math.max(0, ...cells.map((cell) => cell.length));
}
