import type { MetricName } from "./metrics.ts";

/**
 * The run that a row is of. Rows of different runs lie in one table; the run is the unit of
 * repetition.
 */
export type OfRun = {
	mode: string;
	replicas: number;
	/** Unique among all runs: `central-5/20261123T093000Z`. */
	run: string;
};

/** `hit`: those that some fault of the run struck; `others`: the rest. */
export type Pods = "all" | "hit" | "others";

/**
 * Acknowledged operations that ended within one bin of run time; latencies in seconds, from the
 * actual start.
 */
export type LatencyBin = OfRun & {
	kind: "persist" | "retrieve";
	pods: Pods;
	/** Middle of the bin, in run time. */
	seconds: number;
	count: number;
	p50: number;
	p95: number;
	p99: number;
	maximum: number;
};

/** Memory around one moment of run time: the median over the Pods. */
export type MemoryBin = OfRun & {
	pods: Pods;
	/**
	 * `app`, `hazelcast`, …: working set of that container; `Pod`: of all containers of a Pod
	 * together; `process`: resident memory of the application's process, which is read more often.
	 */
	what: string;
	seconds: number;
	bytes: number;
};

/** One quantile of the latencies of a run, for distributions. */
export type QuantileRow = OfRun & {
	kind: "persist" | "retrieve";
	/** From 0 (fastest) to 1 (slowest). */
	probability: number;
	/** Latency. */
	seconds: number;
};

/** The way back of one deleted Pod, in seconds; parts that weren't seen are null. */
export type RecoveryRow = OfRun & {
	fault: string;
	pod: string;
	/** RTO: from the deletion to the first acknowledged update. */
	total: number | null;
	/** Until the last container of the lost Pod ended. */
	termination: number | null;
	/** From there until the first container of its successor runs. */
	replacement: number | null;
	/** Both together, where the record doesn't tell them apart. */
	untilStarted: number | null;
	/** From there until the method answers the successor. */
	start: number | null;
	/** From there to the first acknowledged update. */
	ready: number | null;
};

/** One start of a replica's process; seconds. */
export type StartupRow = OfRun & {
	pod: string;
	restart: boolean;
	/** Whether the run's protocol has faults. */
	withFaults: boolean;
	seconds: number;
};

/** What one kind of container used in a run. */
export type ContainerUse = OfRun & {
	/** In the replicas' Pods, or in those of the method's store beside them. */
	where: "replica" | "store";
	container: string;
	/** How many Pods had one. */
	pods: number;
	/** Working set of one: the median over its Pods and time. */
	bytes: number | null;
	/** Mean processor use of all of them together. */
	cores: number | null;
};

/** A fault and how one replica fared in its window. */
export type WindowReplica = OfRun & {
	/** Kind, and the container where it was aimed at another than the application's. */
	fault: string;
	/** Position in the protocol's faults. */
	faultNumber: number;
	pod: string;
	victim: boolean;
	/** Length of the window; null: the system was never steady again. */
	windowSeconds: number | null;
	expectedUpdates: number;
	missedUpdates: number;
	longestGapSeconds: number;
};

/** One number that stands for a run. */
export type MetricRow = OfRun & {
	metric: MetricName;
	/** `settled`: after the protocol's warm-up; `whole`: all of the measured period. */
	view: View;
	/**
	 * In the metric's base unit; null: the run has none, or it is only known to be `atLeast` so much.
	 */
	value: number | null;
	/**
	 * What was waited for had not come after this much, when the run ended. Absent where the value is
	 * known, or nothing is.
	 */
	atLeast?: number;
};

export type View = "settled" | "whole";

/**
 * A fault in run time, as the median over the runs of a mode, or of all modes where none is given.
 */
export type FaultTime = {
	mode?: string;
	/** Kind, as in `delete-pods`. */
	fault: string;
	startSeconds: number;
	/** When the system was whole again; null: never seen. */
	endSeconds: number | null;
};

/** All that the analysis keeps of runs that may be put together, as tidy tables. */
export type Tables = {
	latencies: readonly LatencyBin[];
	memory: readonly MemoryBin[];
	quantiles: readonly QuantileRow[];
	recoveries: readonly RecoveryRow[];
	startups: readonly StartupRow[];
	containers: readonly ContainerUse[];
	windows: readonly WindowReplica[];
	metrics: readonly MetricRow[];
};
