import type { OperationRecord } from "../schema/operation.ts";
import type { Protocol } from "../schema/protocol.ts";
import type { Measures, ThresholdOutcome } from "../schema/run.ts";
import { quantile } from "../statistics/quantiles.ts";

type Thresholds = Protocol["thresholds"];

/** A run's figures that thresholds are about; null where it has none. */
export type ThresholdFigures = {
	[Name in keyof Required<Thresholds>]: number | null;
};

/** Of a run whose history wasn't judged. */
export const noFigures: ThresholdFigures = {
	rtoSeconds: null,
	missedUpdates: null,
	persistP99Seconds: null,
	startupSeconds: null,
};

/**
 * What the run made of the protocol's thresholds. A figure that it lacks doesn't hold: a Pod that never came back is no
 * fast recovery.
 */
export function thresholdOutcomes(
	thresholds: Thresholds,
	figures: ThresholdFigures,
): ThresholdOutcome[] {
	return (Object.keys(figures) as (keyof Thresholds)[]).flatMap((name) => {
		const limit = thresholds[name];
		if (limit === undefined) return [];
		const value = figures[name];
		return { name, limit, value, held: value !== null && value <= limit };
	});
}

/**
 * @param operations of the run
 * @param from when the warm-up ends, Unix time in seconds
 */
export function thresholdFigures(
	measures: Measures,
	operations: readonly OperationRecord[],
	from: number,
): ThresholdFigures {
	const latencies = new PersistLatencies(from);
	for (const operation of operations) latencies.take(operation);
	return { ...figuresOf(measures), persistP99Seconds: latencies.p99() };
}

/** Those figures that don't take the operations themselves. */
export function figuresOf(
	measures: Measures,
): Omit<ThresholdFigures, "persistP99Seconds"> {
	const rto = measures.recoveries.map(({ rtoSeconds }) => rtoSeconds);
	const firstStarts = measures.startups.filter(({ restart }) => !restart);
	return {
		rtoSeconds: rto.includes(null) ? null : largest(rto as number[]),
		missedUpdates: largest(
			measures.availability.map(({ missedUpdates }) => missedUpdates),
		),
		startupSeconds: largest(
			firstStarts.map(({ startupDelaySeconds }) => startupDelaySeconds),
		),
	};
}

/** The latencies of acknowledged updates, from the start of each to its answer, of the records that it is shown. */
export class PersistLatencies {
	readonly #from: number;
	/** When what isn't answered yet began, by identity, process and number. */
	readonly #begun = new Map<string, Map<number, Map<number, number>>>();
	readonly #seconds: number[] = [];

	/** @param from when the warm-up ends, Unix time in seconds */
	constructor(from: number) {
		this.#from = from;
	}

	/** @param record the next one of its process */
	take({ pod, process, operation, kind, type, time }: OperationRecord): void {
		if (kind !== "persist") return;
		const ofPod = entryOf(this.#begun, pod, () => new Map());
		const open = entryOf(ofPod, process, () => new Map<number, number>());
		if (type === "invoke") {
			open.set(operation, time);
			return;
		}
		const start = open.get(operation);
		open.delete(operation);
		if (type === "ok" && start !== undefined && start >= this.#from) {
			this.#seconds.push(time - start);
		}
	}

	/** In seconds; null without any. */
	p99(): number | null {
		return quantile(this.#seconds, 0.99);
	}
}

function entryOf<Key, Value>(
	map: Map<Key, Value>,
	key: Key,
	make: () => Value,
): Value {
	const known = map.get(key);
	if (known !== undefined) return known;
	const made = make();
	map.set(key, made);
	return made;
}

function largest(values: readonly number[]): number | null {
	return values.length === 0 ? null : Math.max(...values);
}
