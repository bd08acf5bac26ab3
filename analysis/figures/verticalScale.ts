import { ticks as linearTicks } from "d3-array";

export type VerticalScale = {
	type: "linear" | "log";
	domain: [number, number];
};

/** Where a tail is this many times the median, a linear axis would press everything else onto the baseline. */
const logarithmicFrom = 20;

/** Linear from zero, unless a tail asks for a logarithmic axis. */
export function verticalScale(values: readonly number[]): VerticalScale {
	const ordered = values.filter((value) => value > 0).sort((a, b) => a - b);
	const minimum = ordered[0] ?? 0;
	const median = ordered[Math.floor(ordered.length / 2)] ?? 1;
	const maximum = ordered.at(-1) ?? 1;
	return maximum > logarithmicFrom * median
		? { type: "log", domain: [minimum * 0.8, maximum * 1.25] }
		: { type: "linear", domain: [0, maximum * 1.08] };
}

/** Where the axis has ticks and lines. */
export function ticksOf({ type, domain }: VerticalScale): number[] {
	return type === "log" ? logarithmicTicks(domain) : linearTicks(...domain, 7);
}

/** 1, 2 and 5 times the powers of ten; only the powers where that would be many. */
function logarithmicTicks([low, high]: readonly [number, number]): number[] {
	const ticks: number[] = [];
	const decades = Math.log10(high / low);
	for (let power = Math.floor(Math.log10(low)); 10 ** power <= high; power++) {
		for (const factor of decades > 4 ? [1] : [1, 2, 5]) {
			ticks.push(Number(`${factor}e${power}`));
		}
	}
	return ticks.filter((tick) => tick >= low && tick <= high);
}

/** How far below the top edge of a plot of this height a value lies. */
export function pixelsOf(
	value: number,
	{ type, domain }: VerticalScale,
	heightPixels: number,
): number {
	const along = (v: number) => (type === "log" ? Math.log(v) : v);
	const [low, high] = [along(domain[0]), along(domain[1])];
	return heightPixels * (1 - (along(value) - low) / (high - low));
}
