import type { LabEvent } from "../../schema/event.ts";
import type { OperationRecord } from "../../schema/operation.ts";
import type { Protocol } from "../../schema/protocol.ts";
import type { Sample } from "../../schema/sample.ts";
import type { History } from "../checker/history.ts";
import { type MeasuredPeriod, measuredPeriod } from "../digest/runTime.ts";
import { operationsIn } from "../operations/operations.ts";
import { countedLatencies, countedPeriod } from "../operations/population.ts";
import { type Distribution, distribution } from "../statistics/quantiles.ts";
import { type Dot, dotsOf, type Extent, extentOf, fewerDots } from "./dots.ts";
import { type Lane, lanesOf } from "./lanes.ts";
import { type Layout, type LayoutName, layouts } from "./layout.ts";

/** What a plot of a run is made from: small, however long the history is. */
export type Sketch = {
	period: MeasuredPeriod;
	extent: Extent;
	/** For each layout its own: a small drawing shows fewer. */
	dots: Record<LayoutName, { dots: Dot[]; cellPixels: number }>;
	lanes: Lane[];
	/** Of the operations that count (`population.ts`), in seconds; null where there is none. */
	latencies: Record<"persist" | "load", Distribution | null>;
	has: { operations: boolean; events: boolean; faults: boolean };
};

export type SketchSource = {
	records: readonly OperationRecord[];
	/** Of these records. */
	history: History;
	events: readonly LabEvent[];
	/** Only those of leaders count. */
	samples: readonly Sample[];
	/** All replicas, in order. */
	identities: readonly string[];
	/** t; null: not known, and then there are no gaps. */
	intervalSeconds: number | null;
	/** Null: nobody planned anything. */
	protocol: Protocol | null;
};

/** Null where there is neither a record nor an event, so that there is no time to draw over. */
export function sketchOf({ records, protocol, ...source }: SketchSource): Sketch | null {
	const { history, events, identities } = source;
	const period = measuredPeriod(records, events);
	if (period === null) return null;
	const extent = extentOf(operationsIn(history), period);
	const closest = dotsOf(operationsIn(history), period, extent, layouts.wide.raster);
	const dotsIn = ({ raster }: Layout) => fewerDots(closest, period, extent, raster);
	const counted = countedPeriod(period, protocol);
	const latenciesOf = (kind: "persist" | "load") =>
		distribution(countedLatencies(operationsIn(history), kind, counted));
	return {
		period,
		extent,
		dots: { wide: dotsIn(layouts.wide), narrow: dotsIn(layouts.narrow) },
		lanes: lanesOf({
			...source,
			period,
			mostSteps: Math.ceil(layouts.wide.mostSteps / Math.max(1, identities.length)),
		}),
		latencies: { persist: latenciesOf("persist"), load: latenciesOf("load") },
		has: {
			operations: records.length > 0,
			events: events.length > 0,
			faults: events.some(({ event }) => event === "fault-injected"),
		},
	};
}
