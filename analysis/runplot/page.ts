import { sum } from "d3-array";
import { html, raw } from "hono/html";
import { counted } from "../../schema/counted.ts";
import type { FaultWindow, Property, Verdicts } from "../../schema/run.ts";
import { dark, light, variables } from "../report/colours.ts";
import { type Cell, folded, htmlDocument, list, number, table } from "../report/markup.ts";
import { listed } from "../report/sentences.ts";
import { fixed, nothing, verdictLabels, verdictText } from "../report/values.ts";
import { windowRows, windowTable, witnessSentences } from "../report/windows.ts";
import type { Distribution } from "../statistics/quantiles.ts";
import { type Band, bandLabels, bandsOf } from "./bands.ts";
import { drawing } from "./drawing.ts";
import type { Lane } from "./lanes.ts";
import { layouts } from "./layout.ts";
import { allSeries, milliseconds, type Series } from "./series.ts";
import type { Sketch } from "./sketch.ts";

/** What a page says of a run beside what it draws. */
export type AboutRun = {
	/** Which run, or which history. */
	name: string;
	/** Null: nobody judged it. */
	verdicts: Verdicts | null;
	/** Properties that the mode doesn't promise. */
	expectedViolations: readonly Property[];
	/** What was violated, and why something can't be trusted or isn't known; one sentence each. */
	notes: readonly string[];
	windows: readonly FaultWindow[];
};

/**
 * A run as one HTML document that needs nothing else and no scripts: every operation over time with
 * the faults, a lane for each replica, and the same as tables.
 *
 * @param sketch null: there is neither a record nor an event
 */
export function runPage(sketch: Sketch | null, about: AboutRun): string {
	const { name, windows } = about;
	return htmlDocument(
		`${name}: every operation`,
		styles,
		html`<h1>${name}</h1>
${verdictList(about)}
${noteList([...missing(sketch), ...about.notes])}
${sketch === null ? "" : plot(sketch, about)}
${faultTable(windows, sketch?.period.zero ?? 0)}
${sketch === null ? "" : replicaTable(sketch)}`,
	);
}

/** What isn't there to draw, one sentence each. */
function missing(sketch: Sketch | null): string[] {
	if (sketch === null) {
		return ["There is no operation and no event: there is nothing to draw."];
	}
	const { has, extent } = sketch;
	const sentences: string[] = [];
	if (!has.operations) {
		sentences.push("The history has no operations: only what events tell is drawn.");
	}
	if (!has.events) {
		sentences.push(
			"There are no events: neither faults nor the ends of Pods are known, so nothing is shaded, and the plot begins with the first record and ends with the last.",
		);
	} else if (!has.faults) sentences.push("The events tell of no fault.");
	if (extent.withoutLatency > 0) {
		sentences.push(
			`${counted(extent.withoutLatency, "answered operation")} ${extent.withoutLatency === 1 ? "isn't" : "aren't"} drawn, because nothing tells how long ${extent.withoutLatency === 1 ? "it" : "they"} took: the record of the request is lost, or the clock was set back.`,
		);
	}
	return sentences;
}

function verdictList({ verdicts, expectedViolations }: AboutRun) {
	if (verdicts === null) return "";
	const names = Object.keys(verdicts) as Property[];
	return html`<ul class="verdicts">${names.map((property) => {
		const verdict = verdicts[property];
		const note = expectedViolations.includes(property) ? " (not promised)" : "";
		return html`<li><span class="${verdict}">${verdictText(verdict)}</span> ${verdictLabels[property]}${note}</li>`;
	})}</ul>`;
}

function noteList(notes: readonly string[]) {
	return notes.length > 0 && html`<div class="notes" role="note">${list(notes)}</div>`;
}

function plot(sketch: Sketch, { name, windows }: AboutRun) {
	const { zero, end } = sketch.period;
	const bands = bandsOf(windows, zero, end - zero);
	const draw = (layoutName: "wide" | "narrow") =>
		raw(
			drawing(sketch, bands, {
				layout: layouts[layoutName],
				id: `run-${layoutName}`,
				title: `Every operation of ${name} over time`,
				description: inWords(sketch, bands),
				remark: dotsRemark(sketch, layoutName),
			}),
		);
	return html`<figure>
${legend(sketch, bands)}
${draw("wide")}
${draw("narrow")}
<figcaption>Begins ${new Date(zero * 1000).toISOString()}. A dot is an operation: when it began, and from then to its answer. ${latencySentence(sketch)} ${outsideSentence(sketch)} ${leftOutSentence(sketch)}</figcaption>
</figure>`;
}

/** How many dots stand for how many operations. */
function dotsRemark({ extent, dots }: Sketch, layout: "wide" | "narrow"): string {
	const { dots: drawn, cellPixels } = dots[layout];
	const all = counted(extent.drawable, "operation");
	if (drawn.length === extent.drawable) return `${all}, one dot each.`;
	const near = Math.max(1, Math.round(cellPixels));
	return `${extent.drawable.toLocaleString("en")} operations as ${drawn.length.toLocaleString("en")} dots: of one kind and outcome within ${counted(near, "pixel")}, the slowest is drawn. Whatever lies apart is there.`;
}

function latencySentence({ latencies }: Sketch): string {
	const of = (what: string, found: Distribution | null) =>
		found === null
			? []
			: [
					`${what} ${milliseconds(found.median)} (median), ${milliseconds(found.p99)} (p99), ${milliseconds(found.maximum)} (slowest) of ${found.count}`,
				];
	const parts = [...of("updates", latencies.persist), ...of("loads", latencies.load)];
	return parts.length === 0
		? ""
		: `Acknowledged and begun after the warm-up and before the planned end: ${parts.join("; ")}.`;
}

function outsideSentence({ extent: { outside } }: Sketch): string {
	return outside === 0
		? ""
		: `Not drawn: ${counted(outside, "operation")} from before the run's start or after its end.`;
}

/** What the lanes have too much of to draw all. */
function leftOutSentence({ lanes }: Sketch): string {
	const most = layouts.wide.mostMarks;
	const count = (list: (lane: Lane) => readonly unknown[]) => sum(lanes, (lane) => list(lane).length);
	const parts = (
		[
			["gaps", "the longest", count(({ gaps }) => gaps)],
			["processes", "the longest", count(({ processes }) => processes)],
			["ends", "no more than", count(({ ends }) => ends)],
			["steps back", "no more than", count(({ backwards }) => backwards)],
		] as const
	)
		.filter(([, , all]) => all > most)
		.map(([what, which, all]) => `of ${all} ${what} ${which} ${most}`);
	return parts.length === 0 ? "" : `Drawn are ${listed(parts)}.`;
}

/** The drawing in words. */
function inWords({ period, extent, lanes }: Sketch, bands: readonly Band[]): string {
	const range =
		extent.fastest === null || extent.slowest === null
			? "No latency is known."
			: `Latencies lie between ${milliseconds(extent.fastest)} and ${milliseconds(extent.slowest)}.`;
	const faults = bands.map(
		({ number, fault, start, seen }) =>
			`Fault ${number}, ${fault}, at ${start.toFixed(1)} s: ${bandLabels[seen].split(";")[0]}.`,
	);
	return [
		`${counted(extent.drawable, "operation")} over ${(period.end - period.zero).toFixed(1)} seconds, latency on a logarithmic axis, and the state index of ${counted(lanes.length, "replica")} below.`,
		range,
		...faults.slice(0, 20),
		"The tables below have the faults and the replicas.",
	].join(" ");
}

function legend({ dots, lanes, extent }: Sketch, bands: readonly Band[]) {
	const shown = allSeries.filter((series) =>
		dots.wide.dots.some(({ kind, outcome }) => kind === series.kind && outcome === series.outcome),
	);
	const seen = (["confirmed", "doubted", "refuted"] as const).filter((each) =>
		bands.some((band) => band.seen === each),
	);
	const bar = (color: string, height: number) =>
		html`<rect x="1" y="${8 - height / 2}" width="22" height="${height}" fill="var(--${color})"/>`;
	const line = html`<path d="M1,13L23,3" stroke="currentColor" stroke-width="1.4"/>`;
	const cross = html`<path d="M9,5l6,6m0,-6l-6,6" stroke="var(--fail)" stroke-width="1.6"/>`;
	const triangle = html`<path d="M8,12h8l-4,-7z" stroke="var(--fail)" stroke-width="1.6" fill="none"/>`;
	const ofLanes = [
		[({ steps }) => steps, line, "state index"],
		[({ gaps }) => gaps, bar("gap", 12), "no acknowledged update"],
		[({ processes }) => processes, bar("life", 4), "a process and its records"],
		[({ ends }) => ends, cross, "its Pod, or its process, was ended"],
		[({ leads }) => leads, bar("lead", 4), "leads a Raft group, as it was read every few seconds"],
		[({ seats }) => seats, bar("seat", 4), "gets its Raft seat back, or another Pod takes over"],
		[({ backwards }) => backwards, triangle, "the index went back"],
	] as const satisfies readonly [(lane: Lane) => readonly unknown[], unknown, string][];
	return html`<ul class="legend">${[
		...(extent.drawable > 0 ? shown.map(seriesEntry) : []),
		...seen.map((each) => entry(bandSample(each), bandLabels[each])),
		...ofLanes
			.filter(([list]) => lanes.some((lane) => list(lane).length > 0))
			.map(([, sample, label]) => entry(sample, `lane: ${label}`)),
	]}</ul>`;
}

function seriesEntry({ color, glyph, strokeWidth, cap, label }: Series) {
	const size = glyph === "h0" ? 6 : strokeWidth;
	return entry(
		html`<path d="M12,8${glyph}" stroke="${color}" stroke-width="${size}" stroke-linecap="${cap}" fill="none"/>`,
		label,
	);
}

function bandSample(seen: Band["seen"]) {
	const edge = (dash: string) => html`<path d="M2,0V16M22,0V16" stroke="var(--edge)" stroke-dasharray="${dash}"/>`;
	if (seen === "confirmed") {
		return html`<rect x="2" width="11" height="16" fill="var(--fault)" fill-opacity="0.3"/><rect x="13" width="9" height="16" fill="var(--fault)" fill-opacity="0.14"/>${edge("none")}`;
	}
	if (seen === "refuted") return edge("1 4");
	return html`<path d="M2,6L8,0M2,14L16,0M6,16L22,0M14,16L22,8" stroke="var(--fault)" stroke-width="2"/>${edge("4 3")}`;
}

function entry(sample: ReturnType<typeof html>, label: string) {
	return html`<li><svg width="24" height="16" viewBox="0 0 24 16" aria-hidden="true">${sample}</svg> ${label}</li>`;
}

function faultTable(windows: readonly FaultWindow[], zero: number) {
	const rows = windowRows(windows, zero);
	const words = witnessSentences(rows, { onlyDoubts: false });
	return (
		rows.length > 0 &&
		html`<h2>Faults</h2>
${windowTable("Faults in order, and who saw them bite", rows)}
${words.length > 0 && folded("What each witness saw", list(words))}`
	);
}

const replicaHeads = [
	"Replica",
	"Acknowledged",
	"Failed",
	"Unknown",
	"No answer",
	"Last index",
	"Longest time without an acknowledged update (s)",
	"Gaps",
	"Processes",
];

function replicaTable({ lanes }: Sketch) {
	return (
		lanes.length > 0 &&
		html`<h2>Replicas</h2>
${table(
	"Updates that began in the plotted time, by replica",
	replicaHeads,
	lanes.map(({ pod, counts, lastIndex, longestGapSeconds, gaps, processes }): Cell[] => [
		pod,
		...[counts.acknowledged, counts.failed, counts.unknown, counts.unanswered].map((count) => number(`${count}`)),
		number(`${lastIndex ?? nothing}`),
		number(fixed(longestGapSeconds, 2)),
		...[gaps, processes].map(({ length }) => number(`${length}`)),
	]),
)}`
	);
}

/**
 * Colours of marks and of what they are about, for a light and for a dark ground; each differs from
 * its ground by 3 to 1 at least, but for areas.
 */
const lightMarks = {
	persist: "#005fa3",
	load: "#6b9100",
	fail: "#c43c00",
	unknown: "#8f6500",
	unanswered: "#8a3f86",
	fault: "#56b4e9",
	edge: "#2a6f97",
	gap: "#f3c1ad",
	life: "#9a9a9a",
	lead: "#b37f00",
	seat: "#8a3f86",
} as const;
const darkMarks: Record<keyof typeof lightMarks, string> = {
	persist: "#5ab4f0",
	load: "#b5d94c",
	fail: "#ff8a5c",
	unknown: "#f0c35a",
	unanswered: "#dd9bd8",
	fault: "#3f8fc0",
	edge: "#8cc8ee",
	gap: "#6b3a28",
	life: "#7c8084",
	lead: "#f0c35a",
	seat: "#dd9bd8",
};

const lightColors = variables({ ...lightMarks, ...groundsOf(light) });
const darkColors = variables({ ...darkMarks, ...groundsOf(dark) });

/** Colours of the report; a link's is none of a mark. */
function groundsOf({ link, ...colors }: typeof light) {
	return colors;
}

const styles = `
:root { color-scheme: light dark; ${lightColors} }
@media (prefers-color-scheme: dark) { :root { ${darkColors} } }
body { margin: 0 auto; padding: 1rem .75rem; max-width: 62rem; font: 1rem/1.45 system-ui, "Helvetica Neue", Arial, sans-serif; color: var(--ink); background: var(--ground); }
h1 { font-size: 1.4rem; margin: 0 0 .5rem; overflow-wrap: anywhere; } h2 { font-size: 1.15rem; margin: 1.5rem 0 .5rem; }
ul.verdicts, ul.legend { list-style: none; padding: 0; margin: .5rem 0; display: flex; flex-wrap: wrap; gap: .15rem 1.1rem; font-size: .875rem; }
.holds { color: var(--good); } .violated { color: var(--bad); font-weight: 700; } .unknown { color: var(--open); }
.notes { border-left: .35rem solid var(--open); background: var(--warning); padding: .1rem .75rem; font-size: .9rem; overflow-wrap: anywhere; } .notes ul { padding-left: 1.1rem; margin: .4rem 0; }
figure { margin: 1rem 0; } figure > svg { display: block; width: 100%; height: auto; color: var(--ink); }
ul.legend svg { vertical-align: -.15em; fill: none; } svg text { fill: currentColor; } svg .fault-label text, svg text.fault-label { fill: var(--edge); }
figcaption { font-size: .85rem; color: var(--muted); }
svg.narrow { display: none; }
@media screen and (max-width: 56rem) { figure > svg.wide { display: none; } figure > svg.narrow { display: block; max-width: 40rem; } }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: .85rem; } caption { text-align: left; color: var(--muted); padding-bottom: .3rem; }
th, td { padding: .25rem .5rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; } tbody th { font-weight: 500; white-space: nowrap; } .number { text-align: right; font-variant-numeric: tabular-nums; }
summary { cursor: pointer; margin: .5rem 0; } details li { overflow-wrap: anywhere; } :focus-visible { outline: 3px solid var(--edge); outline-offset: 2px; }
@media print { :root { ${lightColors} } body { max-width: none; padding: 0; font-size: 9.5pt; } .scroll { overflow: visible; } figure > svg.wide { display: block; } }
`;
