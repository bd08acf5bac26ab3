import { counted } from "../../schema/counted.ts";
import type { Estimate } from "../statistics/comparison.ts";

/** How a number is shown; metrics have theirs in `analysis/digest/metrics.ts`. */
export type NumberFormat = {
	unit: string;
	/** How many of the unit make one base unit. */
	factor: number;
	decimals: number;
};

/** A number without its unit, as tables show it. */
export function shown(value: number, { factor, decimals }: NumberFormat) {
	const text = (value * factor).toFixed(decimals);
	return Number(text) === 0 ? (0).toFixed(decimals) : text;
}

/** A median without its unit; `≥ 28.0` where only a bound is known. */
export function medianText({ median, open }: Pick<Estimate, "median" | "open">, format: NumberFormat): string {
	return `${open?.median ? "≥ " : ""}${shown(median, format)}`;
}

/**
 * How far a median may be off, without a unit: its interval, `[3.8, 4.2]`; with too few runs for
 * one their smallest and largest value, `(3.8–4.2)`; of a single run nothing.
 */
export function spreadText(
	{ interval, values, open }: Pick<Estimate, "interval" | "values" | "open">,
	format: NumberFormat,
): string {
	const upTo = (high: number, isBound = false) => `${isBound ? "≥ " : ""}${shown(high, format)}`;
	if (interval) {
		return `[${shown(interval.low, format)}, ${upTo(interval.high, open?.high)}]`;
	}
	const [low, high] = [values.at(0), values.at(-1)];
	return values.length < 2 || low === undefined || high === undefined
		? ""
		: `(${shown(low, format)}–${upTo(high, open !== undefined)})`;
}

/**
 * With median, unit and number of runs: `3.9 ms [3.8, 4.2], 5 runs`, `3.9 ms (3.8–4.2), 3 runs`,
 * `3.9 ms, 1 run`.
 */
export function estimateWithUnit(estimate: Estimate, format: NumberFormat): string {
	const spread = spreadText(estimate, format);
	return `${medianText(estimate, format)} ${format.unit}${spread === "" ? "" : ` ${spread}`}, ${counted(estimate.values.length, "run")}`;
}
