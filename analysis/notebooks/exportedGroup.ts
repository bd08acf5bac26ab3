import { groups } from "d3-array";
import type { OfRun, Tables } from "../digest/rows.ts";
import type { PictureContext } from "../figures/picture.ts";
import type { CellSafety } from "../report/report.ts";

/**
 * Comparable runs as `report/tables.json` holds them, a list of these: the tables that the report's figures and statistics are
 * made of, and what the figures need beside them.
 */
export type ExportedGroup = {
	name: string;
	context: PictureContext;
	/** Whether each cell's runs kept what they must. Absent: not told. */
	safety?: readonly CellSafety[];
	tables: Tables;
};

/**
 * Leaves rows of single moments out where there are too many runs for one page: latencies, memory and quantiles of each mode and
 * size stay for its newest runs only, and the context's notes say so. What there is one number of for each run stays for all.
 */
export function exportedGroup(
	{ name, context, tables, ...rest }: ExportedGroup,
	{ runsPerCell = 5 }: { runsPerCell?: number } = {},
): ExportedGroup {
	const newest = newestRuns(tables.latencies, runsPerCell);
	const kept = <Row extends OfRun>(rows: readonly Row[]) => rows.filter(({ run }) => newest.has(run));
	const cut = kept(tables.latencies).length < tables.latencies.length;
	return {
		name,
		context: {
			...context,
			notes: cut
				? [
						...context.notes,
						`Only the newest ${runsPerCell} runs of each mode and size are here; the report draws all of them.`,
					]
				: context.notes,
		},
		...rest,
		tables: {
			...tables,
			latencies: kept(tables.latencies),
			memory: kept(tables.memory),
			quantiles: kept(tables.quantiles),
		},
	};
}

/** Names of runs end with the time of their start. */
function newestRuns(rows: readonly OfRun[], perCell: number): Set<string> {
	return new Set(
		groups(
			rows,
			({ mode }) => mode,
			({ replicas }) => replicas,
		).flatMap(([, sizes]) =>
			sizes.flatMap(([, cell]) => [...new Set(cell.map(({ run }) => run))].sort().slice(-perCell)),
		),
	);
}
