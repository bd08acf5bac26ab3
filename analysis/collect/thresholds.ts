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
	return {
		...figuresOf(measures),
		persistP99Seconds: persistP99(operations, from),
	};
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

/**
 * Of acknowledged updates, from the start of each to its answer.
 *
 * @param from when the warm-up ends, Unix time in seconds
 */
export function persistP99(
	operations: Iterable<OperationRecord>,
	from: number,
): number | null {
	/** When what isn't answered yet began, by identity, process and number. */
	const begun = new Map<string, Map<number, Map<number, number>>>();
	const durations: number[] = [];
	for (const { pod, process, operation, kind, type, time } of operations) {
		if (kind !== "persist") continue;
		const ofPod = entryOf(begun, pod, () => new Map());
		const open = entryOf(ofPod, process, () => new Map<number, number>());
		if (type === "invoke") {
			open.set(operation, time);
			continue;
		}
		const start = open.get(operation);
		open.delete(operation);
		if (type === "ok" && start !== undefined && start >= from) {
			durations.push(time - start);
		}
	}
	return quantile(durations, 0.99);
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
