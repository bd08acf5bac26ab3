import { counted } from "../../counted.ts";
import type { RecoveryRow } from "../../digest/rows.ts";
import type { LegendEntry } from "../frame.ts";
import { ink } from "../palette.ts";
import { panelFigure } from "../panels.ts";
import type { Picture, PictureContext } from "../pictures.ts";
import { readable } from "../study/readable.ts";
import { type CellOf, cellsOf, medianKnown } from "./cells.ts";
import { nothingToDraw } from "./nothing.ts";
import { partStyles } from "./partStyles.ts";
import { captionsOf } from "./remarks.ts";
import { partialPath, pointPath, stackedBars } from "./stackedBars.ts";
import { tableValue } from "./tableValue.ts";

type Part = "untilStarted" | "termination" | "replacement" | "start" | "ready";

/** In order of time. */
const partLabels: Readonly<Record<Part, string>> = {
	untilStarted: "termination and replacement",
	termination: "termination",
	replacement: "replacement",
	start: "start",
	ready: "first acknowledged update",
};
const allParts = Object.keys(partLabels) as Part[];

const name = "recovery-parts";

/** The way back in one run: medians over its deleted Pods, in seconds. */
type RunRecovery = {
	run: string;
	total: number | null;
	parts: Record<Part, number | null>;
	deleted: number;
	lost: number;
};

/** Where the time goes until a deleted Pod persists again: medians over the runs of each mode at each size, every run's whole as a point. */
export function recoveryParts(
	rows: readonly RecoveryRow[],
	context: PictureContext,
): Picture {
	const title = `RTO in parts: ${context.protocolName}`;
	const cells = cellsOf(rows).map((cell) => ({
		...cell,
		recoveries: alike(cell.runs).map(({ run, rows }) => recoveryOf(run, rows)),
	}));
	const together = rows.some(({ untilStarted }) => untilStarted !== null);
	const parts = allParts.filter((part) => part !== "untilStarted" || together);
	const columns = [
		"mode",
		"replicas",
		"run",
		"RTO (s)",
		...parts.map((part) => `${partLabels[part]} (s)`),
		"deleted Pods",
		"never came back",
	];
	if (cells.length === 0) {
		return nothingToDraw(
			{ name, title, columns },
			"No Pod was deleted in these runs, so none had to come back.",
			context,
		);
	}
	// What is shown but rarely comes last: the others keep their colours.
	const styles = partStyles([...allParts.slice(1), "untilStarted"]);
	const withLosses = cells.some(({ recoveries }) =>
		recoveries.some(({ lost }) => lost > 0),
	);
	const alternative = cells.map(sentenceOf).join(" ");
	const shown = parts.filter((part) =>
		cells.some(({ recoveries }) =>
			recoveries.some((recovery) => recovery.parts[part] !== null),
		),
	);
	const legend: LegendEntry[] = [
		...shown.map((part) => ({
			label: partLabels[part],
			key: {
				kind: "band" as const,
				fill: styles.get(part)?.fill ?? ink,
				opacity: 1,
			},
		})),
		{
			label: "RTO of a run",
			key: { kind: "marker", path: pointPath, color: ink },
		},
		...(withLosses
			? [
					{
						label: "… in which a Pod never came back: the others' RTO",
						key: { kind: "cross" as const, path: partialPath, color: ink },
					},
				]
			: []),
	];
	const svg = panelFigure({
		id: `${context.idPrefix}-${name}`,
		title,
		subtitle:
			"From the deletion of a Pod to the first acknowledged update of its successor. Bars: medians over the runs; a run counts with the median over its deleted Pods.",
		description: alternative,
		legend,
		captions: captionsOf(context, rows, [
			"Termination: until the last container of the deleted Pod ended. Replacement: from there until the first container of its successor runs. Start: from there until the method answers it for the first time. Medians of the parts need not add up to the median of the whole.",
			together
				? "Where some run of a bar doesn't tell termination from replacement, both are one part."
				: null,
			withLosses
				? "Pods that never came back are counted at the left; they have no time."
				: null,
		]),
		panels: [
			{
				heading: "",
				plot: stackedBars({
					styles,
					axis: "time since the deletion (seconds)",
					widthShare: 1,
					bars: cells.map(({ key, label, recoveries }) => ({
						key,
						label: `${label}\n${lineBelow(recoveries)}`,
						segments: parts.flatMap((part) => {
							const value = medianKnown(
								recoveries.map((recovery) => recovery.parts[part]),
							);
							return value === null
								? []
								: [
										{
											part,
											value,
											title: `${label}, ${partLabels[part]}: ${readable(value)} s (median of ${counted(recoveries.length, "run")})`,
										},
									];
						}),
						points: recoveries.flatMap(({ run, total, lost }) =>
							total === null
								? []
								: [
										{
											value: total,
											title: `${run}: ${readable(total)} s${lost === 0 ? "" : `, ${counted(lost, "Pod")} never came back`}`,
											partial: lost > 0,
										},
									],
						),
					})),
				}),
			},
		],
	});
	return {
		name,
		title,
		svg,
		alternative,
		table: {
			columns,
			rows: cells.flatMap(({ mode, replicas, recoveries }) => [
				...recoveries.map((recovery) => [
					mode,
					replicas,
					recovery.run,
					tableValue(recovery.total),
					...parts.map((part) => tableValue(recovery.parts[part])),
					recovery.deleted,
					recovery.lost,
				]),
				[
					mode,
					replicas,
					"median of the runs",
					tableValue(medianKnown(recoveries.map(({ total }) => total))),
					...parts.map((part) =>
						tableValue(medianKnown(recoveries.map(({ parts }) => parts[part]))),
					),
					...totals(recoveries),
				],
			]),
		},
	};
}

/** Runs whose rows have the same parts: the first two together, where any doesn't tell them apart. */
function alike(
	runs: CellOf<RecoveryRow>["runs"],
): { run: string; rows: RecoveryRow[] }[] {
	const areSplit = runs.every(({ rows }) =>
		rows.every(({ untilStarted }) => untilStarted === null),
	);
	return runs.map(({ run, rows }) => ({
		run,
		rows: areSplit ? [...rows] : rows.map(unsplit),
	}));
}

function unsplit(row: RecoveryRow): RecoveryRow {
	const { termination, replacement, untilStarted } = row;
	return {
		...row,
		termination: null,
		replacement: null,
		untilStarted:
			termination === null || replacement === null
				? untilStarted
				: termination + replacement,
	};
}

function recoveryOf(run: string, rows: readonly RecoveryRow[]): RunRecovery {
	const of = (field: Part | "total") =>
		medianKnown(rows.map((row) => row[field]));
	return {
		run,
		total: of("total"),
		parts: {
			untilStarted: of("untilStarted"),
			termination: of("termination"),
			replacement: of("replacement"),
			start: of("start"),
			ready: of("ready"),
		},
		deleted: rows.length,
		lost: rows.filter(({ total }) => total === null).length,
	};
}

function totals(recoveries: readonly RunRecovery[]): [number, number] {
	let [deleted, lost] = [0, 0];
	for (const recovery of recoveries) {
		deleted += recovery.deleted;
		lost += recovery.lost;
	}
	return [deleted, lost];
}

function lineBelow(recoveries: readonly RunRecovery[]): string {
	const [deleted, lost] = totals(recoveries);
	const runs = counted(recoveries.length, "run");
	return lost === 0
		? runs
		: `${runs}, ${lost} of ${counted(deleted, "Pod")} never came back`;
}

function sentenceOf({
	label,
	recoveries,
}: CellOf<RecoveryRow> & { recoveries: readonly RunRecovery[] }): string {
	const total = medianKnown(recoveries.map(({ total }) => total));
	const inParts = allParts.flatMap((part) => {
		const value = medianKnown(recoveries.map(({ parts }) => parts[part]));
		return value === null ? [] : [`${partLabels[part]} ${readable(value)} s`];
	});
	const rto =
		total === null
			? "no Pod came back"
			: `median RTO ${readable(total)} s; ${inParts.join(", ")}`;
	return `${label} (${lineBelow(recoveries)}): ${rto}.`;
}
