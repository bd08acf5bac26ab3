import { max, median, min } from "d3-array";
import { counted } from "../../counted.ts";
import type { FaultTime } from "../../digest/rows.ts";
import { modesInOrder } from "../../modesInOrder.ts";
import type { LegendEntry } from "../frame.ts";
import { modeStyle, mutedInk } from "../palette.ts";
import { type Panel, panelFigure, panelWidthPixels } from "../panels.ts";
import type { Picture, PictureContext } from "../pictures.ts";
import {
	type Reference,
	referenceLegend,
	referenceMarginRight,
	referenceMarks,
	referenceText,
	referenceValues,
} from "../referenceRange.ts";
import { type VerticalScale, verticalScale } from "../verticalScale.ts";
import { timeAxis, valueAxis } from "./axes.ts";
import { oneModeRemark, pictureCaptions } from "./captions.ts";
import {
	faultLabelRowHeight,
	faultLegend,
	faultMarks,
	faultSentences,
	faultsOfMode,
	labelRows,
	placeFaults,
} from "./faultMarks.ts";
import { type OverRuns, overRuns, type Reading, runsOf } from "./overRuns.ts";
import { panelHeading } from "./panelHeading.ts";
import { exact, moment, readable } from "./readable.ts";
import {
	bandOpacity,
	besideDash,
	besideMarks,
	hoverMarks,
	seriesMarks,
} from "./seriesMarks.ts";
import { shownSizes } from "./shownSizes.ts";
import { sizeLegend, sizeStyle } from "./sizeStyle.ts";

/** A quantity over run time in the study's layout: a panel for each mode, a line for each of two sizes. */
export type TimeFigure = {
	name: string;
	title: string;
	/** What one run's value is: `each run's median (p50) of …`. */
	subtitle: string;
	/** Quantity of the vertical axis, and the unit of all values. */
	quantity: string;
	unit: "ms" | "MB";
	readings: readonly Reading[];
	/** The same of something that is to be seen beside it, drawn thin. */
	beside?: { label: string; readings: readonly Reading[] };
	/** What the study says of a mode; `faultSeconds` is its first fault here. */
	references: (mode: string, faultSeconds: number | null) => Reference[];
	/** Part of the run time that is shown; all of it unless given. */
	domain?: readonly [number, number];
	/** Further captions. */
	remarks?: readonly string[];
};

type Drawn = {
	mode: string;
	points: readonly OverRuns[];
	beside: readonly OverRuns[];
	faults: readonly FaultTime[];
	references: readonly Reference[];
};

const plotHeight = 250;
const marginBottom = 44;
const marginLeft = 62;
const bareMarginRight = 18;

/** @returns the picture; for no readings, one that says so */
export function timeFigure(
	figure: TimeFigure,
	context: PictureContext,
): Picture {
	const domain = figure.domain ?? ([0, context.durationSeconds] as const);
	const { sizes, remark } = shownSizes(figure.readings);
	const shown = (readings: readonly Reading[]) =>
		overRuns(
			readings.filter(
				({ replicas, seconds }) =>
					sizes.includes(replicas) &&
					seconds >= domain[0] &&
					seconds <= domain[1],
			),
		);
	const points = shown(figure.readings);
	const beside = shown(figure.beside?.readings ?? []);
	const modes = modesInOrder(points.map(({ mode }) => mode));
	const drawn = modes.map((mode): Drawn => {
		const faults = faultsOfMode(context.faultTimes, mode);
		return {
			mode,
			points: points.filter((point) => point.mode === mode),
			beside: beside.filter((point) => point.mode === mode),
			faults,
			references: figure.references(mode, faults[0]?.startSeconds ?? null),
		};
	});
	const referenced = drawn.some(({ references }) => references.length > 0);
	const scale = verticalScale([
		...[...points, ...beside].flatMap(({ low, median, high }) => [
			low,
			median,
			high,
		]),
		...drawn.flatMap(({ references }) => referenceValues(references)),
	]);
	const id = `${context.idPrefix}-${figure.name}`;
	const alternative = inWords(figure, sizes, drawn, domain);
	const remarks = [
		...faultSentences(drawn),
		...(figure.remarks ?? []),
		oneModeRemark(modes),
	];
	const svg = panelFigure({
		id,
		title: `${figure.title}: ${context.protocolName}`,
		subtitle: [figure.subtitle, bandSentence(points), remark]
			.filter(Boolean)
			.join(" "),
		description: alternative,
		legend: legend(figure, sizes, drawn, points, beside),
		captions: pictureCaptions(context, {
			logarithmic: points.length > 0 && scale.type === "log",
			references: referenced,
			remarks,
		}),
		hatched: referenced,
		panels: panels(drawn, { id, figure, sizes, scale, domain, referenced }),
	});
	return {
		name: figure.name,
		title: figure.title,
		svg,
		alternative,
		table: {
			columns: [
				"mode",
				"replicas",
				"shown",
				"run time (s)",
				`median over the runs (${figure.unit})`,
				`smallest run (${figure.unit})`,
				`largest run (${figure.unit})`,
				"runs",
			],
			rows: [
				...points.map((point) => row(figure.quantity, point)),
				...beside.map((point) => row(figure.beside?.label ?? "", point)),
			],
		},
	};
}

function row(what: string, point: OverRuns): (string | number)[] {
	const { mode, replicas, seconds, median, low, high, runs } = point;
	return [
		mode,
		replicas,
		what,
		exact(seconds),
		exact(median),
		exact(low),
		exact(high),
		runs,
	];
}

function panels(
	drawn: readonly Drawn[],
	{
		id,
		figure,
		sizes,
		scale,
		domain,
		referenced,
	}: {
		id: string;
		figure: TimeFigure;
		sizes: readonly number[];
		scale: VerticalScale;
		domain: readonly [number, number];
		referenced: boolean;
	},
): Panel[] {
	const marginRight = referenced ? referenceMarginRight : bareMarginRight;
	const plotWidth =
		panelWidthPixels(drawn.length > 1 ? 2 : 1) - marginLeft - marginRight;
	const placed = drawn.map(({ faults }) =>
		placeFaults(faults, domain, plotWidth),
	);
	const rows = Math.max(0, ...placed.map(labelRows));
	const marginTop = 8 + rows * faultLabelRowHeight;
	return drawn.map(({ mode, points, beside, references }, i) => {
		const series = sizes.map((size, position) => ({
			style: sizeStyle(mode, position),
			points: points.filter(({ replicas }) => replicas === size),
			beside: beside.filter(({ replicas }) => replicas === size),
		}));
		return {
			heading: panelHeading(
				i,
				mode,
				sizes.map((size) => [size, runsOf(figure.readings, mode, size)]),
			),
			plot: {
				height: marginTop + plotHeight + marginBottom,
				marginTop,
				marginRight,
				marginBottom,
				marginLeft,
				x: timeAxis(domain),
				y: { type: scale.type, domain: scale.domain },
				marks: [
					faultMarks(placed[i] ?? []),
					valueAxis(scale, `${figure.quantity} (${figure.unit})`),
					referenceMarks(references, {
						figureId: id,
						domain,
						scale,
						plotHeightPixels: plotHeight,
					}),
					series.map((each) => besideMarks(each.beside, each.style)),
					series.map((each) => seriesMarks(each.points, each.style)),
					hoverMarks(beside, figure.unit, figure.beside?.label ?? ""),
					hoverMarks(points, figure.unit, figure.quantity),
				],
			},
		};
	});
}

function bandSentence(points: readonly OverRuns[]): string {
	if (points.length === 0) return "";
	return points.some(({ runs }) => runs > 1)
		? "Line: median over the runs; band: from the smallest to the largest run."
		: "Each line is a single run, so no spread is shown.";
}

function legend(
	{ beside }: TimeFigure,
	sizes: readonly number[],
	drawn: readonly Drawn[],
	points: readonly OverRuns[],
	besidePoints: readonly OverRuns[],
): LegendEntry[] {
	const entries = sizeLegend(sizes);
	if (points.some(({ runs }) => runs > 1)) {
		entries.push({
			label: "range over the runs",
			key: { kind: "band", fill: mutedInk, opacity: bandOpacity * 1.5 },
		});
	}
	if (beside !== undefined && besidePoints.length > 0) {
		entries.push({
			label: beside.label,
			key: { kind: "line", color: mutedInk, dash: besideDash },
		});
	}
	if (drawn.some(({ faults }) => faults.length > 0)) entries.push(faultLegend);
	if (drawn.some(({ references }) => references.length > 0)) {
		entries.push(referenceLegend);
	}
	return entries;
}

function inWords(
	{ title, quantity, unit, beside }: TimeFigure,
	sizes: readonly number[],
	drawn: readonly Drawn[],
	[from, to]: readonly [number, number],
): string {
	if (drawn.length === 0) return `${title}: no values were recorded.`;
	const sentences = [
		`${title} from ${moment(from)} to ${moment(to)} of run time, ${counted(drawn.length, "panel")}, one for each mode.`,
	];
	for (const { mode, points, beside: own, references } of drawn) {
		const { label } = modeStyle(mode);
		for (const size of sizes) {
			const ofSize = (all: readonly OverRuns[]) =>
				all.filter(({ replicas }) => replicas === size);
			const main = extent(ofSize(points), unit);
			if (main === null) continue;
			const other = extent(ofSize(own), unit);
			sentences.push(
				`${label}, ${size} replicas: ${quantity} ${main}${other === null ? "" : `; ${beside?.label} ${other}`}.`,
			);
		}
		const studySays = referenceText(references);
		if (studySays !== "") sentences.push(`For ${label}, ${studySays}.`);
	}
	return [...sentences, ...faultSentences(drawn)].join(" ");
}

/** For example `45.1 ms half of the time or less, between 40.2 and 60.4 ms (at 62.5 s), over 3 runs`. */
function extent(points: readonly OverRuns[], unit: string): string | null {
	const middle = median(points, (point) => point.median);
	if (middle === undefined) return null;
	const lowest = min(points, (point) => point.median) as number;
	const highest = max(points, (point) => point.median) as number;
	const at = points.find((point) => point.median === highest)?.seconds ?? 0;
	const runs = max(points, (point) => point.runs) as number;
	return `${readable(middle)} ${unit} in the middle, lowest ${readable(lowest)}, highest ${readable(highest)} ${unit} at ${moment(at)} (${counted(runs, "run")})`;
}
