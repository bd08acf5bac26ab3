import { group } from "d3-array";
import { counted } from "../../schema/counted.ts";
import { lossText } from "../collect/loss.ts";
import { overall } from "../collect/verdicts.ts";
import { headlines, metrics } from "../digest/metrics.ts";
import { hasStandInStore, markedStack, storeMarkInBrief } from "../standInStore.ts";
import { type Answers, answersOf } from "./answers.ts";
import { numberOf } from "./page.ts";
import type { Report, ReportedGroup, ReportedRun } from "./report.ts";
import { thresholdSentence } from "./sentences.ts";
import { alignedBlocks, alignedRows } from "./textTable.ts";
import { unknownProperties, unknownText } from "./unknowns.ts";
import { nothing, verdictText } from "./values.ts";
import { windowRows, witnessColumns, witnessSentences } from "./windows.ts";

/**
 * The report as text for a terminal: what the runs answer first, then the numbers. Of single runs
 * only the table, and below it what so few runs allow to say.
 *
 * @param widthColumns of the terminal
 */
export function terminalText(report: Report, widthColumns = 100): string {
	const { groups, runs, problems, failed } = report;
	const newest = newestOfEach(runs);
	const single = runs.length === newest.length;
	const answers = groups.map((each) => ({ group: each, answers: answersOf(each) }));
	const told = answers.flatMap(({ group, answers }) => {
		const heading = groups.length > 1 ? `${group.name}:` : "";
		return [
			[heading, ...(single ? sentencesOfSingles(group, answers) : linesOf(answers))]
				.filter((line) => line !== "")
				.join("\n"),
		];
	});
	const table = [
		runTable(newest, widthColumns),
		...(newest.some(({ manifest }) => hasStandInStore(manifest)) ? [storeMarkInBrief] : []),
	].join("\n");
	const faults = faultTable(newest);
	const notes = [
		...flaws(newest),
		...newest.flatMap(doubts),
		...(failed.length > 0 ? [`${counted(failed.length, "run")} of sweeps left no results: see the report.`] : []),
		...problems,
	];
	return (single ? [table, faults, notes.join("\n"), ...told] : [...told, table, faults, notes.join("\n")])
		.filter((part) => part !== "")
		.join("\n\n");
}

/** Safety, one line a question, needs, and what would make it surer. */
function linesOf({ safety, limits, findings, needs, surer }: Answers): string[] {
	return [
		`Safety: ${safety.sentences.join(" ")}`,
		...limits,
		...findings.map(({ text, interval, sure }) => `${[text, interval].filter(Boolean).join(" ")}: ${sure}`),
		...(needs.rows.length === 0
			? []
			: [
					"",
					alignedRows(
						[
							["If nothing may be lost, and you want", ...needs.rows.map(({ need }) => need)],
							...needs.sizes.map((size, i) => [
								counted(size, "replica"),
								...needs.rows.map(
									({ choices }) => `${choices[i]?.text} ${choices[i]?.sureness === "shown" ? "✓" : "?"}`,
								),
							]),
						],
						1 + needs.sizes.length,
					),
				]),
		...(surer === null ? [] : [`Surer: ${surer.command} (about ${surer.minutes} min): ${surer.sentence}.`]),
	];
}

/**
 * Three sentences: what was kept, how far apart the runs lie, and what would tell a method from
 * chance.
 */
function sentencesOfSingles({ untrusted }: ReportedGroup, { safety, findings, surer }: Answers): string[] {
	const apart = findings.filter(({ sureness }) => sureness === "single").slice(0, 2);
	const numbers = apart.map(({ text }) => text);
	return [
		safety.sentences.join(" "),
		numbers.length === 0
			? "Nothing stands beside another method here, so nothing is compared."
			: `In this one run of each${untrusted ? ", not to be trusted," : ""} ${numbers.join(", and ")}; one run of each can't tell a method from chance.`,
		surer === null ? "More runs would say more." : `To be surer: ${surer.command} (about ${surer.minutes} minutes).`,
	].map((sentence) => sentence.replace(/^./, (first) => first.toUpperCase()));
}

function newestOfEach(runs: readonly ReportedRun[]): ReportedRun[] {
	return [...group(runs, ({ manifest }) => `${manifest.stack} ${JSON.stringify(manifest.protocol)}`).values()].map(
		([newest]) => newest as ReportedRun,
	);
}

function runTable(runs: readonly ReportedRun[], widthColumns: number): string {
	return alignedBlocks(
		[
			"newest run of",
			"",
			"record",
			"safety",
			...headlines.map((metric) => `${metrics[metric].label} [${metrics[metric].unit}]`),
		],
		runs.map((run) => [
			markedStack(run.manifest),
			run.manifest.protocol.name,
			run.flaw === null ? "complete" : run.used ? "FLAWED, used" : "LEFT OUT",
			verdictText(overall(run.manifest.verdicts)),
			...headlines.map((metric) => numberOf(run, metric)),
		]),
		widthColumns,
	);
}

function flaws(runs: readonly ReportedRun[]): string[] {
	return runs.flatMap(({ name, flaw }) => (flaw === null ? [] : [`${name}: ${flaw}`]));
}

/**
 * A row for each fault: whether it bit and was undone, as a witness says. Empty where no witness is
 * known.
 */
function faultTable(runs: readonly ReportedRun[]): string {
	const rows = runs.flatMap(({ manifest }) => windowsOf(manifest).map((row) => [manifest.stack, row] as const));
	const isSaid = rows.some(([, row]) => witnessColumns.some(({ cell }) => cell(row) !== nothing));
	if (!isSaid) return "";
	return alignedRows(
		[
			["stack", ...rows.map(([stack]) => stack)],
			["fault", ...rows.map(([, { fault }]) => fault)],
			...witnessColumns.map(({ heading, cell }) => [heading, ...rows.map(([, row]) => cell(row))]),
		],
		2,
	);
}

function windowsOf({ measures, start }: ReportedRun["manifest"]) {
	return windowRows(measures?.windows ?? [], Date.parse(start) / 1000);
}

/** What a run lost, what nobody observed of it, and what it should have kept. */
function doubts({ name, manifest }: ReportedRun): string[] {
	const loss = lossText(manifest);
	const unknown = unknownText([manifest]);
	const open = unknownProperties(manifest.verdicts).length;
	const all = Object.keys(manifest.verdicts).length;
	return [
		...(loss === null ? [] : [loss]),
		...(unknown === null
			? []
			: [`UNKNOWN of ${open} of ${all} safety properties whether ${open === 1 ? "it" : "they"} held: ${unknown}`]),
		...(manifest.measures?.windows ?? [])
			.filter(({ steady }) => steady === null)
			.map(({ fault }) => `never back after ${fault}`),
		...witnessSentences(windowsOf(manifest), { onlyDoubts: true }),
		...(manifest.thresholds ?? []).filter(({ held }) => !held).map(thresholdSentence),
	].map((doubt) => `${name}: ${doubt}`);
}
