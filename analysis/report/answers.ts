import { group, max, sum } from "d3-array";
import { counted } from "../../schema/counted.ts";
import { isControl, modesInOrder } from "../../schema/modesInOrder.ts";
import { headlines, type MetricName, metrics } from "../digest/metrics.ts";
import type { MetricRow } from "../digest/rows.ts";
import { sizesOf } from "../figures/chart.ts";
import { modeStyle } from "../figures/colours.ts";
import { notRankedText, rankable, storeMark } from "../standInStore.ts";
import { fewestRunsForInterval } from "../statistics/bootstrap.ts";
import { sharedValue } from "../statistics/compare.ts";
import type { Comparison } from "../statistics/comparison.ts";
import { nextStep } from "../statistics/nextStep.ts";
import { outliers } from "../statistics/outliers.ts";
import { type PromiseCount, promises } from "../statistics/promises.ts";
import { runsToDecide } from "../statistics/runsToDecide.ts";
import { estimateRuns, runValues } from "../statistics/runValues.ts";
import { probabilityText, swapped, withinSentence } from "../statistics/sentences.ts";
import { medianText, shown } from "./estimateText.ts";
import type { CellSafety, ReportedGroup } from "./report.ts";
import { listed } from "./sentences.ts";
import { nothing } from "./values.ts";

/** How sure an answer is. `single`: one run of each says nothing of chance. */
export type Sureness = "shown" | "partly" | "same" | "open" | "single" | "alone" | "none";

/** What two modes differ in, in one line. */
export type Finding = {
	metric: MetricName;
	/** `central is back 5.9× sooner than decentral`. */
	text: string;
	/** `[2.3, 6.4]`; empty where there is none. */
	interval: string;
	sureness: Sureness;
	/** `shown, adjusted p = 0.003`. */
	sure: string;
	/** The two modes, and of each its medians over the sizes, and the worst run. */
	modes: readonly [string, string];
	numbers: readonly [string, string];
	/** For graphs; null: none. */
	comparison: Comparison;
};

/** A row of the table of needs. */
export type NeedRow = {
	need: string;
	metric: MetricName;
	/** In order of the sizes. */
	choices: readonly { text: string; sureness: Sureness }[];
};

export type Safety = { verdict: "holds" | "violated" | "unknown"; sentences: readonly string[] };

/** What a reader asks first, and what the runs of a group answer. */
export type Answers = {
	safety: Safety;
	/** What these runs can't say, and why. */
	limits: readonly string[];
	/** Of the modes: the two, or of many the best against the next. */
	findings: readonly Finding[];
	needs: { sizes: readonly number[]; rows: readonly NeedRow[]; leftOut: readonly string[] };
	/**
	 * In how many runs of each mode a promise was broken, at all sizes together; of promises that
	 * some run broke.
	 */
	promises: readonly PromiseCount[];
	/** Runs that a median hides. */
	outliers: readonly string[];
	surer: { sentence: string; command: string; minutes: number } | null;
};

export function answersOf(group: ReportedGroup): Answers {
	return {
		safety: safetyOf(group),
		limits: limitsOf(group),
		findings: findingsOf(group),
		needs: needsOf(group),
		promises: promisesOf(group),
		outliers: outliersOf(group),
		surer: surerOf(group),
	};
}

function promisesOf({ tables, protocol }: ReportedGroup): PromiseCount[] {
	const all = promises(tables, protocol?.thresholds ?? {}).filter(({ mode }) => !isControl(mode));
	const broken = new Set(all.filter(({ broken }) => broken.length > 0).map(({ promise }) => promise));
	return all.filter(({ promise }) => broken.has(promise));
}

function outliersOf({ tables }: ReportedGroup): string[] {
	return outliers(tables.metrics.filter(({ view, metric }) => view === "settled" && headlines.includes(metric))).map(
		({ metric, run, value, median }) => {
			const { label, unit } = metrics[metric];
			const number = (each: number) => shown(each, metrics[metric]);
			return `${run}: ${label} ${number(value)} against a median of ${number(median)} ${unit}.`;
		},
	);
}

const label = (mode: string) => modeStyle(mode).label;

/** A mode's name in a table, with the mark of a stand-in for its store. */
export function markedLabel(mode: string, standInStores: readonly string[]): string {
	return `${label(mode)}${standInStores.includes(mode) ? storeMark : ""}`;
}

function safetyOf({ safety }: ReportedGroup): Safety {
	const runs = (cells: readonly CellSafety[]) => sum(cells, (each) => each.runs);
	const names = (cells: readonly CellSafety[]) => listed(modesInOrder(cells.map(({ mode }) => mode)).map(label));
	const lost = safety.filter(({ lostIn }) => lostIn > 0);
	const unknown = safety.filter(({ lostIn, unknownIn }) => lostIn === 0 && unknownIn > 0);
	const kept = safety.filter(({ lostIn, unknownIn }) => lostIn + unknownIn === 0);
	const isKnown = kept.every(({ observations }) => observations !== null);
	const evidence = isKnown
		? `${sum(kept, ({ observations }) => observations ?? 0).toLocaleString("en")} observations could have shown otherwise`
		: "the evidence of their verdicts was not kept";
	const isExpected = ({ mode, expected }: CellSafety) => expected || isControl(mode);
	const losses = [...group(lost, ({ mode }) => mode)].map(([mode, cells]) => {
		const worst = max(cells, ({ worstLoss }) => worstLoss ?? 0) ?? 0;
		return `${cells.every(isExpected) ? "As expected, " : ""}${label(mode)} lost data or broke another promise in ${sum(cells, ({ lostIn }) => lostIn)} of ${counted(runs(cells), "run")}${worst > 0 ? `, up to ${counted(worst, "update")} of one Pod` : ""}.`;
	});
	return {
		verdict: lost.every(isExpected) ? verdictOf(kept, unknown, lost) : "violated",
		sentences: [
			kept.length > 0
				? `${names(kept)} kept every acknowledged update in ${runs(kept) === 1 ? "its one run" : `all ${runs(kept)} runs`}; ${evidence}.`
				: null,
			...losses,
			unknown.length > 0
				? `Of ${names(unknown)} it isn't known in ${sum(unknown, (each) => each.unknownIn)} of ${counted(runs(unknown), "run")} whether everything was kept.`
				: null,
			safety.length === 0 ? "No run was judged." : null,
		].filter((sentence) => sentence !== null),
	};
}

/** Where nobody lost what was promised. */
function verdictOf(
	kept: readonly CellSafety[],
	unknown: readonly CellSafety[],
	lost: readonly CellSafety[],
): Safety["verdict"] {
	if (unknown.length > 0) return "unknown";
	if (kept.length > 0) return "holds";
	return lost.length > 0 ? "violated" : "unknown";
}

function limitsOf({ safety, tables, leftOut, untrusted, withFaults, standInStores }: ReportedGroup): string[] {
	const modes = new Set(safety.filter(({ mode }) => !isControl(mode)).map(({ mode }) => mode));
	const runsIn = (rows: readonly MetricRow[]) => new Set(rows.map(({ run }) => run)).size;
	const out = runsIn(leftOut);
	const all = counted(runsIn(tables.metrics) + out, "run");
	const [is, them, theyAre] = out === 1 ? ["is", "it", "it is"] : ["are", "them", "they are"];
	const [only] = modes;
	const isAlone = modes.size === 1 && only !== undefined;
	return [
		out > 0
			? `${out} of ${all} ${is} left out of the statistics, since the laboratory spoiled ${them}; ${theyAre} drawn hollow.`
			: null,
		untrusted ? "Where a method has only such runs, its numbers are theirs, and not to be trusted." : null,
		isAlone ? `Only ${label(only)} was run, so nothing is compared.` : notRankedText(standInStores),
		withFaults ? null : "Nothing was done to these runs, so they say nothing of crashes.",
	].filter((sentence) => sentence !== null);
}

/**
 * Two modes in every metric that summaries tell of; of more modes, the best in each against the
 * others.
 */
function findingsOf({ comparisons, tables, leftOut, untrusted, safety }: ReportedGroup): Finding[] {
	const modes = modesInOrder(comparisons.flatMap(({ first, second }) => [first, second])).filter(
		(mode) => !isControl(mode),
	);
	const losers = new Set(modes.length > 2 ? safety.filter(({ lostIn }) => lostIn > 0).map(({ mode }) => mode) : []);
	const rows = [...tables.metrics, ...leftOut];
	return headlines.flatMap((metric) => {
		const own = comparisons.filter(
			(each) =>
				each.metric === metric && [each.first, each.second].every((mode) => modes.includes(mode) && !losers.has(mode)),
		);
		const told = modes.length > 2 ? bestAndNext(own) : own;
		return told.map((comparison) => findingOf(comparison, rows, untrusted));
	});
}

/** The mode that is the lower one most often, and of the others the one that is so beside it. */
function bestAndNext(comparisons: readonly Comparison[]): Comparison[] {
	const wins = new Map<string, number>();
	for (const { first, second, delta } of comparisons) {
		const lower = delta >= 0 ? first : second;
		wins.set(lower, (wins.get(lower) ?? 0) + Math.abs(delta));
	}
	const [best, next] = [...wins].sort(([, a], [, b]) => b - a);
	if (best === undefined || next === undefined) return [];
	return comparisons.filter(
		({ first, second }) => [first, second].includes(best[0]) && [first, second].includes(next[0]),
	);
}

function findingOf(comparison: Comparison, rows: readonly MetricRow[], untrusted: boolean): Finding {
	const { metric, first, second, delta } = comparison;
	// The ratio is of the second over the first; what is said is how many times the higher one is.
	const ratio = (delta >= 0 ? comparison : swapped(comparison)).ratio;
	const range = sharedValue(comparison) === null ? ratio?.interval : null;
	const { sureness, words } = surenessOf(comparison);
	return {
		metric,
		text: differenceText(comparison, ratio === null ? "" : `${timesText(ratio.value)}×`),
		interval: range ? `[${timesText(range.low)}, ${timesText(range.high)}]` : "",
		sureness,
		sure: untrusted ? `not to be trusted; ${words}` : words,
		modes: [first, second],
		numbers: [numbersOf(rows, metric, first), numbersOf(rows, metric, second)],
		comparison,
	};
}

/** @param times how many times the higher one is; empty where nothing tells */
function differenceText(comparison: Comparison, times: string): string {
	const { metric, outcome, delta } = comparison;
	const { saying, ...format } = metrics[metric];
	const [one, other] = [comparison.first, comparison.second].map(label);
	const same = sharedValue(comparison);
	if (same !== null) return `${one} and ${other} both: ${inUnit(metric, same)} ${withinSentence(format.label)}`;
	if (outcome === "equivalent") return `${one} and ${other} are within 10 %: ${format.label}`;
	if (outcome === "undecided" || (outcome === "tooFew" && delta === 0)) {
		return `${format.label}: no difference shown`;
	}
	const isOtherFirst = delta > 0 === (saying.of === "higher") && delta !== 0;
	const [subject, object] = isOtherFirst ? [other, one] : [one, other];
	return `${subject} ${saying.text.replace("{}", times).replaceAll(/ +/g, " ")} ${object}`;
}

function surenessOf(comparison: Comparison): { sureness: Sureness; words: string } {
	const { outcome, adjustedP, sizes } = comparison;
	if (outcome === "equivalent") return { sureness: "same", words: "shown" };
	if (sharedValue(comparison) !== null) return { sureness: "same", words: "in every run" };
	if (outcome === "firstLower" || outcome === "secondLower") {
		return { sureness: "shown", words: `shown, p ${probabilityText(adjustedP ?? 1)}` };
	}
	const isSingle = sizes.every(({ estimates }) => estimates.every(({ values }) => values.length === 1));
	return isSingle
		? { sureness: "single", words: "one run of each: may be chance" }
		: { sureness: "open", words: decidingText(comparison) };
}

/**
 * `0.78–1.62 s (2.14)`: the medians of the sizes, the lowest and the highest, and the worst run of
 * all.
 */
function numbersOf(rows: readonly MetricRow[], metric: MetricName, mode: string): string {
	const format = metrics[metric];
	const own = rows.filter((row) => row.metric === metric && row.mode === mode && row.view === "settled");
	const estimates = [...group(own, ({ replicas }) => replicas).values()].flatMap((cell) => {
		const values = runValues(cell);
		return values.length === 0 ? [] : [estimateRuns(values)];
	});
	if (estimates.length === 0) return nothing;
	const ordered = estimates.toSorted((a, b) => a.median - b.median);
	const texts = [ordered[0], ordered.at(-1)].map((each) => (each ? medianText(each, format) : ""));
	const worst = max(estimates, ({ values }) => values.at(-1)) ?? 0;
	const open = estimates.some((each) => each.open !== undefined);
	const worstText = `${open ? "≥ " : ""}${shown(worst, format)}`;
	const range = texts[0] === texts[1] ? texts[0] : `${texts[0]}–${texts[1]}`;
	return worstText === texts[1] ? `${range} ${format.unit}` : `${range} ${format.unit} (${worstText})`;
}

function inUnit(metric: MetricName, value: number): string {
	return `${shown(value, metrics[metric])} ${metrics[metric].unit === "updates" ? "" : metrics[metric].unit}`.trim();
}

/** Three digits are more than any ratio of few runs is worth. */
function timesText(ratio: number): string {
	return ratio >= 9.95 ? ratio.toFixed(0) : ratio.toFixed(1);
}

function decidingText(comparison: Comparison): string {
	const runs = runsToDecide(comparison);
	return runs === null ? "open, beyond 200 runs of each" : `open; ${runs} runs of each decide it`;
}

const needWords: Readonly<Partial<Record<MetricName, string>>> = {
	rtoSlowest: "lost Pods back soonest",
	missedWorst: "the others go on meanwhile",
	persistP50: "quick updates",
	persistP99: "quick slow updates (p99)",
	retrieveP50: "quick reads",
	startupMean: "replicas start soonest",
	memoryTotal: "least memory",
	cpuTotal: "least processor time",
};

/**
 * For each need and size the method with the lowest median among those that lost nothing, and how
 * sure it is that it is the best.
 */
function needsOf({ safety, tables, comparisons, standInStores }: ReportedGroup): Answers["needs"] {
	const asked = safety.filter(({ mode }) => !isControl(mode));
	const losers = new Set(asked.filter(({ lostIn }) => lostIn > 0).map(({ mode }) => mode));
	const modes = modesInOrder(asked.map(({ mode }) => mode)).filter((mode) => !losers.has(mode));
	const settled = rankable(tables.metrics, standInStores).filter(
		(row) => row.view === "settled" && modes.includes(row.mode),
	);
	const sizes = [...new Set(settled.map(({ replicas }) => replicas))]
		.sort((a, b) => a - b)
		.filter((size) => new Set(settled.filter(({ replicas }) => replicas === size).map(({ mode }) => mode)).size > 1);
	if (sizes.length === 0) return { sizes, rows: [], leftOut: [] };
	return {
		sizes,
		rows: headlines.flatMap((metric): NeedRow[] => {
			const choices = sizes.map((replicas) =>
				choiceAt(
					settled.filter((row) => row.metric === metric && row.replicas === replicas),
					comparisons,
					metric,
					standInStores,
				),
			);
			const need = needWords[metric] ?? metrics[metric].label;
			return choices.every(({ sureness }) => sureness === "none") ? [] : [{ need, metric, choices }];
		}),
		leftOut: [...losers].map((mode) => `${label(mode)} is left out: it lost data or broke another promise.`),
	};
}

function choiceAt(
	rows: readonly MetricRow[],
	comparisons: readonly Comparison[],
	metric: MetricName,
	standInStores: readonly string[],
): NeedRow["choices"][number] {
	const ordered = [...group(rows, ({ mode }) => mode)]
		.flatMap(([mode, own]) => {
			const values = runValues(own);
			return values.length === 0 ? [] : [{ mode, estimate: estimateRuns(values) }];
		})
		.sort(
			(a, b) =>
				Number(a.estimate.open?.median ?? false) - Number(b.estimate.open?.median ?? false) ||
				a.estimate.median - b.estimate.median,
		);
	const [best] = ordered;
	if (best === undefined) return { text: nothing, sureness: "none" };
	const text = (value: typeof best) => medianText(value.estimate, metrics[metric]);
	const tied = ordered.filter((each) => text(each) === text(best));
	const number = `${text(best)} ${metrics[metric].unit}`;
	if (tied.length === ordered.length) {
		return ordered.length === 1
			? { text: `${markedLabel(best.mode, standInStores)} ${number}`, sureness: "alone" }
			: { text: `all alike: ${number}`, sureness: "same" };
	}
	const who =
		tied.length > 3
			? `${tied.length} of ${ordered.length}`
			: listed(tied.map(({ mode }) => markedLabel(mode, standInStores)));
	const isShown = ordered
		.filter((each) => !tied.includes(each))
		.map(({ mode }) => {
			const found = comparisons.find(
				({ first, second, ...each }) =>
					each.metric === metric && [first, second].includes(best.mode) && [first, second].includes(mode),
			);
			return found?.outcome === (found?.first === best.mode ? "firstLower" : "secondLower");
		});
	const open = rows.length <= ordered.length ? "single" : "open";
	const some = isShown.includes(true) ? "partly" : open;
	return { text: `${who} ${number}`, sureness: tied.length === 1 && !isShown.includes(false) ? "shown" : some };
}

/** The sweep that would decide what is open. */
function surerOf(group: ReportedGroup): Answers["surer"] {
	const { comparisons, secondsPerRun } = group;
	if (comparisons.length === 0) return repeated(group);
	const step = nextStep(
		headlines.flatMap((metric) =>
			comparisons.filter((each) => each.metric === metric && !isControl(each.first) && !isControl(each.second)),
		),
		{ name: protocolOf(group) },
		secondsPerRun,
	);
	return (
		step && {
			sentence: `about ${counted(step.runs, "run")} of each mode at each size would probably decide “${step.question}”`,
			command: step.command,
			minutes: step.minutes,
		}
	);
}

function protocolOf({ protocol, name }: ReportedGroup): string {
	return protocol?.name ?? name.replace(/^.*, /, "").split(" ")[0] ?? name;
}

/** Where nothing is compared: as many runs as an interval takes; null where there are. */
function repeated(group: ReportedGroup): Answers["surer"] {
	const cells = group.safety.filter(({ mode }) => !isControl(mode));
	const repeat = fewestRunsForInterval - Math.min(...cells.map(({ runs }) => runs));
	if (cells.length === 0 || repeat <= 0) return null;
	const modes = modesInOrder(cells.map(({ mode }) => mode));
	const sizes = sizesOf(cells);
	const runs = modes.length * sizes.length * repeat;
	return {
		sentence: `${counted(repeat, "more run")} of each would give every number an interval`,
		command: `npx holdfast sweep --modes ${modes.join(",")} --replicas ${sizes.join(",")} --protocol ${protocolOf(group)} --repeat ${repeat}`,
		minutes: Math.ceil((runs * group.secondsPerRun) / 60),
	};
}
