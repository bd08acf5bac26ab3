/**
 * Checks by simulation what `docs/statistics.md` claims of the statistics: how often intervals hold
 * the truth, how often differences are shown that aren't there, and how often those that are.
 * Everything is drawn from one seed, so it prints the same numbers again.
 *
 *     node analysis/statistics/simulation.ts [--only ratio]
 */
import { parseArgs } from "node:util";
import { mean } from "d3-array";
import { metricNames } from "../digest/metrics.ts";
import type { MetricRow } from "../digest/rows.ts";
import { alignedRows } from "../report/textTable.ts";
import { clopperPearson } from "./clopperPearson.ts";
import { compareModes } from "./compare.ts";
import type { Comparison } from "./comparison.ts";
import { ratioOf } from "./hodgesLehmann.ts";
import { outliers } from "./outliers.ts";
import { seededDraw } from "./random.ts";
import { rankTest, type Stratum } from "./rankTest.ts";
import { runsToDecide } from "./runsToDecide.ts";
import { answerAt, plannedLooks } from "./sequential.ts";

/** Numbers of runs of each mode, one for each size. */
type Design = readonly number[];

const designs: readonly Design[] = [[3], [4], [5], [8], [3, 3], [5, 3, 3, 3, 5]];

const seed = 20_261_130;

/** Each table begins with the seed anew, so that it is the same alone. */
let draw = seededDraw(seed);

function uniform(): number {
	return (draw(2 ** 31) + 0.5) / 2 ** 31;
}

/**
 * By Box and Muller ("A Note on the Generation of Random Normal Deviates", The Annals of
 * Mathematical Statistics 29(2), 1958).
 */
function normal(): number {
	return Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** What runs are like: values above 0 with median 1. */
const distributions: Readonly<Record<string, () => number>> = {
	"lognormal, spread 10 %": () => Math.exp(0.1 * normal()),
	"lognormal, spread 50 %": () => Math.exp(0.5 * normal()),
	"heavy tails": () => Math.exp(0.1 * Math.tan(3 * (uniform() - 0.5))),
	"one run in ten is ten times as slow": () => Math.exp(0.1 * normal()) * (uniform() < 0.1 ? 10 : 1),
};

/** Sizes differ by factors, as replicas do. */
function strataOf(design: Design, value: () => number, ratio: (size: number) => number): Stratum[] {
	return design.map((runs, size) => ({
		first: Array.from({ length: runs }, () => 2 ** size * value()),
		second: Array.from({ length: runs }, () => 2 ** size * value() * ratio(size)),
	}));
}

/** Of so many tries. */
function share(tries: number, happens: () => boolean): number {
	let times = 0;
	for (let i = 0; i < tries; i++) if (happens()) times++;
	return times / tries;
}

type Table = { title: string; columns: readonly string[]; rows: readonly (readonly (string | number)[])[] };

function percent(value: number): string {
	return `${(100 * value).toFixed(1)} %`;
}

function designText(design: Design): string {
	return design.map((runs) => `${runs}`).join("+");
}

function rankTestErrors(): Table {
	return {
		title: "Rank test: p ≤ 0.05 where nothing differs (sizes 2^i apart)",
		columns: ["runs of each mode", ...Object.keys(distributions)],
		rows: designs.map((design) => [
			designText(design),
			...Object.values(distributions).map((value) =>
				percent(share(4000, () => rankTest(strataOf(design, value, () => 1)).p <= 0.05)),
			),
		]),
	};
}

function ratioCoverage(): Table {
	return {
		title:
			"Ratio: its interval holds the true ratio, 3; last column: 2.4 to 3.6 by size, and the geometric mean is asked for",
		columns: ["runs of each mode", "confidence", ...Object.keys(distributions), "ratios differ by size"],
		rows: designs.map((design) => {
			const spread = (size: number) => 3 * (design.length < 2 ? 1 : 0.8 * 1.5 ** (size / (design.length - 1)));
			const typical = Math.exp(mean(design.map((_, size) => Math.log(spread(size)))) as number);
			const covers = (value: () => number, ratio: (size: number) => number, truth: number) =>
				share(4000, () => {
					const interval = ratioOf(strataOf(design, value, ratio))?.interval;
					return interval != null && interval.low <= truth && truth <= interval.high;
				});
			const values = Object.values(distributions);
			const any = ratioOf(strataOf(design, normalRuns, () => 1))?.interval;
			return [
				designText(design),
				percent(any?.confidence ?? 0),
				...values.map((value) => percent(covers(value, () => 3, 3))),
				percent(covers(normalRuns, spread, typical)),
			];
		}),
	};
}

function normalRuns(): number {
	return (distributions["lognormal, spread 10 %"] as () => number)();
}

/**
 * Rows of modes whose metrics depend on each other by `correlation`; `effect` is by how many
 * standard deviations a mode's metric is higher.
 */
function rowsOf({
	modes,
	sizes,
	runs,
	metrics,
	correlation,
	spread = () => 1,
	effect = () => 0,
}: {
	modes: number;
	sizes: number;
	runs: number;
	metrics: number;
	correlation: number;
	spread?: (mode: number) => number;
	effect?: (mode: number, metric: number) => number;
}): MetricRow[] {
	const rows: MetricRow[] = [];
	for (let mode = 0; mode < modes; mode++) {
		for (let size = 0; size < sizes; size++) {
			for (let run = 0; run < runs; run++) {
				const common = normal();
				for (let metric = 0; metric < metrics; metric++) {
					const own = Math.sqrt(correlation) * common + Math.sqrt(1 - correlation) * normal();
					rows.push({
						mode: `mode-${mode}`,
						replicas: size,
						run: `${mode}-${size}/${run}`,
						metric: metricNames[metric] as MetricRow["metric"],
						view: "settled",
						value: Math.exp(0.1 * (spread(mode) * own + effect(mode, metric)) + size),
					});
				}
			}
		}
	}
	return rows;
}

function isShown({ outcome }: Comparison): boolean {
	return outcome === "firstLower" || outcome === "secondLower";
}

function compare(rows: readonly MetricRow[]): Comparison[] {
	return compareModes(rows, { view: "settled" });
}

function familywiseErrors(): Table {
	const of = { modes: 2, metrics: 9 };
	const cases = [
		{ sizes: 1, runs: 4 },
		{ sizes: 1, runs: 5 },
		{ sizes: 2, runs: 3 },
	];
	return {
		title:
			"Correction of nine metrics of two modes: any is shown that doesn't differ; last column: how many of four that differ by 3 standard deviations are shown",
		columns: [
			"sizes × runs",
			"independent",
			"correlated 0.7",
			"the same",
			"other spread (3 times)",
			"four differ",
			"shown of these",
		],
		rows: cases.map(({ sizes, runs }) => {
			const design = { ...of, sizes, runs };
			const error = (options: Partial<Parameters<typeof rowsOf>[0]>) =>
				percent(share(1500, () => compare(rowsOf({ ...design, correlation: 0.7, ...options })).some(isShown)));
			let shown = 0;
			const tries = 1500;
			const wrong = share(tries, () => {
				const comparisons = compare(
					rowsOf({
						...design,
						correlation: 0.7,
						effect: (mode, metric) => (mode === 1 && metric < 4 ? 3 : 0),
					}),
				);
				const differ = metricNames.slice(0, 4);
				shown += comparisons.filter((each) => isShown(each) && differ.includes(each.metric)).length;
				return comparisons.some((each) => isShown(each) && !differ.includes(each.metric));
			});
			return [
				`${sizes} × ${runs}`,
				error({ correlation: 0 }),
				error({}),
				error({ correlation: 1 }),
				error({ spread: (mode) => (mode === 1 ? 3 : 1) }),
				percent(wrong),
				percent(shown / (4 * tries)),
			];
		}),
	};
}

/** Modes 0 to `alike` − 1 don't differ from each other; the others are each apart from all. */
function pairErrors(): Table {
	const cases = [8, 6, 4, 2].map((alike) => ({ alike, modes: 8 }));
	const tries = 200;
	return {
		title:
			"Many pairs of eight modes, nine metrics, two sizes × three runs: of the pairs in which anything is shown, in which share something is that doesn't differ (mean over groups)",
		columns: ["modes that are alike", "pairs that differ", "wrong among those shown", "shown of the differences"],
		rows: cases.map(({ alike, modes }) => {
			let [wrongShares, shown, differing] = [0, 0, 0];
			for (let i = 0; i < tries; i++) {
				const comparisons = compare(
					rowsOf({
						...{ modes, sizes: 2, runs: 3, metrics: 9, correlation: 0.7 },
						effect: (mode) => (mode < alike ? 0 : 5 * (mode - alike + 1)),
					}),
				);
				const areAlike = ({ first, second }: Comparison) =>
					[first, second].every((name) => Number(name.slice(5)) < alike);
				const pairsOf = (some: readonly Comparison[]) =>
					new Set(some.map(({ first, second }) => `${first} ${second}`)).size;
				const said = comparisons.filter(isShown);
				const wrong = said.filter(areAlike);
				wrongShares += said.length === 0 ? 0 : pairsOf(wrong) / pairsOf(said);
				shown += said.length - wrong.length;
				differing += comparisons.filter((each) => !areAlike(each)).length;
			}
			const pairs = (modes * (modes - 1)) / 2 - (alike * (alike - 1)) / 2;
			return [
				`${alike} of ${modes}`,
				`${pairs} of 28`,
				percent(wrongShares / tries),
				differing === 0 ? "–" : percent(shown / differing),
			];
		}),
	};
}

function equivalenceErrors(): Table {
	return {
		title: "“No more than 10 % apart”: how often it is said, by the true ratio",
		columns: ["runs, spread", "ratio 1", "ratio 1.05", "ratio 1.1: wrong from here on", "ratio 1.2"],
		rows: [
			{ design: [3], spread: 0.01 },
			{ design: [5], spread: 0.02 },
			{ design: [5], spread: 0.05 },
			{ design: [5, 5], spread: 0.05 },
			{ design: [8, 8], spread: 0.1 },
		].map(({ design, spread }) => [
			`${designText(design)}, ${100 * spread} %`,
			...[1, 1.05, 1.1, 1.2].map((ratio) =>
				percent(
					share(3000, () => {
						const interval = ratioOf(
							strataOf(
								design,
								() => Math.exp(spread * normal()),
								() => ratio,
							),
						)?.interval;
						return interval != null && interval.low >= 1 / 1.1 && interval.high <= 1.1;
					}),
				),
			),
		]),
	};
}

function sequentialErrors(): Table {
	return {
		title: "Until decided: looks after each run up to eight; the difference is in standard deviations of a run",
		columns: [
			"sizes, difference",
			"shown",
			"runs of each, mean",
			"interval holds the ratio at the end",
			"at every look",
		],
		rows: [1, 2].flatMap((sizes) => {
			const looks = plannedLooks(sizes, 8);
			return [0, 1, 2, 3, 6].map((difference) => {
				const ratio = Math.exp(0.1 * difference);
				let [runs, atEnd, always] = [0, 0, 0];
				const tries = difference === 0 ? 6000 : 1500;
				const shown = share(tries, () => {
					const strata = Array.from({ length: sizes }, () => ({
						first: [] as number[],
						second: [] as number[],
					}));
					let [everywhere, done] = [true, false];
					let last: { shown: boolean; holds: boolean; runs: number } | null = null;
					for (const look of looks) {
						for (const { first, second } of strata) {
							first.push(normalRuns());
							second.push(normalRuns() * ratio);
						}
						const answer = answerAt(look, { strata, known: true });
						const interval = answer.ratio?.interval;
						const holds = !interval || (interval.low <= ratio && ratio <= interval.high);
						everywhere &&= holds;
						if (done) continue;
						last = { shown: answer.outcome.endsWith("Lower"), holds, runs: look.runs };
						done = answer.outcome !== "undecided";
					}
					runs += last?.runs ?? 0;
					atEnd += last?.holds ? 1 : 0;
					always += everywhere ? 1 : 0;
					return last?.shown ?? false;
				});
				return [
					`${sizes}, ${difference}`,
					percent(shown),
					(runs / tries).toFixed(1),
					percent(atEnd / tries),
					percent(always / tries),
				];
			});
		}),
	};
}

function forecasts(): Table {
	return {
		title:
			"Runs that would decide it: asked after three runs of each at one size, of what is open then; decided with so many new ones",
		columns: ["difference in standard deviations", "runs named, median", "decided with so many", "more than 200 named"],
		rows: [0, 0.5, 1, 2, 3].map((difference) => {
			const named: number[] = [];
			let [decided, none] = [0, 0];
			const of = (runs: number) =>
				compare(
					rowsOf({
						...{ modes: 2, sizes: 1, runs, metrics: 1, correlation: 0 },
						effect: (mode) => difference * mode,
					}),
				)[0] as Comparison;
			for (let i = 0; i < 600; i++) {
				const pilot = of(3);
				if (pilot.outcome === "equivalent") continue;
				const runs = runsToDecide(pilot);
				if (runs === null) {
					none++;
					continue;
				}
				named.push(runs);
				const { outcome } = of(runs);
				if (outcome !== "undecided" && outcome !== "tooFew") decided++;
			}
			const middle = named.sort((a, b) => a - b)[Math.floor(named.length / 2)];
			return [difference, middle ?? "–", percent(decided / named.length), percent(none / (none + named.length))];
		}),
	};
}

function outlierAlarms(): Table {
	return {
		title:
			"Outliers: groups of 18 cells with three runs in which any is named, and how often one run that is eight times as slow",
		columns: ["runs", "named without cause", "the slow one named"],
		rows: Object.entries(distributions)
			.filter(([name]) => !name.startsWith("one run"))
			.map(([name, value]) => {
				const rows = (): MetricRow[] =>
					Array.from({ length: 54 }, (_, i) => ({
						mode: `mode-${i % 9}`,
						replicas: i % 2,
						run: `${i}`,
						metric: "rtoSlowest",
						view: "settled",
						value: value(),
					}));
				const slowed = () => rows().map((row, i) => (i === 7 ? { ...row, value: 8 * (row.value as number) } : row));
				return [
					name,
					percent(share(1000, () => outliers(rows()).length > 0)),
					percent(share(1000, () => outliers(slowed()).some(({ run }) => run === "7"))),
				];
			}),
	};
}

/** Added up over all counts, not drawn. */
function promiseCoverage(): Table {
	return {
		title: "k of n runs: the smallest coverage of the 95 % interval over shares of 0.1 to 99.9 %",
		columns: ["runs", "coverage"],
		rows: [3, 6, 19, 100].map((runs) => {
			const intervals = Array.from({ length: runs + 1 }, (_, hits) => clopperPearson(hits, runs));
			let least = 1;
			for (let thousandths = 1; thousandths < 1000; thousandths++) {
				const truth = thousandths / 1000;
				let covered = 0;
				let probability = (1 - truth) ** runs;
				for (const [hits, { low, high }] of intervals.entries()) {
					if (low <= truth && truth <= high) covered += probability;
					probability *= ((runs - hits) / (hits + 1)) * (truth / (1 - truth));
				}
				least = Math.min(least, covered);
			}
			return [runs, percent(least)];
		}),
	};
}

const tables: Readonly<Record<string, () => Table>> = {
	test: rankTestErrors,
	ratio: ratioCoverage,
	metrics: familywiseErrors,
	pairs: pairErrors,
	equivalence: equivalenceErrors,
	sequential: sequentialErrors,
	forecast: forecasts,
	outliers: outlierAlarms,
	promises: promiseCoverage,
};

function main(): void {
	const { values } = parseArgs({ options: { only: { type: "string" } } });
	const { only } = values;
	if (only !== undefined && !Object.hasOwn(tables, only)) {
		throw new Error(`--only ${only}: give one of ${Object.keys(tables).join(", ")}.`);
	}
	for (const [name, simulate] of Object.entries(tables)) {
		if (only !== undefined && only !== name) continue;
		draw = seededDraw(seed);
		const { title, columns, rows } = simulate();
		const cells = columns.map((heading, column) => [heading, ...rows.map((row) => String(row[column]))]);
		console.log(`${title}\n\n${alignedRows(cells, 1)}\n`);
	}
}

if (import.meta.main) {
	try {
		main();
	} catch (error) {
		console.error((error as Error).message);
		process.exitCode = 1;
	}
}
