import { isToBlame } from "../collect/verdicts.ts";
import { counted } from "../counted.ts";
import { standInStoreModes, studyStore } from "../standInStore.ts";
import {
	nextStep,
	nextStepText,
	secondsPerRun,
} from "../statistics/nextStep.ts";
import { differences } from "./differences.ts";
import { headlines } from "./headlines.ts";
import { overall, verdictLabels } from "./measures.ts";
import type { IncludedRun, ReportedCell, ReportedGroup } from "./report.ts";
import { unknownProperties, unknownText } from "./unknowns.ts";
import { violatedProperties } from "./verdictCounts.ts";
import { listed } from "./words.ts";

type Group = Pick<ReportedGroup, "cells" | "comparisons" | "protocol"> & {
	tables: Pick<ReportedGroup["tables"], "windows" | "recoveries">;
};

/**
 * What all runs of a group together say, as the sentences of one paragraph: whether the methods kept what they must, which
 * one is better at what and how sure that is, and what the runs don't suffice to tell.
 */
export function findings({
	cells,
	comparisons,
	protocol,
	tables,
}: Group): string[] {
	return [
		...cells.flatMap(violationsOf),
		...safetyHeld(cells),
		...cells.flatMap(unknownIn),
		...cells.flatMap((cell) => unrecovered(cell, tables)),
		...leftOut(cells),
		...differences(comparisons),
		...notRanked(cells),
		...surer({ cells, comparisons, protocol }),
		...notCompared(cells, comparisons),
	];
}

/** What to do next, where something is open that more runs can decide. */
function surer({
	cells,
	comparisons,
	protocol,
}: Pick<Group, "cells" | "comparisons" | "protocol">): string[] {
	const starts = cells.flatMap(({ runs }) =>
		runs.map(({ facts }) => facts.start),
	);
	const ordered = headlines.flatMap((metric) =>
		comparisons.filter((each) => each.metric === metric),
	);
	const step = nextStep(ordered, protocol, secondsPerRun(starts, protocol));
	return step === null ? [] : [nextStepText(step)];
}

function nameOf({ mode, replicas }: ReportedCell): string {
	return `${mode} at ${counted(replicas, "replica")}`;
}

/** Runs that are left out for their numbers are still runs that violated safety. */
function violationsOf(cell: ReportedCell): string[] {
	return [
		{ runs: cell.runs, which: "runs" },
		{ runs: cell.excluded, which: "runs that the statistics leave out" },
	].flatMap(({ runs, which }) => {
		const broken = runs.map(({ facts }) => violatedProperties(facts.verdicts));
		const violated = broken.filter(({ length }) => length > 0);
		if (violated.length === 0) return [];
		const blame = runs.some(({ facts }) => isToBlame(facts));
		const properties = [...new Set(violated.flat())].map(
			(property) => verdictLabels[property],
		);
		return [
			`${blame ? "Safety" : "As is expected, safety"} was violated by ${nameOf(cell)} in ${violated.length} of ${runs.length} ${which}; not kept: ${listed(properties)}.`,
		];
	});
}

/** Said only of cells in whose runs every property was shown to hold. */
function safetyHeld(cells: readonly ReportedCell[]): string[] {
	const used = cells.filter(({ runs }) => runs.length > 0);
	const holding = used.filter(({ runs }) => runs.every(isHolding));
	if (holding.length === 0) return [];
	const whose =
		holding.length === used.length ? "" : ` of ${listed(holding.map(nameOf))}`;
	const which = holding.some(({ excluded }) => !excluded.every(isHolding))
		? " that the statistics use"
		: "";
	const count = holding.reduce((sum, { runs }) => sum + runs.length, 0);
	const runs = count === 1 ? "the one run" : `all ${count} runs`;
	return [`All safety properties held in ${runs}${whose}${which}.`];
}

function isHolding({ facts }: IncludedRun): boolean {
	return overall(facts.verdicts) === "holds";
}

/** What isn't known isn't shown to hold, and a reader is told what nobody observed. */
function unknownIn(cell: ReportedCell): string[] {
	return [
		{ runs: cell.runs, which: "" },
		{ runs: cell.excluded, which: " that the statistics leave out" },
	].flatMap(({ runs, which }) => {
		const open = runs.filter(
			({ facts }) => unknownProperties(facts.verdicts).length > 0,
		);
		const reasons = unknownText(open.map(({ facts }) => facts));
		if (reasons === null) return [];
		return [
			`In ${open.length} of ${counted(runs.length, "run")} of ${nameOf(cell)}${which} it isn't known of every safety property whether it held: ${reasons}`,
		];
	});
}

/** What no number tells: a run in which it never ended has none for how long it took. */
function unrecovered(
	cell: ReportedCell,
	{ windows, recoveries }: Group["tables"],
): string[] {
	const isOfCell = ({ mode, replicas }: { mode: string; replicas: number }) =>
		mode === cell.mode && replicas === cell.replicas;
	const runsIn = (rows: readonly { run: string }[]) =>
		new Set(rows.map(({ run }) => run)).size;
	const gone = runsIn(
		recoveries.filter((row) => isOfCell(row) && row.total === null),
	);
	const unsteady = runsIn(
		windows.filter((row) => isOfCell(row) && row.windowSeconds === null),
	);
	const which = (count: number) =>
		`In ${count} of ${counted(cell.runs.length, "run")} of ${nameOf(cell)}`;
	return [
		...(gone > 0
			? [
					`${which(gone)} a deleted Pod persisted nothing again while the run lasted; of these only a lower bound of the RTO is known, and they rank behind all others.`,
				]
			: []),
		...(unsteady > 0
			? [
					`${which(unsteady)} the system was not steady again before the run ended.`,
				]
			: []),
	];
}

function leftOut(cells: readonly ReportedCell[]): string[] {
	const excluded = cells.reduce((sum, cell) => sum + cell.excluded.length, 0);
	if (excluded === 0) return [];
	const all = cells.reduce((sum, { runs }) => sum + runs.length, excluded);
	return [
		`The statistics leave out ${excluded} of ${counted(all, "run")}, for reasons given below.`,
	];
}

/** Which modes the comparisons of latency, processor time and memory leave out. */
function notRanked(cells: readonly ReportedCell[]): string[] {
	const modes = standInStoreModes(cells);
	if (modes.length === 0) return [];
	return [
		`Latencies, processor time and memory of ${listed(modes)} are compared with no other's: the store is a stand-in for ${studyStore}.`,
	];
}

/** Why no two modes stand beside each other. */
function notCompared(
	cells: readonly ReportedCell[],
	comparisons: ReportedGroup["comparisons"],
): string[] {
	if (comparisons.length > 0) return [];
	const modes = [
		...new Set(
			cells.filter(({ runs }) => runs.length > 0).map(({ mode }) => mode),
		),
	];
	const [only] = modes;
	if (only === undefined) {
		return ["No run is left to make statistics of."];
	}
	return modes.length === 1
		? [`Only the mode ${only} was run, so nothing is compared.`]
		: [
				`The modes ${listed(modes)} have no size in common, so nothing is compared.`,
			];
}
