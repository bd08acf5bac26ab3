import type { Protocol } from "../../schema/protocol.ts";
import type { RunManifest } from "../../schema/run.ts";
import type { Tables } from "../digest/rows.ts";
import { estimateWithUnit, type NumberFormat } from "../report/estimateText.ts";
import { standInStoreModes, studyStore } from "../standInStore.ts";
import { estimate } from "../statistics/bootstrap.ts";
import type { Interval } from "../statistics/comparison.ts";
import { ratioOf } from "../statistics/hodgesLehmann.ts";
import { type ClaimOutcome, judge, type Limit, sideOf } from "./claim.ts";
import { type Quantity, runsOf, settled } from "./quantities.ts";
import results from "./results.json" with { type: "json" };
import {
	otherDesign,
	type RatioStatement,
	ratioFormat,
	ratioStatements,
	type Statement,
	statements,
} from "./statements.ts";

/** Runs that may be put together; see `analysis/digest/groups.ts`. */
export type Claimed = {
	/** Of the included runs. */
	tables: Rows;
	protocol: Protocol;
	cells: readonly {
		mode: string;
		included: readonly { manifest: Pick<RunManifest, "standIns"> }[];
	}[];
};

type Rows = Pick<Tables, "metrics" | "latencies">;
type Judgement = Pick<ClaimOutcome, "here" | "outcome" | "why">;

const centralMode = "central";
const standInStore = `The store is a stand-in for ${studyStore}.`;

/**
 * What becomes of the study's claims in these runs: one outcome for each claim, mode and size. The sizes are the study's, or
 * else the smallest and the largest there are.
 */
export function claimsOf(claimed: Claimed): ClaimOutcome[] {
	const standIns = standInStoreModes(claimed.cells);
	return [
		...statements.flatMap((statement) => outcomesOf(statement, claimed, standIns)),
		...ratioStatements.flatMap((statement) => ratioOutcomesOf(statement, claimed, standIns)),
	];
}

/** What makes every claim not quite comparable, one sentence each. */
export function generalCaveats({ durationSeconds }: Protocol): string[] {
	const studied = results.protocol;
	const caveats = [
		"The study ran on other machines, on Kubernetes 1.21 and with Node 16, and its numbers are read from its text; it gives no spread.",
	];
	return durationSeconds === studied.durationSeconds
		? caveats
		: [
				...caveats,
				`Its runs lasted ${studied.durationSeconds} s with a failure at ${studied.failureAtSeconds} s; these lasted ${durationSeconds} s.`,
			];
}

function outcomesOf(
	statement: Statement,
	{ tables, protocol }: Claimed,
	standInStores: readonly string[],
): ClaimOutcome[] {
	const { sentence, source, modes, quantity, limit, format, about, caveats } = statement;
	return modes.flatMap((mode) =>
		sizesToTell(sizesOf(tables, mode)).map((replicas) => {
			const standIn = standInStores.includes(mode);
			const values = valuesOf(tables, mode, replicas, quantity(protocol));
			const ours = values.length === 0 ? null : estimate(values);
			const judged = judgement({
				here: ours && { text: estimateWithUnit(ours, format), interval: ours.interval },
				limit,
				runs: `${values.length}`,
				missing:
					about.includes("crash") && protocol.faults.length === 0
						? "Under this protocol no Pod is deleted."
						: "No run has this number.",
				obstacle:
					otherFaults(protocol) ??
					(standIn && about.includes("store")
						? `What answers is a stand-in for ${studyStore}, so this says nothing about ${studyStore}.`
						: null),
			});
			return {
				claim: sentence,
				source,
				mode,
				replicas,
				...judged,
				why: [
					...judged.why,
					...(standIn && !about.includes("store") ? [standInStore] : []),
					...designCaveat(mode),
					...caveats,
				],
			};
		}),
	);
}

function ratioOutcomesOf(
	{ sentence, source, metric, limit, caveats }: RatioStatement,
	{ tables, protocol }: Claimed,
	standInStores: readonly string[],
): ClaimOutcome[] {
	const centralSizes = sizesOf(tables, centralMode);
	return ["decentral", "study"].flatMap((mode) => {
		const both = sizesOf(tables, mode).filter((size) => centralSizes.includes(size));
		return sizesToTell(both).map((replicas) => {
			const [first, second] = [centralMode, mode].map((each) => valuesOf(tables, each, replicas, settled(metric))) as [
				number[],
				number[],
			];
			const ratio = first.length === 0 || second.length === 0 ? null : ratioOf([{ first, second }]);
			const runs = `${second.length} against ${first.length}`;
			const judged = judgement({
				here: ratio && { text: ratioText(ratio, runs, ratioFormat), interval: ratio.interval },
				limit,
				runs,
				missing: "One of the two modes has no run with this number.",
				obstacle: otherFaults(protocol),
			});
			return {
				claim: sentence,
				source,
				mode,
				replicas,
				...judged,
				why: [
					...judged.why,
					...(standInStores.includes(centralMode) ? [standInStore] : []),
					...designCaveat(mode),
					...caveats,
				],
			};
		});
	});
}

/**
 * @param here ours, and how sure it is; null where there is none
 * @param runs how many there are, in words
 * @param obstacle why the two can't be compared at all; null where they can
 */
function judgement({
	here,
	limit,
	runs,
	missing,
	obstacle,
}: {
	here: { text: string; interval: Interval | null } | null;
	limit: Limit;
	runs: string;
	missing: string;
	obstacle: string | null;
}): Judgement {
	if (here === null) return { here: "", outcome: "no data", why: [missing] };
	const { text, interval } = here;
	if (obstacle !== null) {
		return { here: text, outcome: "not comparable", why: [obstacle] };
	}
	if (interval === null) {
		return {
			here: text,
			outcome: "too few runs",
			why: [`From ${runs} no interval can be given.`],
		};
	}
	const outcome = judge(limit, interval);
	return {
		here: text,
		outcome,
		why: {
			holds: [],
			undecided: ["The interval lies on both sides of what is claimed."],
			"does not hold": [`Here it is ${sideOf(limit, interval)}.`],
		}[outcome],
	};
}

/** The study deleted Pods, and did nothing else. */
function otherFaults({ faults }: Protocol): string | null {
	return faults.every(({ kind }) => kind === "delete-pods")
		? null
		: "This protocol does to the system what the study never did.";
}

function valuesOf(tables: Rows, mode: string, replicas: number, quantity: Quantity): number[] {
	return runsOf(tables, mode, replicas)
		.map(quantity)
		.filter((value) => value !== null);
}

function designCaveat(mode: string): string[] {
	return mode === "decentral" ? [otherDesign] : [];
}

function sizesOf({ metrics }: Rows, mode: string): number[] {
	const sizes = metrics.flatMap((row) => (row.mode === mode ? [row.replicas] : []));
	return [...new Set(sizes)].sort((a, b) => a - b);
}

/** Of sizes in ascending order. */
function sizesToTell(sizes: readonly number[]): number[] {
	const studied = sizes.filter((size) => results.protocol.replicas.includes(size));
	if (studied.length > 0) return studied;
	return [...new Set([sizes.at(0), sizes.at(-1)].filter((size) => size !== undefined))];
}

function ratioText(
	{ value, interval }: { value: number; interval: Interval | null },
	runs: string,
	{ unit, decimals }: NumberFormat,
): string {
	const shown = (number: number) => number.toFixed(decimals);
	const sure = interval ? ` [${shown(interval.low)}, ${shown(interval.high)}]` : "";
	return `${shown(value)} ${unit}${sure}, ${runs} runs`;
}
