import type { Protocol } from "../../schema/protocol.ts";
import { type MetricName, metrics } from "../digest/metrics.ts";
import type { LatencyBin } from "../digest/rows.ts";
import type { NumberFormat } from "../report/estimateText.ts";
import type { Limit } from "./claim.ts";
import { initialLatency, type Quantity, restartShorterBy, settled, slowest } from "./quantities.ts";
import results from "./results.json" with { type: "json" };

/** A statement of the study's about one of its modes. */
export type Statement = {
	/** As a sentence without a stop; the mode is named elsewhere. */
	sentence: string;
	source: string;
	/** Modes of ours that it is put beside. */
	modes: readonly string[];
	/** Our number for it. */
	quantity: (protocol: Protocol) => Quantity;
	limit: Limit;
	format: NumberFormat;
	/**
	 * `store`: the number is mostly the database's; `crash`: it is of what follows the deletion of
	 * Pods.
	 */
	about: readonly ("store" | "crash")[];
	/** What makes it not quite comparable, one sentence each. */
	caveats: readonly string[];
};

/** A statement about the decentral mode's number as a multiple of the central mode's. */
export type RatioStatement = Pick<Statement, "sentence" | "source" | "limit" | "caveats"> & { metric: MetricName };

export const ratioFormat: NumberFormat = { unit: "times", factor: 1, decimals: 1 };

/** The study that Holdfast reproduces. */
export const study =
	"A. Gschnitzer, Differences in fault-tolerant methods in stateful container-based fog applications, Bachelor's thesis, TU Wien, 2022, sections 5.2 and 5.3";

/**
 * Of the numbers that the study gives as means only: how far ours may lie away and still count as
 * about the same.
 */
const aboutShare = 0.25;

const central = ["central"] as const;
/** The study's own design, run here as a baseline, and ours. */
const decentral = ["decentral", "study"] as const;
const percent: NumberFormat = { unit: "%", factor: 100, decimals: 0 };
const milli = 1e-3;
const mega = 1e6;

const nodeMemory = "A Node process of today needs more memory than one of Node 16 did.";
const deploymentMeans = "The study's is a mean over its deployments of 5 to 21 replicas.";
const restartsElsewhere =
	"The study leaves out what Kubernetes needs to deploy a Pod again; here that is no part of the startup delay either, which begins when the first container starts.";
/** Of the mode decentral alone: the mode study has the study's own design. */
export const otherDesign = "The study's consensus replica was a Spring Boot application with Hazelcast 4.2 embedded.";

type Kind = LatencyBin["kind"];
type Modes = Statement["modes"];

/** All claims about one mode, in the order of the study's figures. */
export const statements: readonly Statement[] = [
	typicalLatency("persist", central, results.central.persistLatencyMs.typical, "5.1"),
	highestLatency("persist", central, results.central.persistLatencyMs.outlier, "5.1"),
	{
		sentence: `Persist latency starts near ${results.decentral.persistLatencyMs.initial} ms (within a quarter)`,
		source: "Figure 5.1",
		modes: decentral,
		quantity: () => initialLatency("persist"),
		limit: about(results.decentral.persistLatencyMs.initial * milli),
		format: metrics.persistP50,
		about: [],
		caveats: [
			"Here it is the median of the first bin of the measured period, which may begin later after the start than the study's.",
		],
	},
	{
		sentence: `Persist latency settles below ${results.decentral.persistLatencyMs.settlesBelow} ms`,
		source: "Figure 5.1",
		modes: decentral,
		quantity: () => settled("persistP50"),
		limit: { kind: "below", limit: results.decentral.persistLatencyMs.settlesBelow * milli },
		format: metrics.persistP50,
		about: [],
		caveats: ["Here it is the median after the warm-up."],
	},
	typicalLatency("retrieve", central, results.central.retrieveLatencyMs.typical, "5.2"),
	highestLatency("retrieve", central, results.central.retrieveLatencyMs.max, "5.2"),
	highestLatency("retrieve", decentral, results.decentral.retrieveLatencyMs.max, "5.2"),
	typicalLatency("retrieve", decentral, results.decentral.retrieveLatencyMs.settlesAt, "5.2"),
	{
		sentence: `Memory of a replica is ${range(results.central.memoryMB.typical)} MB, without the database`,
		source: "Figure 5.3",
		modes: central,
		quantity: () => settled("memoryPod"),
		limit: within(results.central.memoryMB.typical, mega),
		format: metrics.memoryPod,
		about: [],
		caveats: [nodeMemory],
	},
	meanStartup(central, results.central.startupDelaySeconds.mean),
	meanStartup(decentral, results.decentral.startupDelaySeconds.mean),
	shorterRestart(central, results.central.startupDelaySeconds.restartShorterByPercent),
	shorterRestart(decentral, results.decentral.startupDelaySeconds.restartShorterByPercent),
	latencyAfterCrash("persist", central, results.central.persistLatencyMs.afterCrashMax, "5.6"),
	latencyAfterCrash("persist", decentral, results.decentral.persistLatencyMs.afterCrashMax, "5.6"),
	latencyAfterCrash("retrieve", decentral, results.decentral.retrieveLatencyMs.afterCrashMax, "5.7"),
];

/** All claims that put the decentral mode beside the central one. */
export const ratioStatements: readonly RatioStatement[] = [
	{
		sentence: `Memory of a replica is up to ${results.decentral.memoryTimesCentral} times the central mode's`,
		source: "Figure 5.3",
		metric: "memoryPod",
		limit: { kind: "atMost", limit: results.decentral.memoryTimesCentral },
		caveats: [nodeMemory, "All containers of a Pod are counted; the central mode's database is not, as in the study."],
	},
	{
		sentence: "Startup takes more than 700 % longer than in the central mode, which is more than 8 times as long",
		source: "Section 5.3",
		metric: "startupMean",
		limit: { kind: "above", limit: 8 },
		caveats: [
			`The study's own means, ${results.decentral.startupDelaySeconds.mean} s and ${results.central.startupDelaySeconds.mean} s, are ${Math.round(results.decentral.startupDelaySeconds.mean / results.central.startupDelaySeconds.mean)} times apart.`,
		],
	},
];

function typicalLatency(kind: Kind, modes: Modes, typicalMs: readonly number[], figure: string): Statement {
	const metric: MetricName = `${kind}P50`;
	return {
		sentence: `${named(kind)} latency is typically ${range(typicalMs)} ms`,
		source: `Figure ${figure}`,
		modes,
		quantity: () => settled(metric),
		limit: within(typicalMs, milli),
		format: metrics[metric],
		about: aboutStoreOf(modes),
		caveats: ["Here it is the median after the warm-up."],
	};
}

function highestLatency(kind: Kind, modes: Modes, highestMs: number, figure: string): Statement {
	return {
		sentence: `${named(kind)} latency is at most ${highestMs} ms while no Pod is gone`,
		source: `Figure ${figure}`,
		modes,
		quantity: ({ faults }) => slowest(kind, "all", 0, earliestSeconds(faults) ?? null),
		limit: { kind: "atMost", limit: highestMs * milli },
		format: metrics[`${kind}Maximum`],
		about: aboutStoreOf(modes),
		caveats: [
			"Here it is the slowest operation of a run before its first fault; the study has samples of every interval, which may miss the slowest.",
		],
	};
}

function latencyAfterCrash(kind: Kind, modes: Modes, highestMs: number, figure: string): Statement {
	return {
		sentence: `${named(kind)} latency of the crashed Pods is at most ${highestMs} ms after the crash`,
		source: `Figure ${figure}`,
		modes,
		quantity: ({ faults }) => slowest(kind, "hit", earliestSeconds(faults) ?? 0, null),
		limit: { kind: "atMost", limit: highestMs * milli },
		format: metrics[`${kind}Maximum`],
		about: ["crash", ...aboutStoreOf(modes)],
		caveats: ["Here it is the slowest operation from the first fault on."],
	};
}

function meanStartup(modes: Modes, meanSeconds: number): Statement {
	return {
		sentence: `Startup takes ${meanSeconds} s on average (within a quarter)`,
		source: "Figure 5.4",
		modes,
		quantity: () => settled("startupMean"),
		limit: about(meanSeconds),
		format: metrics.startupMean,
		about: [],
		caveats: [deploymentMeans],
	};
}

function shorterRestart(modes: Modes, shorterPercent: number): Statement {
	return {
		sentence: `A restart takes ${shorterPercent} % less than a first start (within a quarter)`,
		source: "Figure 5.4",
		modes,
		quantity: () => restartShorterBy,
		limit: about(shorterPercent / 100),
		format: percent,
		about: ["crash"],
		caveats: [restartsElsewhere],
	};
}

function aboutStoreOf(modes: Modes): Statement["about"] {
	return modes === central ? ["store"] : [];
}

/** Of the first fault. */
function earliestSeconds(faults: Protocol["faults"]): number | undefined {
	return faults
		.map(({ atSeconds }) => atSeconds)
		.sort((a, b) => a - b)
		.at(0);
}

function about(value: number): Limit {
	return { kind: "within", low: value * (1 - aboutShare), high: value * (1 + aboutShare) };
}

function within(values: readonly number[], factor: number): Limit {
	const [low = 0, high = 0] = values;
	return { kind: "within", low: low * factor, high: high * factor };
}

function range([low, high]: readonly number[]): string {
	return `${low}–${high}`;
}

function named(kind: Kind): string {
	return kind === "persist" ? "Persist" : "Retrieve";
}
