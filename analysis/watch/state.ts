import type { LabEvent } from "../../schema/event.ts";
import type { LabDescription } from "../../schema/labDescription.ts";

/** What watching needs to know of the lab. */
export type WatchedLab = Pick<LabDescription, "stack" | "replicas" | "intervalSeconds" | "recording" | "protocol">;

/**
 * All that the watcher knows. Times are Unix time in seconds, by the observer's clock unless said
 * otherwise.
 */
export type WatchState = {
	lab: WatchedLab;
	/** The newest run; null: none has begun yet. */
	run: WatchedRun | null;
	/** `pod-0` … */
	replicas: readonly Replica[];
	/** Acknowledged operations of the last minute, in the order of their arrival. */
	persists: readonly Latency[];
	loads: readonly Latency[];
	/**
	 * Arrival of the oldest operation that is known; null: none is. What was before is not counted.
	 */
	knownSince: number | null;
};

export type WatchedRun = {
	started: number;
	/** Null while it goes on. */
	ended: number | null;
	/** Of the measured period; null where nobody says. */
	durationSeconds: number | null;
	/** In the order of their time. */
	plan: readonly PlannedFault[];
	/** What the chaos scenario told since then, in order. */
	chaos: readonly LabEvent[];
};

/** A fault that a run is going to do. */
export type PlannedFault = {
	/** Position in the protocol's faults. */
	number: number;
	/** Kind, and the container where it is aimed at another than the application's. */
	name: string;
	/** From the run's start. */
	atSeconds: number;
	/** Whom it hits, in words; empty where that isn't known. */
	whom: string;
};

export type Latency = {
	received: number;
	/** From the actual start, by the process's clock. */
	seconds: number;
};

export type Replica = {
	/** Index of the last state that it loaded or that was acknowledged. */
	index: number | null;
	/** Latency of the last acknowledged update. */
	persistSeconds: number | null;
	/** When the last acknowledgement arrived. */
	updated: number | null;
	/** The process that sent the newest record: when it started, by its own clock. */
	process: number | null;
	/** Operations that have no answer yet, the newest last. */
	asked: readonly Asked[];
	life: Life;
	/** Since the run began. */
	progress: Progress;
};

/** An operation that was begun: its number, and when, by the process's clock. */
export type Asked = { process: number; operation: number; time: number };

/** Where a replica's Pod is in its life, as far as Kubernetes and its own records tell. */
export type Life = {
	phase: "starting" | "running" | "gone";
	/** When it came into that phase; 0: before anything was known. */
	since: number;
	/** Kubernetes' UID of the Pod; null: nothing was told of it yet. */
	uid: string | null;
	/** The process that went last, which may go on for a while beside its successor. */
	goneProcess: number | null;
};

/** A replica's updates, counted in intervals of the run: number 0 begins with it. */
export type Progress = {
	/** The last interval with an acknowledged update; −1: none yet. */
	last: number;
	/** Intervals without one before that. */
	missed: number;
};

/**
 * A state that is being made: its lists belong to nobody else yet, what they hold is replaced and
 * never changed.
 */
export type Draft = {
	-readonly [Key in keyof WatchState]: WatchState[Key] extends readonly (infer Item)[] ? Item[] : WatchState[Key];
};

/** Before anything is known. */
export function newState(lab: WatchedLab): WatchState {
	const replica: Replica = {
		index: null,
		persistSeconds: null,
		updated: null,
		process: null,
		asked: [],
		life: { phase: "starting", since: 0, uid: null, goneProcess: null },
		progress: { last: -1, missed: 0 },
	};
	return {
		lab,
		run: null,
		replicas: Array.from({ length: lab.replicas }, () => replica),
		persists: [],
		loads: [],
		knownSince: null,
	};
}

/** Position of a replica's Pod in `replicas`; null for other Pods. */
export function replicaNumber(pod: string | undefined, { replicas }: WatchedLab): number | null {
	const [, digits] = /^pod-(\d+)$/.exec(pod ?? "") ?? [];
	const number = Number(digits);
	return digits !== undefined && number < replicas ? number : null;
}

/** Number of the interval of a run that a moment belongs to; below 0 before the run. */
export function intervalAt({ started }: Pick<WatchedRun, "started">, intervalSeconds: number, time: number): number {
	return Math.floor((time - started) / intervalSeconds);
}
