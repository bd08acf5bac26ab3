import type { MeasuredPeriod } from "../digest/runTime.ts";
import type { HistoryOperation } from "../operations/operations.ts";

/**
 * One operation, or several that lie so close to each other that one dot stands for them: then the
 * slowest.
 */
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
const alwaysKept = 100;

/** What the operations of a run reach from and to. */
export function extentOf(operations: Iterable<HistoryOperation>, period: MeasuredPeriod): Extent {
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
 * The operations of a period as dots: those of one kind and outcome that lie within a pixel of the
 * raster are one dot, the slowest of them.
 *
 * @param extent of the same operations
 */
export function dotsOf(
	operations: Iterable<HistoryOperation>,
	period: MeasuredPeriod,
	extent: Extent,
	raster: Omit<Raster, "mostDots">,
): Dot[] {
	return merged(drawn(operations, period), cellsOf(period, extent, raster, 1));
}

/**
 * Dots few enough for a drawing. Cells of its raster, each of which has one dot of a kind and
 * outcome, the slowest, are a pixel first, and twice as large as often as they must. So what lies
 * apart from all others is never left out, and neither is any of the slowest.
 *
 * @param dots of a raster at least as fine
 */
export function fewerDots(
	dots: readonly Dot[],
	period: MeasuredPeriod,
	extent: Extent,
	raster: Raster,
): { dots: Dot[]; cellPixels: number } {
	let fewer = [...dots];
	let cellPixels = 1;
	const kept = new Set(slowestOf(fewer));
	for (; fewer.length > raster.mostDots; cellPixels *= 2) {
		if (cellPixels > raster.columns) break;
		fewer = [
			...kept,
			...merged(copies(fewer.filter((dot) => !kept.has(dot))), cellsOf(period, extent, raster, cellPixels)),
		];
	}
	fewer.sort((a, b) => a.seconds - b.seconds);
	return { dots: fewer, cellPixels: Math.max(1, cellPixels / 2) };
}

/** The number of the cell that a dot is in. */
function cellsOf(
	{ zero, end }: MeasuredPeriod,
	{ fastest, slowest }: Extent,
	{ columns, rows }: Omit<Raster, "mostDots">,
	pixels: number,
): (dot: Dot) => number {
	const columnsPerSecond = columns / pixels / Math.max(1e-9, end - zero);
	const low = Math.log(fastest ?? 1);
	const height = Math.max(1e-9, Math.log(slowest ?? 1) - low);
	const rowsPerUnit = rows / pixels / height;
	return ({ seconds, latencySeconds }) => {
		const column = Math.floor(seconds * columnsPerSecond);
		const row =
			latencySeconds === null || latencySeconds <= 0 ? -1 : Math.floor((Math.log(latencySeconds) - low) * rowsPerUnit);
		return column * (rows + 2) + row + 1;
	};
}

/** The slowest ones, which are always drawn. */
export function slowestOf(dots: readonly Dot[]): Dot[] {
	return dots
		.filter(({ latencySeconds }) => latencySeconds !== null)
		.sort((a, b) => (b.latencySeconds as number) - (a.latencySeconds as number))
		.slice(0, alwaysKept);
}

function* drawn(operations: Iterable<HistoryOperation>, period: MeasuredPeriod): Generator<Dot> {
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

function* copies(dots: readonly Dot[]): Generator<Dot> {
	for (const dot of dots) yield { ...dot };
}

/** @param dots which are changed, and belong to nobody else */
function merged(dots: Iterable<Dot>, cellOf: (dot: Dot) => number): Dot[] {
	const byKind = { persist: cellsByOutcome(), load: cellsByOutcome() };
	for (const dot of dots) {
		const cells = byKind[dot.kind][dot.outcome];
		const cell = cellOf(dot);
		const known = cells.get(cell);
		if (known === undefined) cells.set(cell, dot);
		else if ((dot.latencySeconds ?? 0) > (known.latencySeconds ?? 0)) {
			dot.count += known.count;
			cells.set(cell, dot);
		} else known.count += dot.count;
	}
	return Object.values(byKind)
		.flatMap((cells) => Object.values(cells))
		.flatMap((cells) => [...cells.values()]);
}

function cellsByOutcome(): Record<Dot["outcome"], Map<number, Dot>> {
	return { ok: new Map(), fail: new Map(), unknown: new Map(), unanswered: new Map() };
}

function isOutside({ began, ended }: HistoryOperation, { zero, end }: MeasuredPeriod): boolean {
	return began > end || (ended ?? began) < zero || began < zero;
}

function isDrawable({ outcome, serviceSeconds }: HistoryOperation): boolean {
	return outcome === "unanswered" || serviceSeconds !== null;
}
