import { type MetricName, metrics } from "../digest/metrics.ts";
import type { Comparison, Ratio } from "./comparison.ts";

/** `5.6 times [4.5, 6.27] (95 %)`; without an interval where there is none. */
export function ratioText({ value, interval }: Ratio): string {
	if (interval === null) return `${ratioNumber(value)} times`;
	const { low, high, confidence } = interval;
	return `${ratioNumber(value)} times [${ratioNumber(low)}, ${ratioNumber(high)}] (${percent(confidence)})`;
}

/** `95 %`, `93.7 %`: never more than it is. */
function percent(share: number): string {
	return `${Math.floor(share * 1000 + 1e-9) / 10} %`;
}

/** `= 0.031`, `< 0.001`; with two significant digits, never less than it is. */
export function probabilityText(p: number): string {
	if (p < 1e-4) return "< 0.0001";
	const step = 10 ** (Math.floor(Math.log10(p)) - 1);
	return `= ${Number((Math.ceil(p / step - 1e-6) * step).toPrecision(2))}`;
}

/** The other way round: the second mode is the first. */
export function swapped(comparison: Comparison): Comparison {
	const { first, second, sizes, ratio, delta, outcome } = comparison;
	const turned = { firstLower: "secondLower", secondLower: "firstLower" } as const;
	return {
		...comparison,
		first: second,
		second: first,
		sizes: sizes.map((size) => ({
			...size,
			estimates: [size.estimates[1], size.estimates[0]],
			ratio: size.ratio && inverse(size.ratio),
			delta: -size.delta,
		})),
		ratio: ratio && inverse(ratio),
		delta: -delta,
		outcome: outcome === "firstLower" || outcome === "secondLower" ? turned[outcome] : outcome,
	};
}

/** How many times as much the first has. */
export function inverse({ value, interval }: Ratio): Ratio {
	return {
		value: 1 / value,
		interval: interval && { ...interval, low: 1 / interval.high, high: 1 / interval.low },
	};
}

/** Three significant digits. */
function ratioNumber(ratio: number): string {
	return String(Number(ratio.toPrecision(3)));
}

/**
 * The metric within a sentence, after an article or a name: `persist latency (p99)`, `number of
 * updates missed by …`.
 */
export function metricNoun(metric: MetricName): string {
	const { label, unit } = metrics[metric];
	const end = label.search(/[:,] /);
	const noun = withinSentence(end === -1 ? label : label.slice(0, end));
	const qualifier = end === -1 ? "" : ` (${label.slice(end + 2)})`;
	const amount = unit === "%" ? "share of " : noun.startsWith("updates") ? "number of " : "";
	return `${amount}${noun}${qualifier}`;
}

/** A label that doesn't begin its sentence; acronyms stay as they are. */
export function withinSentence(label: string): string {
	return /^[A-Z]{2}/.test(label) ? label : `${label.charAt(0).toLowerCase()}${label.slice(1)}`;
}
