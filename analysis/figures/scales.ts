import { ticks as linearTicks, max, min } from "d3-array";

/** An axis whose kind its values choose. */
export type Scale = {
	type: "linear" | "log" | "symlog";
	domain: [number, number];
	/** Of `symlog`: linear below this. */
	constant?: number;
};

/**
 * Where the highest value is this many times the median, or the lowest, a linear axis would press
 * the others together.
 */
const logarithmicFrom = 20;

/**
 * Linear from zero, or logarithmic where the values ask for it; with a zero among them, `symlog`,
 * which has one.
 *
 * @param values all that must lie on the axis, of all panels that share it
 */
export function scaleOf(values: readonly number[]): Scale {
	const positive = values.filter((value) => value > 0).sort((a, b) => a - b);
	const [low, high] = [positive[0], positive.at(-1)];
	if (low === undefined || high === undefined) {
		return { type: "linear", domain: [0, 1] };
	}
	const middle = positive[Math.floor(positive.length / 2)] as number;
	if (high <= logarithmicFrom * Math.min(middle, 4 * low)) {
		return { type: "linear", domain: [0, high * 1.08] };
	}
	return positive.length < values.length
		? { type: "symlog", domain: [0, high * 1.25], constant: low }
		: { type: "log", domain: [low * 0.8, high * 1.25] };
}

/** Logarithmic, with 1 inside: for ratios. */
export function ratioScale(values: readonly number[]): Scale {
	const positive = values.filter((value) => value > 0 && value < 1e6);
	const low = Math.min(1, min(positive) ?? 1);
	const high = Math.max(1, max(positive) ?? 1);
	return { type: "log", domain: [low / 1.3, high * 1.3] };
}

/** Where the axis has ticks and lines. */
export function ticksOf({ type, domain: [low, high], constant = low }: Scale, most = 8): number[] {
	if (type === "linear") return linearTicks(low, high, most - 2);
	const from = type === "symlog" ? constant * 0.99 : low;
	const powers: number[] = [];
	for (let power = Math.floor(Math.log10(from)); 10 ** power <= high; power++) {
		powers.push(power);
	}
	const chosen = [[1, 2, 5], [1, 3], [1]].map((factors) =>
		powers
			.flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`)))
			.filter((tick) => tick >= from && tick <= high),
	);
	const ticks = chosen.find(({ length }) => length > 1 && length <= most) ?? (chosen.at(-1) as number[]);
	return type === "symlog" ? [0, ...ticks] : ticks;
}

/** `, logarithmic`, to be said beside the axis. */
export function kindOf({ type }: Scale): string {
	return type === "linear" ? "" : ", logarithmic";
}
