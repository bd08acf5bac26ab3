import type { ConstantArrivalRateScenario } from "k6/options";
import type { Load } from "../schema/protocol.ts";
import type { ReadRecord } from "../schema/read.ts";

/** What the clients of all states do together. */
export type LoadPlan = {
	/** States; each has clients of its own. */
	replicas: number;
	/** Null: there are no clients. */
	load: Load | null;
	durationSeconds: number;
};

/** The two kinds of clients, by the function that a script must export for them. */
export const clientKinds = ["reads", "advances"] as const;
export type ClientKind = (typeof clientKinds)[number];

export const kindOfRecord: Readonly<Record<ClientKind, ReadRecord["kind"]>> = {
	reads: "read",
	advances: "advance",
};

/**
 * How long a client waits for an answer. An update may have to wait for its turn, and for the
 * store's retries.
 */
export const answerWithinSeconds: Readonly<Record<ClientKind, number>> = {
	reads: 1,
	advances: 5,
};

/**
 * A scenario per state and kind of client, so that the clients of a replica that doesn't answer are
 * missing nowhere else; REPLICA in its environment says which. A kind that asks for nothing has
 * none. Arrivals are evenly spaced whatever becomes of those before, and one that finds all the
 * state's clients waiting is counted in `dropped_iterations`.
 */
export function loadScenarios(plan: LoadPlan): {
	[name: string]: ConstantArrivalRateScenario;
} {
	const { replicas, load, durationSeconds } = plan;
	if (load === null) return {};
	const scenarios: { [name: string]: ConstantArrivalRateScenario } = {};
	for (const kind of clientKinds) {
		const perSecond = arrivalsPerSecond(load, kind);
		if (perSecond === 0) continue;
		for (let replica = 0; replica < replicas; replica++) {
			// Spread, so that not all states are asked at the same moment.
			const startSeconds = Math.min(1, 1 / perSecond) * (replica / replicas);
			scenarios[`${kind}_${replica}`] = {
				executor: "constant-arrival-rate",
				exec: kind,
				env: { REPLICA: String(replica) },
				...wholeRate(perSecond),
				startTime: `${Math.round(startSeconds * 1000)}ms`,
				duration: `${Math.round((durationSeconds - startSeconds) * 1000)}ms`,
				preAllocatedVUs: load.clients,
				maxVUs: load.clients,
				gracefulStop: `${answerWithinSeconds[kind] + 1}s`,
			};
		}
	}
	return scenarios;
}

/**
 * A rate per second as a whole number for a unit of time that k6 spaces evenly, to three places
 * behind the point.
 */
export function wholeRate(perSecond: number): {
	rate: number;
	timeUnit: string;
} {
	const unit = [1, 10, 100].find((seconds) => Math.abs(perSecond * seconds - Math.round(perSecond * seconds)) < 1e-9);
	const seconds = unit ?? 1000;
	return {
		rate: Math.max(1, Math.round(perSecond * seconds)),
		timeUnit: `${seconds}s`,
	};
}

/**
 * From when on an iteration may be the last of its client, in seconds from the scenario's start: k6
 * gives arrivals to the clients in turn, and tells none that no more will come.
 */
export function lastTurnsFrom({ load, durationSeconds }: LoadPlan, kind: ClientKind): number {
	if (load === null) return 0;
	const turnSeconds = load.clients / arrivalsPerSecond(load, kind);
	// A scenario may be up to a second shorter than the run.
	return Math.max(0, durationSeconds - 1.5 * turnSeconds - 1.5);
}

/** Of one state. */
function arrivalsPerSecond({ readsPerSecond, advancesPerSecond }: Load, kind: ClientKind): number {
	return kind === "reads" ? readsPerSecond : advancesPerSecond;
}
