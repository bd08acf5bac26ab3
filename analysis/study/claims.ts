import type { Protocol } from "../../schema/protocol.ts";
import type { RunManifest } from "../../schema/run.ts";
import type { Tables } from "../digest/rows.ts";
import { sizesOf as sizesIn } from "../figures/chart.ts";
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
type Claimed = {
	/** Of the included runs. */
	tables: Rows;
	protocol: Protocol;
	cells: readonly { mode: string; included: readonly { manifest: Pick<RunManifest, "standIns"> }[] }[];
};

type Rows = Pick<Tables, "metrics" | "latencies">;
type Judgement = Pick<ClaimOutcome, "here" | "outcome" | "why">;

const centralMode = "central";
const standInStore = `The store is a stand-in for ${studyStore}.`;

/**
 * What becomes of the study's claims in these runs: one outcome for each claim, mode and size. The
 * sizes are the study's, or else the smallest and the largest there are.
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
	const { modes, quantity, format, about } = statement;
	return modes.flatMap((mode) =>
		sizesToTell(sizesOf(tables, mode)).map((replicas) => {
			const isOfStandIn = standInStores.includes(mode) && about.includes("store");
			const values = valuesOf(tables, mode, replicas, quantity(protocol));
			const ours = values.length === 0 ? null : estimate(values);
			return outcomeOf(statement, mode, replicas, {
				here: ours && { text: estimateWithUnit(ours, format), interval: ours.interval },
				runs: `${values.length}`,
				missing:
					about.includes("crash") && protocol.faults.length === 0
						? "Under this protocol no Pod is deleted."
						: "No run has this number.",
				obstacle:
					otherFaults(protocol) ??
					(isOfStandIn
						? `What answers is a stand-in for ${studyStore}, so this says nothing about ${studyStore}.`
						: null),
				standIn: standInStores.includes(mode) && !isOfStandIn,
			});
		}),
	);
}

function ratioOutcomesOf(
	statement: RatioStatement,
	{ tables, protocol }: Claimed,
	standInStores: readonly string[],
): ClaimOutcome[] {
	const centralSizes = sizesOf(tables, centralMode);
	return ["decentral", "study"].flatMap((mode) => {
		const both = sizesOf(tables, mode).filter((size) => centralSizes.includes(size));
		return sizesToTell(both).map((replicas) => {
			const values = (of: string) => valuesOf(tables, of, replicas, settled(statement.metric));
			const [first, second] = [values(centralMode), values(mode)];
			const ratio = first.length === 0 || second.length === 0 ? null : ratioOf([{ first, second }]);
			const runs = `${second.length} against ${first.length}`;
			return outcomeOf(statement, mode, replicas, {
				here: ratio && { text: ratioText(ratio, runs, ratioFormat), interval: ratio.interval },
				runs,
				missing: "One of the two modes has no run with this number.",
				obstacle: otherFaults(protocol),
				standIn: standInStores.includes(centralMode),
			});
		});
	});
}

/** Our number for a statement. */
type Found = {
	/** Null where there is none. */
	here: { text: string; interval: Interval | null } | null;
	/** How many there are, in words. */
	runs: string;
	/** Why there is none. */
	missing: string;
	/** Why the two can't be compared at all; null where they can. */
	obstacle: string | null;
	/** Whether to say that the store is a stand-in. */
	standIn: boolean;
};

function outcomeOf(
	{ sentence, source, limit, caveats }: Pick<Statement, "sentence" | "source" | "limit" | "caveats">,
	mode: string,
	replicas: number,
	{ standIn, ...found }: Found,
): ClaimOutcome {
	const { why, ...judged } = judgement(found, limit);
	const common = [...(standIn ? [standInStore] : []), ...(mode === "decentral" ? [otherDesign] : []), ...caveats];
	return { claim: sentence, source, mode, replicas, ...judged, why: [...why, ...common] };
}

function judgement({ here, runs, missing, obstacle }: Omit<Found, "standIn">, limit: Limit): Judgement {
	if (here === null) return { here: "", outcome: "no data", why: [missing] };
	const { text, interval } = here;
	if (obstacle !== null) return { here: text, outcome: "not comparable", why: [obstacle] };
	if (interval === null) {
		return { here: text, outcome: "too few runs", why: [`From ${runs} no interval can be given.`] };
	}
	const outcome = judge(limit, interval);
	const why = {
		holds: [],
		undecided: ["The interval lies on both sides of what is claimed."],
		"does not hold": [`Here it is ${sideOf(limit, interval)}.`],
	}[outcome];
	return { here: text, outcome, why };
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

function sizesOf({ metrics }: Rows, ofMode: string): number[] {
	return sizesIn(metrics.filter(({ mode }) => mode === ofMode));
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
