import type { MeasuredPeriod } from "../digest/runTime.ts";
import type { HistoryOperation } from "../operations/operations.ts";

/** One operation, or several that lie so close to each other that one dot stands for them: then the slowest. */
export type Dot = {
	pod: string;
	kind: HistoryOperation["kind"];
	outcome: HistoryOperation["outcome"];
	index: number | null;
	/** When it began, in run time. */
	seconds: number;
	/** Null: no answer. */
	latencySeconds: number | null;
	/** How many operations it stands for. */
	count: number;
};

/** How large a drawing is, and how many dots it may have. */
export type Raster = { columns: number; rows: number; mostDots: number };

/** What there is to draw, whatever the size of the drawing. */
export type Extent = {
	/** Operations of the period that can be drawn. */
	drawable: number;
	/** Those that began or ended outside the measured period. */
	outside: number;
	/** Answered ones whose latency nothing tells. */
	withoutLatency: number;
	/** Of known latencies above 0, in seconds; null where there is none. */
	fastest: number | null;
	slowest: number | null;
};

/** Of the slowest operations so many are never merged with others. */
export const alwaysKept = 100;

/** What the operations of a run reach from and to. */
export function extentOf(
	operations: Iterable<HistoryOperation>,
	period: MeasuredPeriod,
): Extent {
	const extent: Extent = {
		drawable: 0,
		outside: 0,
		withoutLatency: 0,
		fastest: null,
		slowest: null,
	};
	for (const operation of operations) {
		if (isOutside(operation, period)) extent.outside++;
		else if (!isDrawable(operation)) extent.withoutLatency++;
		else {
			extent.drawable++;
			const { serviceSeconds: latency } = operation;
			if (latency === null || latency <= 0) continue;
			extent.fastest = Math.min(latency, extent.fastest ?? latency);
			extent.slowest = Math.max(latency, extent.slowest ?? latency);
		}
	}
	return extent;
}

/**
 * The dots of a drawing, few enough for it. Operations of one kind and outcome that fall into one cell of a raster become one dot, the slowest of them;
 * cells are a pixel first, and grow as far as they must. So what lies apart from all others is never left out, and neither is any of the slowest.
 *
 * @param extent of the same operations
 */
export function dotsOf(
	operations: Iterable<HistoryOperation>,
	period: MeasuredPeriod,
	{ fastest, slowest }: Extent,
	{ columns, rows, mostDots }: Raster,
): { dots: Dot[]; cellPixels: number } {
	const length = Math.max(Number.MIN_VALUE, period.end - period.zero);
	const low = Math.log(fastest ?? 1);
	const height = Math.max(1e-9, Math.log(slowest ?? 1) - low);
	const cellOf = ({ seconds, latencySeconds }: Dot, pixels: number) => {
		const column = Math.floor(((seconds / length) * columns) / pixels);
		const above =
			latencySeconds === null || latencySeconds <= 0
				? -1
				: (Math.log(latencySeconds) - low) / height;
		const row = above < 0 ? -1 : Math.floor((above * rows) / pixels);
		return column * (rows + 2) + row + 1;
	};
	let dots = merged(drawn(operations, period), (dot) => cellOf(dot, 1));
	let cellPixels = 1;
	while (dots.length > mostDots && cellPixels < columns) {
		cellPixels *= 1.5;
		const pixels = cellPixels;
		const kept = new Set(slowestOf(dots));
		dots = [
			...kept,
			...merged(
				dots.filter((dot) => !kept.has(dot)),
				(dot) => cellOf(dot, pixels),
			),
		];
	}
	dots.sort((a, b) => a.seconds - b.seconds);
	return { dots, cellPixels };
}

/** The slowest ones, which are always drawn. */
export function slowestOf(dots: readonly Dot[]): Dot[] {
	return dots
		.filter(({ latencySeconds }) => latencySeconds !== null)
		.sort((a, b) => (b.latencySeconds as number) - (a.latencySeconds as number))
		.slice(0, alwaysKept);
}

function* drawn(
	operations: Iterable<HistoryOperation>,
	period: MeasuredPeriod,
): Generator<Dot> {
	for (const operation of operations) {
		if (isOutside(operation, period) || !isDrawable(operation)) continue;
		const { pod, kind, outcome, index, began, serviceSeconds } = operation;
		yield {
			pod,
			kind,
			outcome,
			index,
			seconds: began - period.zero,
			latencySeconds: serviceSeconds,
			count: 1,
		};
	}
}

function merged(dots: Iterable<Dot>, cellOf: (dot: Dot) => number): Dot[] {
	const series = new Map<string, Map<number, Dot>>();
	for (const dot of dots) {
		const name = `${dot.kind} ${dot.outcome}`;
		let cells = series.get(name);
		if (cells === undefined) {
			cells = new Map();
			series.set(name, cells);
		}
		const cell = cellOf(dot);
		const known = cells.get(cell);
		if (known === undefined) {
			cells.set(cell, dot);
			continue;
		}
		const isSlower = (dot.latencySeconds ?? 0) > (known.latencySeconds ?? 0);
		const slower = isSlower ? dot : known;
		cells.set(cell, { ...slower, count: dot.count + known.count });
	}
	return [...series.values()].flatMap((cells) => [...cells.values()]);
}

function isOutside(
	{ began, ended }: HistoryOperation,
	{ zero, end }: MeasuredPeriod,
): boolean {
	return began > end || (ended ?? began) < zero || began < zero;
}

function isDrawable({ outcome, serviceSeconds }: HistoryOperation): boolean {
	return outcome === "unanswered" || serviceSeconds !== null;
}
