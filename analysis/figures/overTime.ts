import * as Plot from "@observablehq/plot";
import { counted } from "../../schema/counted.ts";
import { modesInOrder } from "../../schema/modesInOrder.ts";
import type { FaultTime, LatencyBin, MemoryBin, Pods, Tables } from "../digest/rows.ts";
import { type Column, chart, type Panel, sizesOf } from "./chart.ts";
import { fault as faultStyle, modeStyle, mutedInk, reference as referenceColor } from "./colours.ts";
import { valueAxis } from "./draw.ts";
import { readable } from "./numbers.ts";
import { type OverRuns, overRuns, type Reading, runsOf } from "./overRuns.ts";
import type { LegendEntry, Picture, PictureContext } from "./picture.ts";
import { type Reference, referenceText, type StudyFigure, studyReferences } from "./references.ts";
import { scaleOf } from "./scales.ts";

/** One of the study's figures: a quantity over run time, a panel for each mode, a line for each of two sizes. */
type TimeFigure = {
	name: string;
	title: string;
	subtitle: string;
	quantity: string;
	unit: "ms" | "MB";
	readings: readonly Reading[];
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

/** The study's figures over run time from our own runs; those of the crashed Pods only where Pods were hit. */
export function overTime(
	{ latencies, memory }: Pick<Tables, "latencies" | "memory">,
	context: PictureContext,
): Picture[] {
	const whole: TimeFigure[] = [
		{
			name: "figure-5-1-persist-latency",
			title: "Persist latency over time (figure 5.1)",
			subtitle: `${persistIs}; ${ofAll}`,
			quantity: "persist latency",
			unit: "ms",
			readings: latencyReadings(latencies, "persist", "all"),
			study: "persist",
		},
		{
			name: "figure-5-2-retrieve-latency",
			title: "Retrieve latency over time (figure 5.2)",
			subtitle: `${retrieveIs}; ${ofAll}`,
			quantity: "retrieve latency",
			unit: "ms",
			readings: latencyReadings(latencies, "retrieve", "all"),
			study: "retrieve",
		},
		{
			name: "figure-5-3-memory",
			title: "Memory of a Pod over time (figure 5.3)",
			subtitle:
				"Working set of all containers of a Pod together; of each run, the median over its Pods. A store outside the Pods is left out, as in the study.",
			quantity: "memory of a Pod",
			unit: "MB",
			readings: memoryReadings(memory, "Pod", "all"),
			beside: {
				label: "the application's process alone",
				readings: memoryReadings(memory, "process", "all"),
			},
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
			quantity: "memory of a Pod",
			unit: "MB",
			readings: memoryReadings(memory, "Pod", "hit"),
			aroundFaults: true,
		},
		{
			name: "figure-5-6-persist-latency-of-crashed-pods",
			title: "Persist latency of the crashed Pods (figure 5.6)",
			subtitle: `${persistIs}; ${ofHit} A line is broken while none of them persisted.`,
			quantity: "persist latency",
			unit: "ms",
			readings: latencyReadings(latencies, "persist", "hit"),
			study: "persistCrashed",
			aroundFaults: true,
		},
		{
			name: "figure-5-7-retrieve-latency-of-crashed-pods",
			title: "Retrieve latency of the crashed Pods (figure 5.7)",
			subtitle: `${retrieveIs}; ${ofHit} A line is broken while none of them loaded anything.`,
			quantity: "retrieve latency",
			unit: "ms",
			readings: latencyReadings(latencies, "retrieve", "hit"),
			study: "retrieveCrashed",
			aroundFaults: true,
		},
	];
	const figures = context.faultTimes.length === 0 ? whole : [...whole, ...crashed];
	return figures.map((figure) => timeFigure(figure, context));
}

/** Each run's median latency in every bin of run time. */
function latencyReadings(latencies: readonly LatencyBin[], kind: LatencyBin["kind"], pods: Pods): Reading[] {
	return latencies
		.filter((bin) => bin.kind === kind && bin.pods === pods)
		.map(({ mode, replicas, run, seconds, p50 }) => ({
			mode,
			replicas,
			run,
			seconds,
			value: p50 * 1000,
		}));
}

/** Each run's memory over run time, of a container, of the `Pod` or of the `process`. */
function memoryReadings(memory: readonly MemoryBin[], what: string, pods: Pods): Reading[] {
	return memory
		.filter((bin) => bin.what === what && bin.pods === pods)
		.map(({ mode, replicas, run, seconds, bytes }) => ({
			mode,
			replicas,
			run,
			seconds,
			value: bytes / 1e6,
		}));
}

type Shown = OverRuns & { what: string };

function timeFigure(figure: TimeFigure, context: PictureContext): Picture {
	const { readings, beside, quantity, unit, study } = figure;
	const { durationSeconds, faultTimes } = context;
	const domain = figure.aroundFaults ? aroundFaults(faultTimes, durationSeconds) : ([0, durationSeconds] as const);
	const { sizes, remark } = shownSizes(readings);
	const shown = (some: readonly Reading[], what: string): Shown[] =>
		overRuns(
			some.filter(({ replicas, seconds }) => sizes.includes(replicas) && seconds >= domain[0] && seconds <= domain[1]),
		).map((point) => ({ ...point, what }));
	const points = shown(readings, quantity);
	const thin = shown(beside?.readings ?? [], beside?.label ?? "");
	const rows = [...points, ...thin];
	const modes = modesInOrder(points.map(({ mode }) => mode));
	const referencesOf = (mode: string): Reference[] =>
		study === undefined
			? []
			: studyReferences(study, mode, context.study, {
					durationSeconds,
					faultSeconds: faultsOf(faultTimes, mode)[0]?.startSeconds ?? null,
				});
	const references = modes.flatMap(referencesOf);
	const scale = scaleOf([
		...rows.flatMap(({ low, median, high }) => [low, median, high]),
		...references.flatMap(({ low, high }) => [low, high]),
	]);
	const several = points.some(({ runs }) => runs > 1);
	const column = (label: string, value: Column<Shown>["value"]) => ({ label, value });
	const panels = modes.map((mode): Panel => {
		const own = (some: readonly Shown[]) => some.filter((point) => point.mode === mode);
		const runs = sizes.map((size) => `${counted(runsOf(readings, mode, size), "run")} with ${size}`);
		return {
			heading: `${modeStyle(mode).label}: ${runs.join(", ")} replicas.${referenceText(referencesOf(mode))}`,
			plot: {
				height: 280,
				x: {
					domain: [...domain],
					ticks: 6,
					label: "run time (s)",
					labelAnchor: "center",
					labelArrow: "none",
				},
				y: scale,
				marks: [
					faultMarks(faultsOf(faultTimes, mode), domain),
					valueAxis("y", scale, `${quantity} (${unit})`),
					referenceMarks(referencesOf(mode), domain),
					seriesMarks(own(thin), { color: modeStyle(mode).color, sizes, unit, thin: true }),
					seriesMarks(own(points), { color: modeStyle(mode).color, sizes, unit }),
				],
			},
		};
	});
	return chart(
		{
			name: figure.name,
			title: figure.title,
			subtitle: [
				figure.subtitle,
				several
					? "Line: median over the runs; band: from the smallest to the largest run."
					: "Each line is a single run.",
				remark,
			]
				.filter((sentence) => sentence !== null)
				.join(" "),
			columns: [
				column("mode", ({ mode }) => mode),
				column("replicas", ({ replicas }) => replicas),
				column("shown", ({ what }) => what),
				column("run time (s)", ({ seconds }) => seconds),
				{
					...column(`median over the runs (${unit})`, ({ median }) => median),
					told: `${quantity} in ${unit}`,
				},
				column(`smallest run (${unit})`, ({ low }) => low),
				column(`largest run (${unit})`, ({ high }) => high),
				column("runs", ({ runs }) => runs),
			],
			rows,
			legend: [
				...sizes.map(
					(size, i): LegendEntry => ({
						label: `${size} replicas`,
						key: { kind: "line", color: mutedInk, dash: dashOf(i) },
					}),
				),
				...(thin.length > 0
					? [
							{
								label: beside?.label ?? "",
								key: { kind: "line", color: mutedInk, dash: thinDash },
							} as const,
						]
					: []),
				...(faultTimes.length > 0 ? [faultLegend] : []),
				...(references.length > 0 ? [{ label: "the study's text", key: { kind: "reference" } } as const] : []),
			],
			panels,
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

function seriesMarks(
	points: readonly Shown[],
	{ color, sizes, unit, thin = false }: { color: string; sizes: readonly number[]; unit: string; thin?: boolean },
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

function referenceMarks(references: readonly Reference[], domain: readonly [number, number]): Plot.Markish {
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
				...across,
				y1: "low",
				y2: "high",
				fill: referenceColor,
				fillOpacity: 0.2,
				stroke: referenceColor,
				className: "reference-range",
			},
		),
		Plot.ruleY(
			placed.filter(({ low, high }) => low === high),
			{
				...across,
				y: "low",
				stroke: referenceColor,
				strokeWidth: 1.5,
				strokeDasharray: "8 3",
				className: "reference-value",
			},
		),
	];
}

const faultLegend: LegendEntry = {
	label: "a fault, until the system was back",
	key: { kind: "fill", fill: faultStyle.fill, opacity: faultStyle.opacity * 2 },
};

/** Shaded windows; to be drawn below everything else. */
function faultMarks(faults: readonly FaultTime[], [from, to]: readonly [number, number]): Plot.Markish {
	const placed = faults.map((each) => ({
		start: Math.max(from, each.startSeconds),
		end: Math.min(to, each.endSeconds ?? to),
		hover: faultText(each),
	}));
	return [
		Plot.rect(placed, {
			x1: "start",
			x2: "end",
			fill: faultStyle.fill,
			fillOpacity: faultStyle.opacity,
			title: "hover",
			className: "fault-window",
		}),
		Plot.ruleX(placed, {
			x: "start",
			stroke: faultStyle.edge,
			strokeDasharray: "3 2",
			className: "fault-edge",
		}),
	];
}

function faultText({ fault, startSeconds, endSeconds }: FaultTime): string {
	const at = `${fault} at ${startSeconds.toFixed(1)} s`;
	return endSeconds === null
		? `${at}, not back before the end`
		: `${at}, back after ${(endSeconds - startSeconds).toFixed(1)} s`;
}

function faultSentence(mode: string, faults: readonly FaultTime[]): string | null {
	return faults.length === 0
		? null
		: `${modeStyle(mode).label}: ${faults.map(faultText).join("; ")} (medians over the runs).`;
}

/** Those of a mode, in order of time. */
function faultsOf(faults: readonly FaultTime[], mode: string): FaultTime[] {
	return faults
		.filter((each) => each.mode === undefined || each.mode === mode)
		.sort((a, b) => a.startSeconds - b.startSeconds);
}

const secondsBefore = 30;
const secondsAfter = 60;

/** From shortly before the first fault until well after the last system was back. */
function aroundFaults(faults: readonly FaultTime[], durationSeconds: number): readonly [from: number, to: number] {
	const starts = faults.map(({ startSeconds }) => startSeconds);
	const ends = faults.map(({ endSeconds }) => endSeconds ?? durationSeconds);
	return [
		Math.max(0, Math.min(...starts) - secondsBefore),
		Math.min(durationSeconds, Math.max(...ends) + secondsAfter),
	];
}

const studySizes = [5, 21] as const;

/** The study's two sizes where both are present, or else the smallest and the largest. */
function shownSizes(rows: readonly Reading[]): { sizes: readonly number[]; remark: string | null } {
	const present = sizesOf(rows);
	if (studySizes.every((size) => present.includes(size))) {
		return { sizes: studySizes, remark: null };
	}
	const sizes = [...new Set([...present.slice(0, 1), ...present.slice(-1)])];
	return {
		sizes,
		remark: sizes.length > 1 ? "Shown are the smallest and the largest size that was run." : null,
	};
}
