import type { OperationRecord } from "../../schema/operation.ts";
import type { Protocol } from "../../schema/protocol.ts";
import type { View } from "../digest/rows.ts";
import type { MeasuredPeriod } from "../digest/runTime.ts";
import type { HistoryOperation } from "./operations.ts";

/** From one moment until before another, Unix time in seconds. */
export type CountedPeriod = { from: number; until: number };

/**
 * In which an operation must have begun for its latency to count: from the end of the protocol's
 * warm-up (`settled`), or the start of the measured period (`whole`), until that period's planned
 * end. How long a run goes on after that depends on how its system settles, and would put other
 * operations into one run's numbers than into another's.
 *
 * @param protocol null: nobody planned anything, and all of the measured period counts
 */
export function countedPeriod(
	{ zero, end }: MeasuredPeriod,
	protocol: Pick<Protocol, "warmUpSeconds" | "durationSeconds"> | null,
	view: View = "settled",
): CountedPeriod {
	if (protocol === null) return { from: zero, until: Math.max(zero, end) };
	const { warmUpSeconds, durationSeconds } = protocol;
	return {
		from: zero + (view === "settled" ? warmUpSeconds : 0),
		until: Math.min(end, zero + durationSeconds),
	};
}

/**
 * Whether an operation is one of those that a run's latencies are about: acknowledged, of known
 * latency, and begun in the period. When it ended doesn't matter: a slow one isn't left out for
 * being slow.
 */
function isCounted(
	{ outcome, began, serviceSeconds }: Pick<HistoryOperation, "outcome" | "began" | "serviceSeconds">,
	{ from, until }: CountedPeriod,
): boolean {
	return outcome === "ok" && serviceSeconds !== null && began >= from && began < until;
}

/** Latencies of the operations of one kind that count, in seconds, in no order. */
export function countedLatencies(
	operations: Iterable<HistoryOperation>,
	kind: OperationRecord["kind"],
	period: CountedPeriod,
): number[] {
	const latencies: number[] = [];
	for (const operation of operations) {
		if (operation.kind !== kind || !isCounted(operation, period)) continue;
		latencies.push(operation.serviceSeconds as number);
	}
	return latencies;
}
