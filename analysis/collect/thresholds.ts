import { max } from "d3-array";
import type { LabEvent } from "../../schema/event.ts";
import type { OperationRecord } from "../../schema/operation.ts";
import type { Protocol } from "../../schema/protocol.ts";
import type { Measures, ThresholdOutcome } from "../../schema/run.ts";
import { readHistory } from "../checker/history.ts";
import { measuredPeriod } from "../digest/runTime.ts";
import { operationsIn } from "../operations/operations.ts";
import { countedLatencies, countedPeriod } from "../operations/population.ts";
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
 * What the run made of the protocol's thresholds. A figure that it lacks doesn't hold: a Pod that
 * never came back is no fast recovery.
 */
export function thresholdOutcomes(thresholds: Thresholds, figures: ThresholdFigures): ThresholdOutcome[] {
	return (Object.keys(figures) as (keyof Thresholds)[]).flatMap((name) => {
		const limit = thresholds[name];
		if (limit === undefined) return [];
		const value = figures[name];
		return { name, limit, value, held: value !== null && value <= limit };
	});
}

/** Those figures that the checker measured. */
export function thresholdFigures(measures: Measures): Omit<ThresholdFigures, "persistP99Seconds"> {
	const rto = measures.recoveries.map(({ rtoSeconds }) => rtoSeconds);
	const firstStarts = measures.startups.filter(({ restart }) => !restart);
	return {
		rtoSeconds: rto.includes(null) ? null : (max(rto as number[]) ?? null),
		missedUpdates: max(measures.availability, ({ missedUpdates }) => missedUpdates) ?? null,
		startupSeconds: max(firstStarts, ({ startupDelaySeconds }) => startupDelaySeconds) ?? null,
	};
}

/**
 * Of the updates that count (`population.ts`), in seconds; null where there is none.
 *
 * @param records in any order
 * @param protocol null: nobody planned anything
 */
export function persistP99(
	records: readonly OperationRecord[],
	events: readonly LabEvent[],
	protocol: Protocol | null,
): number | null {
	const period = measuredPeriod(records, events);
	if (period === null) return null;
	const latencies = countedLatencies(operationsIn(readHistory(records)), "persist", countedPeriod(period, protocol));
	return quantile(latencies, 0.99);
}
