import type { OfRun, Tables } from "../digest/rows.ts";
import { rankable } from "../standInStore.ts";
import type { Comparison } from "../statistics/comparison.ts";
import { solid } from "./chart.ts";
import { costRows, type FaultSpan } from "./costRows.ts";
import { distribution } from "./distribution.ts";
import { costOfFaults, survivors } from "./duringFaults.ts";
import { forest } from "./forest.ts";
import { overview } from "./overview.ts";
import type { Picture, PictureContext } from "./picture.ts";
import { scaling } from "./scaling.ts";
import { studyPictures } from "./study.ts";

/** What the pictures of some runs are drawn from. */
export type Drawn = {
	/** Of all runs, the hollow ones too. */
	tables: Tables;
	/** Of the runs that the statistics use. */
	comparisons: readonly Comparison[];
	context: PictureContext;
	/** Modes that ratios of what the store decides leave out. */
	standInStores: readonly string[];
	/** Cells that lost data, by `cellKey`. */
	lost: ReadonlySet<string>;
	/** When which fault struck which run; absent: not known. */
	spans?: readonly FaultSpan[];
	/** Runs under the same protocol without its faults. */
	faultFree?: Tables["latencies"];
	warmUpSeconds?: number;
};

/**
 * All figures of a group of comparable runs, in the order in which a report shows them: ours, then
 * the study's.
 */
export function drawGroup({
	tables,
	comparisons,
	context,
	standInStores,
	lost,
	spans = [],
	faultFree = [],
	warmUpSeconds = 0,
}: Drawn): Picture[] {
	const trusted = <Row extends OfRun>(rows: readonly Row[]) => solid(rows, context);
	const withFaults = context.faultTimes.length > 0;
	const costs = costRows(tables.latencies, spans, { faultFree, warmUpSeconds });
	return [
		forest(rankable(tables.metrics, standInStores), comparisons, context),
		overview(tables, context, lost),
		...(withFaults ? survivors(tables.windows, context) : []),
		...(costs.length > 0 ? [costOfFaults(costs, context)] : []),
		scaling(tables.metrics, context),
		distribution(trusted(tables.quantiles), context),
		...studyPictures(
			{
				latencies: trusted(tables.latencies),
				memory: trusted(tables.memory),
				startups: trusted(tables.startups),
			},
			context,
		),
	].filter(({ panels }) => panels.length > 0);
}
