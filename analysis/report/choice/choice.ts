import { counted } from "../../counted.ts";
import { type Kept, keptOf } from "../../digest/kept.ts";
import type { MetricRow } from "../../digest/rows.ts";
import { modesInOrder } from "../../modesInOrder.ts";
import {
	isOfStore,
	standInStoreModes,
	studyStore,
} from "../../standInStore.ts";
import type { ReportedCell, ReportedGroup } from "../report.ts";
import { listed } from "../words.ts";
import { type Need, needs, needsThatBearLoss } from "./needs.ts";
import { type NameOf, type Sureness, sentencesOf } from "./sentences.ts";
import { contenders, standing } from "./standing.ts";

/** What the runs of one size say of which method to choose for a need. */
export type Choice = {
	replicas: number;
	sureness: Sureness;
	sentences: readonly string[];
};

/** A line of the decision table. */
export type Decision = {
	/** `If a crash must lose nothing and memory is scarce`. */
	need: string;
	/** By size, ascending. */
	choices: readonly Choice[];
};

type Group = Pick<ReportedGroup, "cells" | "comparisons"> & {
	tables: Pick<ReportedGroup["tables"], "metrics">;
};

/**
 * Which method for which need, from the runs of a group: at each size at which several were run, the method with the lowest median among those that qualify, and
 * what the comparisons say of the others. No method is preferred by its name. One that leaves lost Pods gone in half of its runs
 * or more stands only where it is asked how soon they are back. Where some method lost data, a second part
 * asks the same of all methods, for readers whom that doesn't hurt.
 *
 * @param nameOf writes modes' names in sentences
 */
export function decisions(
	{ cells, comparisons, tables }: Group,
	nameOf: NameOf = (mode) => mode,
): Decision[] {
	const kept = keptInCells({ cells, tables });
	const { several: sizes } = sizesToChooseAt(cells);
	const standIns = standInStoreModes(cells);
	const withLoss = sizes.filter((size) =>
		kept.some(
			({ replicas, outcome }) => replicas === size && outcome === "lost",
		),
	);
	const decision = (
		{ words, metric }: Need,
		what: string,
		{ sizes, among }: { sizes: readonly number[]; among: "kept" | "all" },
	): Decision => ({
		need: `If a crash ${what} and ${words}`,
		choices: sizes.map((replicas) => {
			const own = kept.filter((each) => each.replicas === replicas);
			const qualified = own.filter(
				(cell) =>
					(among === "all" || cell.outcome === "kept") &&
					(metric === "rtoSlowest" || !mostlyGone(tables.metrics, cell)),
			);
			if (qualified.length === 0) return { replicas, ...nobody(own) };
			const unranked = qualified.filter(
				({ mode }) => isOfStore(metric) && standIns.includes(mode),
			);
			const eligible = qualified.filter((cell) => !unranked.includes(cell));
			const notRanked = notRankedSentence(unranked, nameOf);
			if (eligible.length === 0) {
				return { replicas, sureness: "none", sentences: notRanked };
			}
			const asked = {
				metric,
				replicas,
				modes: eligible.map(({ mode }) => mode),
			};
			const found = standing(
				contenders(tables.metrics, asked),
				comparisons,
				asked,
			);
			if (found === null) {
				return {
					replicas,
					sureness: "none",
					sentences: ["No run of them has this number.", ...notRanked],
				};
			}
			const { sureness, sentences } = sentencesOf(found, metric, nameOf);
			const leaders = [found.leader, ...found.alike].map(({ mode }) => mode);
			return {
				replicas,
				sureness,
				sentences: [
					...sentences,
					...withoutNumber(asked.modes, found, nameOf),
					...leaders.flatMap((mode) =>
						goneSentence(tables.metrics, { mode, replicas }, nameOf),
					),
					...notRanked,
				],
			};
		}),
	});
	return [
		...needs.map((need) =>
			decision(need, "must lose nothing", { sizes, among: "kept" }),
		),
		...(withLoss.length === 0
			? []
			: needsThatBearLoss.map((need) =>
					decision(need, "may lose data", {
						sizes: withLoss,
						among: "all",
					}),
				)),
	];
}

/** Which methods don't qualify where nothing may be lost, and why, in order of modes. */
export function disqualified(
	group: Omit<Group, "comparisons">,
	nameOf: NameOf = (mode) => mode,
): string[] {
	const kept = keptInCells(group);
	return modesInOrder(kept.map(({ mode }) => mode)).flatMap((mode) => {
		const own = kept.filter((each) => each.mode === mode);
		const lost = own.filter(({ outcome }) => outcome === "lost");
		const unknown = own.filter(({ outcome }) => outcome === "unknown");
		const gone = own.filter((cell) => mostlyGone(group.tables.metrics, cell));
		return [
			...(lost.length > 0
				? [
						`${nameOf(mode)} lost data or broke another promise of safety: ${lost.map(lossText).join("; ")}.`,
					]
				: []),
			...(unknown.length > 0
				? [
						`Whether ${nameOf(mode)} lost anything at ${listed(unknown.map(({ replicas }) => `${replicas}`))} replicas, the histories don't suffice to tell.`,
					]
				: []),
			...(gone.length > 0
				? [
						`${nameOf(mode)} left a lost Pod gone until the run's end, ${gone
							.map((cell) => {
								const { gone, runs } = goneOf(group.tables.metrics, cell);
								return `at ${counted(cell.replicas, "replica")} in ${gone} of ${counted(runs, "run")}`;
							})
							.join(
								"; ",
							)}: it stands only where it is asked how soon Pods are back, last.`,
					]
				: []),
		];
	});
}

function keptInCells({ cells, tables }: Omit<Group, "comparisons">): Kept[] {
	const judged = ({ runs, excluded }: ReportedCell) =>
		[...runs, ...excluded].map(({ facts }) => ({
			run: `${facts.stack}/${facts.id}`,
			verdicts: facts.verdicts,
		}));
	return keptOf(
		cells.map((cell) => ({
			mode: cell.mode,
			replicas: cell.replicas,
			judged: judged(cell),
		})),
		tables.metrics,
	);
}

/** Sizes at which several methods were run, and those at which there is but one; ascending. */
export function sizesToChooseAt(
	cells: readonly Pick<ReportedCell, "mode" | "replicas" | "runs">[],
): { several: number[]; single: number[] } {
	const run = cells.filter(({ runs }) => runs.length > 0);
	const sizes = [...new Set(run.map(({ replicas }) => replicas))].sort(
		(a, b) => a - b,
	);
	const methods = (size: number) =>
		run.filter(({ replicas }) => replicas === size).length;
	return {
		several: sizes.filter((size) => methods(size) > 1),
		single: sizes.filter((size) => methods(size) === 1),
	};
}

/** A stand-in's speed and costs say nothing of the real store's. */
function notRankedSentence(
	unranked: readonly Kept[],
	nameOf: NameOf,
): string[] {
	if (unranked.length === 0) return [];
	const names = listed(
		modesInOrder(unranked.map(({ mode }) => mode)).map(nameOf),
	);
	return [`Not ranked: ${names}, whose store is a stand-in for ${studyStore}.`];
}

function nobody(own: readonly Kept[]): Pick<Choice, "sureness" | "sentences"> {
	const unknown = own.some(({ outcome }) => outcome === "unknown");
	return {
		sureness: "none",
		sentences: [
			unknown
				? "Of no method here it is known that it lost nothing."
				: "None of the methods here: each lost data in some run, or left lost Pods gone in half of its runs or more.",
		],
	};
}

/** Who qualifies, but has no number to be compared by. */
function withoutNumber(
	modes: readonly string[],
	found: NonNullable<ReturnType<typeof standing>>,
	nameOf: NameOf,
): string[] {
	const named = [
		found.leader,
		...found.higher,
		...found.alike,
		...found.equivalent,
		...found.undecided,
		...found.tooFew,
	].map(({ mode }) => mode);
	const missing = modesInOrder(modes).filter((mode) => !named.includes(mode));
	return missing.length === 0
		? []
		: [`No run of ${listed(missing.map(nameOf))} has this number.`];
}

type CellName = Pick<MetricRow, "mode" | "replicas">;

/** In how many of a cell's runs a lost Pod never came back. */
function goneOf(rows: readonly MetricRow[], cell: CellName) {
	const own = rows.filter(
		({ mode, replicas, metric, view }) =>
			mode === cell.mode &&
			replicas === cell.replicas &&
			metric === "rtoSlowest" &&
			view === "settled",
	);
	const gone = own.filter(({ atLeast }) => atLeast !== undefined).length;
	return { gone, runs: own.length };
}

/** What never comes back keeps nothing that anybody could use. */
function mostlyGone(rows: readonly MetricRow[], cell: CellName): boolean {
	const { gone, runs } = goneOf(rows, cell);
	return gone > 0 && 2 * gone >= runs;
}

/** What a reader must know of a method before choosing it for something else. */
function goneSentence(
	rows: readonly MetricRow[],
	cell: CellName,
	nameOf: NameOf,
): string[] {
	const { gone, runs } = goneOf(rows, cell);
	return gone === 0
		? []
		: [
				`But in ${gone} of ${counted(runs, "run")} of ${nameOf(cell.mode)} a lost Pod had not come back when the run ended.`,
			];
}

/** `at 5 replicas in 2 of 3 runs, up to 17 updates`. */
function lossText({ replicas, lostIn, runs, worstRpo }: Kept): string {
	const most = worstRpo ? `, up to ${counted(worstRpo, "update")}` : "";
	return `at ${counted(replicas, "replica")} in ${lostIn} of ${counted(runs, "run")}${most}`;
}
