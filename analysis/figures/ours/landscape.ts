import { counted } from "../../counted.ts";
import type { Kept } from "../../digest/kept.ts";
import { metrics } from "../../digest/metrics.ts";
import type { MetricName, MetricRow, View } from "../../digest/rows.ts";
import type { Estimate } from "../../statistics/comparison.ts";
import { type RunValue, runValues } from "../../statistics/runValues.ts";
import { symbolPaths } from "../palette.ts";
import { modeStyle, type Panel, panelFigure } from "../panels.ts";
import type { Picture, PictureContext } from "../pictures.ts";
import { type CellOf, cellsOf, modesOf, sizesOf } from "./cells.ts";
import { costScale } from "./costScale.ts";
import {
	landscapePlot,
	type Place,
	type RunPoint,
	withInterval,
} from "./landscapePlot.ts";
import { nothingToDraw } from "./nothing.ts";
import { captionsOf } from "./remarks.ts";
import { tableValue } from "./tableValue.ts";

export type LandscapeOptions = {
	/** What a crash costs: the vertical axes, one beside the other. */
	crash?: readonly MetricName[];
	/** What normal life costs: the horizontal axis. */
	life?: MetricName;
	view?: View;
};

/** A cell with the numbers of all axes. */
type Located = {
	cell: CellOf<MetricRow>;
	kept: Kept | null;
	runs: readonly { run: string; life: RunValue; crash: (RunValue | null)[] }[];
	life: Estimate;
	/** In order of the axes; null: no run has both numbers. */
	crash: (Estimate | null)[];
};

/**
 * Modes between what a crash costs and what normal life costs: medians over the runs with their intervals as a cross, and each run as a
 * faint point. Less is better on both axes. For each size a panel for each crash metric, all on the same axes; what lost data
 * has panels of its own, since its low costs bought nothing.
 *
 * @param kept which cells kept all that was acknowledged; one that isn't told of is shown among those that did
 * @param estimate of a median, from one value for each run
 */
export function landscape(
	rows: readonly MetricRow[],
	kept: readonly Kept[],
	estimate: (values: readonly RunValue[]) => Estimate,
	context: PictureContext,
	{
		crash: wanted = ["rtoSlowest", "missedWorst"],
		life = "memoryTotal",
		view = "settled",
	}: LandscapeOptions = {},
): Picture {
	const name = `landscape-${life.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
	const title = `What a crash costs, over ${lowered(metrics[life].label)}: ${context.protocolName}`;
	const axes = { life: axisOf(life), crash: wanted.map(axisOf) };
	const columns = [
		"mode",
		"replicas",
		"lost data",
		"run",
		...[axes.life, ...axes.crash].flatMap((axis) => [
			axis,
			`${axis}, low`,
			`${axis}, high`,
			`${axis}, only a bound`,
		]),
	];
	const cells = cellsOf(rows.filter((row) => row.view === view));
	const located = cells.flatMap(
		(cell) => locate(cell, kept, { crash: wanted, life }, estimate) ?? [],
	);
	/** Axes that some cell has a place on. */
	const drawn = wanted.flatMap((metric, i) =>
		located.some(({ crash }) => crash[i]) ? [{ metric, i }] : [],
	);
	if (drawn.length === 0) {
		return nothingToDraw(
			{ name, title, columns },
			`No run has both numbers: ${axes.crash.join(" or ")}; ${axes.life}.`,
			context,
		);
	}
	const lifeScale = costScale(
		located.flatMap(({ runs, life }) => [
			...extremes(life),
			...runs.map((run) => run.life.value),
		]),
	);
	const scales = drawn.map(({ i }) => ({
		life: lifeScale,
		crash: costScale(
			located.flatMap(({ runs, crash }) => [
				...(crash[i] ? extremes(crash[i]) : []),
				...runs.flatMap((run) => run.crash[i]?.value ?? []),
			]),
		),
	}));
	const columnCount = drawn.length > 1 ? 2 : undefined;
	const panels = rowsOfPanels(located).flatMap(({ heading, lost, members }) =>
		drawn.map(
			({ metric, i }, k): Panel => ({
				heading,
				plot: landscapePlot(
					members.flatMap((one) => placeOf(one, i) ?? []),
					{ life: axes.life, crash: axisOf(metric) },
					scales[k] as (typeof scales)[number],
					{
						lost,
						columns: columnCount ?? (panelCount(located) > 1 ? 2 : 1),
						wholeCrash: metrics[metric].unit === "updates",
					},
				),
			}),
		),
	);
	const shown = located.map(({ cell }) => cell);
	const estimates = located.flatMap(({ life, crash }) => [
		life,
		...crash.filter((one) => one !== null),
	]);
	const logarithmic = [
		...(lifeScale.type === "linear" ? [] : [axes.life]),
		...drawn.flatMap(({ metric }, k) =>
			scales[k]?.crash.type === "linear" ? [] : [axisOf(metric)],
		),
	];
	const missing = cells.filter(
		(cell) =>
			!located.some(
				({ cell: { key }, crash }) =>
					key === cell.key && drawn.every(({ i }) => crash[i] !== null),
			),
	);
	const unknown = located.filter(({ kept }) => kept?.outcome === "unknown");
	const alternative = located
		.map((one) => sentenceOf(one, { crash: wanted, life }))
		.join(" ");
	const svg = panelFigure({
		id: `${context.idPrefix}-${name}`,
		title,
		subtitle:
			"Crosses: medians over the runs, as wide and high as their confidence intervals. Faint: each run. Less is better on both axes: the lower left is where to be.",
		description: alternative,
		legend: modesOf(shown).map((mode) => {
			const { label, color, symbol } = modeStyle(mode);
			return {
				label,
				key: {
					kind: "line",
					color,
					dash: "none",
					symbol: symbolPaths[symbol],
				},
			};
		}),
		captions: captionsOf(context, shown, [
			located.some(isLost)
				? "Hollow, in panels of their own: in some run an acknowledged update was lost, or another promise of safety broken."
				: null,
			unknown.length > 0
				? `The histories don't suffice to tell whether anything was lost by ${unknown.map(({ cell }) => cell.label).join("; ")}.`
				: null,
			estimates.some(({ open }) => open?.median)
				? "Arrow upwards: in half of the runs or more a Pod had not come back when the run ended, so the median is at least so high."
				: null,
			estimates.some(({ interval }) => interval === null)
				? "A median without a cross comes from too few runs for an interval."
				: null,
			missing.length > 0
				? `Without a place in every column, for want of a number: ${missing.map(({ label }) => label).join("; ")}.`
				: null,
			logarithmic.length > 0 ? `Logarithmic: ${logarithmic.join("; ")}.` : null,
		]),
		...(columnCount && { columns: columnCount }),
		panels,
	});
	return {
		name,
		title,
		svg,
		alternative,
		table: { columns, rows: located.flatMap(tableRows) },
	};
}

function axisOf(metric: MetricName): string {
	const { label, unit } = metrics[metric];
	return `${label} (${unit})`;
}

/** Within a sentence, but for acronyms. */
function lowered(label: string): string {
	return /^[A-Z]{2}/.test(label)
		? label
		: `${label.charAt(0).toLowerCase()}${label.slice(1)}`;
}

function locate(
	cell: CellOf<MetricRow>,
	kept: readonly Kept[],
	metric: { crash: readonly MetricName[]; life: MetricName },
	estimate: (values: readonly RunValue[]) => Estimate,
): Located | null {
	const runs = cell.runs.flatMap(({ run, rows }) => {
		const of = (name: MetricName): RunValue | null => {
			const [found] = runValues(rows.filter((row) => row.metric === name));
			return found === undefined
				? null
				: { ...found, value: found.value * metrics[name].factor };
		};
		const ofLife = of(metric.life);
		const ofCrash = metric.crash.map(of);
		return ofLife === null || ofCrash.every((value) => value === null)
			? []
			: [{ run, life: ofLife, crash: ofCrash }];
	});
	if (runs.length === 0) return null;
	return {
		cell,
		kept:
			kept.find(
				({ mode, replicas }) =>
					mode === cell.mode && replicas === cell.replicas,
			) ?? null,
		runs,
		life: estimate(runs.map(({ life }) => life)),
		crash: metric.crash.map((_, i) => {
			const values = runs.flatMap(({ crash }) => crash[i] ?? []);
			return values.length === 0 ? null : estimate(values);
		}),
	};
}

function isLost({ kept }: Located): boolean {
	return kept?.outcome === "lost";
}

/** For each size those that kept everything, and after them those that didn't. */
function rowsOfPanels(located: readonly Located[]) {
	const someLost = located.some(isLost);
	return sizesOf(located.map(({ cell }) => cell)).flatMap((replicas) => {
		const own = located.filter(({ cell }) => cell.replicas === replicas);
		const size = counted(replicas, "replica");
		return [
			{
				heading: someLost ? `${size}: no loss seen` : size,
				lost: false,
				members: own.filter((one) => !isLost(one)),
			},
			{
				heading: `${size}: LOST DATA`,
				lost: true,
				members: own.filter(isLost),
			},
		].filter(({ members }) => members.length > 0);
	});
}

function panelCount(located: readonly Located[]): number {
	return rowsOfPanels(located).length;
}

/** A cell's place on one of the vertical axes. */
function placeOf(
	{ cell, runs, life, crash }: Located,
	axis: number,
): Place | null {
	const ofCrash = crash[axis] ?? null;
	if (ofCrash === null) return null;
	return {
		mode: cell.mode,
		label: cell.label,
		points: runs.flatMap((run): RunPoint[] => {
			const value = run.crash[axis] ?? null;
			return value === null
				? []
				: [{ run: run.run, life: run.life.value, crash: value }];
		}),
		life,
		crash: ofCrash,
	};
}

/** With room for an arrow where a bound has values above it. */
function extremes({ interval, median, open }: Estimate): number[] {
	return [
		open === undefined ? median : 1.6 * median,
		...(interval === null ? [] : [interval.low, interval.high]),
	];
}

const lostTexts: Readonly<Record<Kept["outcome"], string>> = {
	kept: "no",
	lost: "YES",
	unknown: "not known",
};

function tableRows({ cell, kept, runs, life, crash }: Located) {
	const cellColumns = [
		cell.mode,
		cell.replicas,
		kept === null ? "" : lostTexts[kept.outcome],
	];
	return [
		...runs.map((run) => [
			...cellColumns,
			run.run,
			...[run.life, ...run.crash].flatMap((value) => [
				tableValue(value?.value ?? null),
				"",
				"",
				value?.atLeast ? "yes" : "",
			]),
		]),
		[
			...cellColumns,
			"median of the runs",
			...[life, ...crash].flatMap((of) => [
				tableValue(of?.median ?? null),
				tableValue(of?.interval?.low ?? null),
				tableValue(of?.interval?.high ?? null),
				of?.open?.median ? "yes" : "",
			]),
		],
	];
}

function sentenceOf(
	{ cell, kept, runs, life, crash }: Located,
	metric: { crash: readonly MetricName[]; life: MetricName },
): string {
	const said = (name: MetricName, of: Estimate) =>
		`${metrics[name].label} ${withInterval(of)} ${metrics[name].unit}`;
	const parts = [
		said(metric.life, life),
		...metric.crash.flatMap((name, i) =>
			crash[i] ? [said(name, crash[i])] : [],
		),
		...(kept?.outcome === "lost" ? [lossText(kept)] : []),
		...(kept?.outcome === "unknown"
			? ["not known whether anything was lost"]
			: []),
	];
	return `${cell.label} (${counted(runs.length, "run")}): ${parts.join("; ")}.`;
}

/** `LOST DATA in 2 of 3 runs, up to 17 updates`. */
function lossText({ lostIn, runs, worstRpo }: Kept): string {
	const most = worstRpo ? `, up to ${counted(worstRpo, "update")}` : "";
	return `LOST DATA in ${lostIn} of ${counted(runs, "run")}${most}`;
}
