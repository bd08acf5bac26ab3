import { ticksOf as ticksOfScale, verticalScale } from "../verticalScale.ts";

/** An axis of costs, of which 0 is the best: `symlog` has a 0 as well, and is linear below `constant`. */
export type CostScale =
	| { type: "linear" | "log"; domain: [number, number] }
	| { type: "symlog"; domain: [number, number]; constant: number };

/** Where the highest cost is so many times the lowest, a linear axis would press most of them together. */
const logarithmicFrom = 10;

/**
 * Linear from 0, or logarithmic where the values span decades.
 *
 * @param values from 0 on, in the unit of the axis
 */
export function costScale(values: readonly number[]): CostScale {
	const positive = values.filter((value) => value > 0);
	if (positive.length === 0) return { type: "linear", domain: [0, 1] };
	const [low, high] = [Math.min(...positive), Math.max(...positive)];
	if (high < logarithmicFrom * low) {
		return { type: "linear", domain: [0, verticalScale([high]).domain[1]] };
	}
	return positive.length < values.length
		? { type: "symlog", domain: [0, high * 1.25], constant: low }
		: { type: "log", domain: [low * 0.8, high * 1.25] };
}

/**
 * Where the axis has ticks and lines.
 *
 * @param whole what is counted has no ticks between whole numbers
 */
export function costTicks(
	scale: CostScale,
	{ whole = false }: { whole?: boolean } = {},
): number[] {
	const ticks =
		scale.type === "symlog"
			? [
					0,
					...ticksOfScale({
						type: "log",
						domain: [scale.constant * 0.99, scale.domain[1]],
					}),
				]
			: ticksOfScale(scale);
	return whole ? ticks.filter((tick) => Number.isInteger(tick)) : ticks;
}

/** How far along the axis a value lies, from 0 to 1. */
export function alongScale(scale: CostScale, value: number): number {
	const [from, to] = scale.domain.map((end) => warped(scale, end)) as [
		number,
		number,
	];
	return (warped(scale, value) - from) / (to - from);
}

/** The value that lies so far along the axis: the inverse of `alongScale`. */
export function valueAlong(scale: CostScale, share: number): number {
	const [from, to] = scale.domain.map((end) => warped(scale, end)) as [
		number,
		number,
	];
	const along = from + share * (to - from);
	switch (scale.type) {
		case "linear":
			return along;
		case "log":
			return Math.exp(along);
		case "symlog":
			return Math.expm1(along) * scale.constant;
	}
}

function warped(scale: CostScale, value: number): number {
	switch (scale.type) {
		case "linear":
			return value;
		case "log":
			return Math.log(value);
		case "symlog":
			return Math.log1p(value / scale.constant);
	}
}
