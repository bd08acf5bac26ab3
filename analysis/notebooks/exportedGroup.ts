import { flatGroup } from "d3-array";
import type { OfRun, Tables } from "../digest/rows.ts";
import type { PictureContext } from "../figures/picture.ts";
import type { CellSafety } from "../report/report.ts";

/**
 * Comparable runs as `report/tables.json` holds them, a list of these: the tables that the report's
 * figures and statistics are made of, and what the figures need beside them.
 */
export type ExportedGroup = {
	name: string;
	context: PictureContext;
	/** Whether each cell's runs kept what they must. */
	safety: readonly CellSafety[];
	tables: Tables;
};

/**
 * Leaves rows of single moments out where there are too many runs for one page: latencies, memory
 * and quantiles of each mode and size stay for its newest runs only, and the context's notes say
 * so. What there is one number of for each run stays for all.
 */
export function exportedGroup(
	{ name, context, tables, ...rest }: ExportedGroup,
	{ runsPerCell = 5 }: { runsPerCell?: number } = {},
): ExportedGroup {
	const newest = newestRuns(tables.latencies, runsPerCell);
	const kept = <Row extends OfRun>(rows: readonly Row[]) => rows.filter(({ run }) => newest.has(run));
	const isCut = kept(tables.latencies).length < tables.latencies.length;
	const note = `Only the newest ${runsPerCell} runs of each mode and size are here; the report draws all of them.`;
	return {
		name,
		context: { ...context, notes: isCut ? [...context.notes, note] : context.notes },
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
	const cells = flatGroup(
		rows,
		({ mode }) => mode,
		({ replicas }) => replicas,
	);
	return new Set(cells.flatMap(([, , cell]) => [...new Set(cell.map(({ run }) => run))].sort().slice(-perCell)));
}
