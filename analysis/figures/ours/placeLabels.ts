/** In pixels, from the upper left of the plot. */
export type Box = { left: number; top: number; width: number; height: number };
export type Point = { x: number; y: number };

/** Something drawn at a point, and how wide its name is. */
export type Named = Point & { widthPixels: number };

export type PlacedLabel = {
	box: Box;
	/** Where a line from the mark to its name ends; null: the name is so near that none is needed. */
	leaderEnd: Point | null;
};

const gap = 8;
const step = { x: 6, y: 7 };
/** Around the middle of a mark. */
const centre = 6;
/** In pixels of distance: how much farther away a name would rather be. */
const costs = {
	label: 10_000,
	centre: 200,
	mark: 45,
	leader: 60,
	stranger: 40,
};
/** Names farther away than this have a line to their mark. */
const leaderFrom = 12;
/** A name so near to a mark could be taken for its name. */
const strangerWithin = 14;
const samples = 12;

/**
 * Puts a name beside each mark: as near as it can without lying on another name, on a mark, or on a line to one. Names never
 * leave the area; they overlap only where the area has no room for all of them.
 *
 * @param marks what names should not hide
 * @returns in the order given; the same for the same arguments
 */
export function placeLabels(
	named: readonly Named[],
	marks: readonly Box[],
	{
		width,
		height,
		lineHeight,
	}: { width: number; height: number; lineHeight: number },
): PlacedLabel[] {
	const placed: PlacedLabel[] = [];
	const leaders: Point[][] = [];
	const centres = named.map(({ x, y }) => ({
		left: x - centre,
		top: y - centre,
		width: 2 * centre,
		height: 2 * centre,
	}));
	for (const mark of named) {
		const fits = { width: mark.widthPixels, height: lineHeight };
		const last = {
			x: Math.max(0, width - fits.width),
			y: Math.max(0, height - fits.height),
		};
		/** In order of how fast they are told. */
		const parts = (box: Box, leader: () => Point[]): (() => number)[] => [
			() => costs.label * count(placed, (other) => overlap(box, other.box)),
			() => costs.centre * count(centres, (other) => overlap(box, other)),
			() => {
				const own = distance(mark, nearest(mark, box));
				return (
					costs.stranger *
					count(named, (other) => {
						const away = distance(other, nearest(other, box));
						return other !== mark && away < strangerWithin && away < own;
					})
				);
			},
			() => costs.mark * count(marks, (other) => overlap(box, other)),
			() => costs.leader * count(leaders, (line) => crosses(line, box)),
			() =>
				costs.leader * count(placed, (other) => crosses(leader(), other.box)),
		];
		let best: Box = { left: 0, top: 0, ...fits };
		let lowest = Number.POSITIVE_INFINITY;
		for (const { x, y } of candidates(mark, fits, last)) {
			const box = { left: x, top: y, ...fits };
			let cost = preference(mark, box);
			for (const part of parts(box, () => lineTo(mark, nearest(mark, box)))) {
				if (cost >= lowest) break;
				cost += part();
			}
			if (cost < lowest) [best, lowest] = [box, cost];
		}
		const end = nearest(mark, best);
		const far = distance(mark, end) > leaderFrom;
		placed.push({ box: best, leaderEnd: far ? end : null });
		if (far) leaders.push(lineTo(mark, end));
	}
	return placed;
}

/** Beside, above and below the mark, and then all over the area. */
function* candidates(
	{ x, y }: Point,
	{ width, height }: { width: number; height: number },
	last: Point,
): Generator<Point> {
	const inside = (left: number, top: number) => ({
		x: Math.min(last.x, Math.max(0, left)),
		y: Math.min(last.y, Math.max(0, top)),
	});
	const middle = y - height / 2;
	for (const left of [x + gap, x - gap - width]) {
		for (const up of [0, -height / 2, height / 2]) {
			yield inside(left, middle + up);
		}
	}
	yield inside(x - width / 2, y - gap - height);
	yield inside(x - width / 2, y + gap);
	for (let top = 0; top <= last.y; top += step.y) {
		for (let left = 0; left <= last.x; left += step.x)
			yield { x: left, y: top };
	}
}

/** Near is better, but for the gap, and at the same distance to the right. */
function preference(mark: Point, box: Box): number {
	const onRight = box.left >= mark.x ? 0 : 2;
	return Math.max(gap, distance(mark, nearest(mark, box))) + onRight;
}

function nearest({ x, y }: Point, { left, top, width, height }: Box): Point {
	return {
		x: Math.min(left + width, Math.max(left, x)),
		y: Math.min(top + height, Math.max(top, y)),
	};
}

function distance(a: Point, b: Point): number {
	return Math.hypot(a.x - b.x, a.y - b.y);
}

export function overlap(a: Box, b: Box): boolean {
	return (
		a.left < b.left + b.width &&
		b.left < a.left + a.width &&
		a.top < b.top + b.height &&
		b.top < a.top + a.height
	);
}

function lineTo(from: Point, to: Point): Point[] {
	return Array.from({ length: samples }, (_, i) => ({
		x: from.x + ((to.x - from.x) * i) / (samples - 1),
		y: from.y + ((to.y - from.y) * i) / (samples - 1),
	}));
}

function crosses(
	line: readonly Point[],
	{ left, top, width, height }: Box,
): boolean {
	return line.some(
		({ x, y }) => x > left && x < left + width && y > top && y < top + height,
	);
}

function count<T>(all: readonly T[], is: (one: T) => boolean): number {
	let found = 0;
	for (const one of all) if (is(one)) found++;
	return found;
}
