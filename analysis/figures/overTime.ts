import * as Plot from "@observablehq/plot";
import { counted } from "../../schema/counted.ts";
import { modesInOrder } from "../../schema/modesInOrder.ts";
import type { LatencyBin, Pods, Tables } from "../digest/rows.ts";
import { chart, type Panel, sizesOf } from "./chart.ts";
import { modeStyle, mutedInk, reference as referenceColor } from "./colours.ts";
import { valueAxis } from "./draw.ts";
import { aroundFaults, faultLegend, faultMarks, faultSentence, faultsOf } from "./faultMarks.ts";
import { centred, referenceLegend, referenceLine } from "./marks.ts";
import { readable } from "./numbers.ts";
import { type OverRuns, overRuns, type Reading, runsOf } from "./overRuns.ts";
import type { LegendEntry, Picture, PictureContext } from "./picture.ts";
import { type Reference, referenceText, type StudyFigure, studyReferences } from "./references.ts";
import { scaleOf } from "./scales.ts";

/** What is drawn over run time. */
type Quantity = { quantity: string; unit: "ms" | "MB"; readings: readonly Reading[] };

/**
 * One of the study's figures: a quantity over run time, a panel for each mode, a line for each of
 * two sizes.
 */
type TimeFigure = Quantity & {
	name: string;
	title: string;
	subtitle: string;
	/** The same of something that is to be seen beside it, drawn thin. */
	beside?: { label: string; readings: readonly Reading[] };
	/** What the study's text says. */
	study?: StudyFigure;
	/** Only the time around the faults. */
	aroundFaults?: boolean;
	remarks?: readonly string[];
};

const persistIs = "From the actual start of a persist to its acknowledgement";
const retrieveIs = "From the actual start of a load of the last state to its answer";
const ofAll = "of each run, the median over all Pods in each stretch of run time.";
const ofHit = "of each run, the median over the Pods that a fault struck.";

/**
 * The study's figures over run time from our own runs; those of the crashed Pods only where Pods
 * were hit.
 */
export function overTime(tables: Pick<Tables, "latencies" | "memory">, context: PictureContext): Picture[] {
	const whole: TimeFigure[] = [
		{
			name: "figure-5-1-persist-latency",
			title: "Persist latency over time (figure 5.1)",
			subtitle: `${persistIs}; ${ofAll}`,
			...latency(tables, "persist", "all"),
			study: "persist",
		},
		{
			name: "figure-5-2-retrieve-latency",
			title: "Retrieve latency over time (figure 5.2)",
			subtitle: `${retrieveIs}; ${ofAll}`,
			...latency(tables, "retrieve", "all"),
			study: "retrieve",
		},
		{
			name: "figure-5-3-memory",
			title: "Memory of a Pod over time (figure 5.3)",
			subtitle:
				"Working set of all containers of a Pod together; of each run, the median over its Pods. A store outside the Pods is left out, as in the study.",
			...memory(tables, "Pod", "all"),
			beside: { ...memory(tables, "process", "all"), label: "the application's process alone" },
			study: "memory",
			remarks: [
				"The process alone can be larger than its container: its resident memory counts pages of program files, which the container's working set leaves out.",
			],
		},
	];
	const crashed: TimeFigure[] = [
		{
			name: "figure-5-5-memory-of-crashed-pods",
			title: "Memory of the crashed Pods (figure 5.5)",
			subtitle: `Working set of all containers of a Pod together; ${ofHit}`,
			...memory(tables, "Pod", "hit"),
			aroundFaults: true,
		},
		{
			name: "figure-5-6-persist-latency-of-crashed-pods",
			title: "Persist latency of the crashed Pods (figure 5.6)",
			subtitle: `${persistIs}; ${ofHit} A line is broken while none of them persisted.`,
			...latency(tables, "persist", "hit"),
			study: "persistCrashed",
			aroundFaults: true,
		},
		{
			name: "figure-5-7-retrieve-latency-of-crashed-pods",
			title: "Retrieve latency of the crashed Pods (figure 5.7)",
			subtitle: `${retrieveIs}; ${ofHit} A line is broken while none of them loaded anything.`,
			...latency(tables, "retrieve", "hit"),
			study: "retrieveCrashed",
			aroundFaults: true,
		},
	];
	const figures = context.faultTimes.length === 0 ? whole : [...whole, ...crashed];
	return figures.map((figure) => timeFigure(figure, context));
}

/** Each run's median latency in every bin of run time. */
function latency({ latencies }: Pick<Tables, "latencies">, kind: LatencyBin["kind"], pods: Pods): Quantity {
	return {
		quantity: `${kind} latency`,
		unit: "ms",
		readings: latencies
			.filter((bin) => bin.kind === kind && bin.pods === pods)
			.map(({ mode, replicas, run, seconds, p50 }) => ({ mode, replicas, run, seconds, value: p50 * 1000 })),
	};
}

/** Each run's memory over run time, of the `Pod` or of the `process`. */
function memory({ memory }: Pick<Tables, "memory">, what: "Pod" | "process", pods: Pods): Quantity {
	return {
		quantity: "memory of a Pod",
		unit: "MB",
		readings: memory
			.filter((bin) => bin.what === what && bin.pods === pods)
			.map(({ mode, replicas, run, seconds, bytes }) => ({ mode, replicas, run, seconds, value: bytes / 1e6 })),
	};
}

type Shown = OverRuns & { what: string };

/** From one moment of run time to another. */
type Domain = readonly [from: number, to: number];

function timeFigure(figure: TimeFigure, context: PictureContext): Picture {
	const { readings, beside, quantity, unit, study } = figure;
	const { durationSeconds, faultTimes } = context;
	const domain: Domain = figure.aroundFaults ? aroundFaults(faultTimes, durationSeconds) : [0, durationSeconds];
	const { sizes, remark } = shownSizes(readings);
	const shown = (some: readonly Reading[], what: string): Shown[] =>
		overRuns(
			some.filter(({ replicas, seconds }) => sizes.includes(replicas) && seconds >= domain[0] && seconds <= domain[1]),
		).map((point) => ({ ...point, what }));
	const points = shown(readings, quantity);
	const thin = shown(beside?.readings ?? [], beside?.label ?? "");
	const rows = [...points, ...thin];
	const modes = modesInOrder(points.map(({ mode }) => mode));
	const referencesOf = (mode: string): Reference[] => {
		const faultSeconds = faultsOf(faultTimes, mode)[0]?.startSeconds ?? null;
		return study ? studyReferences(study, mode, context.study, { durationSeconds, faultSeconds }) : [];
	};
	const references = modes.flatMap(referencesOf);
	const scale = scaleOf([
		...rows.flatMap(({ low, median, high }) => [low, median, high]),
		...references.flatMap(({ low, high }) => [low, high]),
	]);
	const several = points.some(({ runs }) => runs > 1);
	const what = several
		? "Line: median over the runs; band: from the smallest to the largest run."
		: "Each line is a single run.";
	return chart(
		{
			name: figure.name,
			title: figure.title,
			subtitle: [figure.subtitle, what, ...remark].join(" "),
			columns: [
				["mode", ({ mode }) => mode],
				["replicas", ({ replicas }) => replicas],
				["shown", ({ what }) => what],
				["run time (s)", ({ seconds }) => seconds],
				[`median over the runs (${unit})`, ({ median }) => median, `${quantity} in ${unit}`],
				[`smallest run (${unit})`, ({ low }) => low],
				[`largest run (${unit})`, ({ high }) => high],
				["runs", ({ runs }) => runs],
			],
			rows,
			legend: [
				...sizes.map((size, i) => lineEntry(`${size} replicas`, dashOf(i))),
				thin.length > 0 ? lineEntry(beside?.label ?? "", thinDash) : null,
				faultTimes.length > 0 ? faultLegend : null,
				references.length > 0 ? referenceLegend : null,
			],
			panels: modes.map((mode): Panel => {
				const runs = sizes.map((size) => `${counted(runsOf(readings, mode, size), "run")} with ${size}`);
				return {
					heading: `${modeStyle(mode).label}: ${runs.join(", ")} replicas.${referenceText(referencesOf(mode))}`,
					plot: {
						height: 280,
						x: { domain: [...domain], ticks: 6, label: "run time (s)", ...centred },
						y: scale,
						marks: [
							faultMarks(faultsOf(faultTimes, mode), domain),
							valueAxis("y", scale, `${quantity} (${unit})`),
							referenceMarks(referencesOf(mode), domain),
							[thin, points].map((some) =>
								seriesMarks(
									some.filter((point) => point.mode === mode),
									{ color: modeStyle(mode).color, sizes, unit, thin: some === thin },
								),
							),
						],
					},
				};
			}),
			captions: [
				...modes.map((mode) => faultSentence(mode, faultsOf(faultTimes, mode))),
				...(figure.remarks ?? []),
				references.length > 0
					? "The study's values were read from its text, and come from other machines and older software."
					: null,
			],
			whenEmpty: `No ${quantity} was recorded.`,
		},
		context,
	);
}

const thinDash = "1.5 3";

function dashOf(position: number): string {
	return position === 0 ? "none" : "6 3";
}

function lineEntry(label: string, dash: string): LegendEntry {
	return { label, key: { kind: "line", color: mutedInk, dash } };
}

function seriesMarks(
	points: readonly Shown[],
	{ color, sizes, unit, thin }: { color: string; sizes: readonly number[]; unit: string; thin: boolean },
): Plot.Markish {
	const position = { x: "seconds", z: "segment" } as const;
	const title = ({ mode, replicas, seconds, what, median, low, high, runs }: Shown) =>
		`${mode}, ${replicas} replicas, ${readable(seconds)} s\n${what}: ${readable(median)} ${unit}${runs > 1 ? ` (${readable(low)} … ${readable(high)})` : ""}, ${counted(runs, "run")}`;
	return [
		thin
			? []
			: Plot.areaY(
					points.filter(({ runs }) => runs > 1),
					{
						...position,
						y1: "low",
						y2: "high",
						fill: color,
						fillOpacity: 0.16,
						className: "band",
					},
				),
		sizes.map((size, i) =>
			Plot.line(
				points.filter(({ replicas }) => replicas === size),
				{
					...position,
					y: "median",
					stroke: color,
					strokeWidth: thin ? 1.3 : 2,
					strokeDasharray: thin ? thinDash : dashOf(i),
					className: thin ? "beside-line" : "median-line",
				},
			),
		),
		// A moment between two gaps has no line.
		Plot.dot(
			points.filter(({ segment }) => points.filter((other) => other.segment === segment).length === 1),
			{ x: "seconds", y: "median", r: 2.5, fill: color },
		),
		Plot.dot(points, {
			x: "seconds",
			y: "median",
			r: 5,
			fill: color,
			fillOpacity: 0,
			title,
			className: "hover",
		}),
	];
}

function referenceMarks(references: readonly Reference[], domain: Domain): Plot.Markish {
	const placed = references.map(({ from, to, label, ...reference }) => ({
		...reference,
		from: Math.max(domain[0], from ?? domain[0]),
		to: Math.min(domain[1], to ?? domain[1]),
		hover: `the study's text: ${label.join(" ")}`,
	}));
	const across = { x1: "from", x2: "to", title: "hover" } as const;
	return [
		Plot.rect(
			placed.filter(({ low, high }) => low < high),
			{
				...{ ...across, y1: "low", y2: "high", fill: referenceColor, fillOpacity: 0.2, stroke: referenceColor },
				className: "reference-range",
			},
		),
		referenceLine(
			placed.filter(({ low, high }) => low === high),
			{ ...across, y: "low" },
		),
	];
}

const studySizes = [5, 21] as const;

/**
 * The study's two sizes where both are present, or else the smallest and the largest, which the
 * remark says.
 */
function shownSizes(rows: readonly Reading[]): { sizes: readonly number[]; remark: readonly string[] } {
	const present = sizesOf(rows);
	if (studySizes.every((size) => present.includes(size))) return { sizes: studySizes, remark: [] };
	const sizes = [...new Set([...present.slice(0, 1), ...present.slice(-1)])];
	const remark = sizes.length > 1 ? ["Shown are the smallest and the largest size that was run."] : [];
	return { sizes, remark };
}
