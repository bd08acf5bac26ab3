import { metrics } from "../digest/metrics.ts";
import type { MetricName } from "../digest/rows.ts";

/** The metric within a sentence, after an article or a name: `persist latency (p99)`, `number of updates missed by …`. */
export function metricNoun(metric: MetricName): string {
	const { label, unit } = metrics[metric];
	const [head, qualifier] = split(label);
	const noun = isAcronym(head)
		? head
		: `${head.charAt(0).toLowerCase()}${head.slice(1)}`;
	const counted = noun.startsWith("updates");
	const amount = unit === "%" ? "share of " : counted ? "number of " : "";
	return `${amount}${noun}${qualifier === undefined ? "" : ` (${qualifier})`}`;
}

/** With its unit: `9.1 ms`, `1 update`. */
export function metricValue(metric: MetricName, value: number): string {
	const text = metricNumber(metric, value, value);
	const { unit } = metrics[metric];
	return `${text} ${unit === "updates" && text === "1" ? "update" : unit}`;
}

/**
 * A value without its unit: with as many decimals as tables show, but of the number that it stands beside no more than three
 * significant digits.
 */
export function metricNumber(
	metric: MetricName,
	value: number,
	beside: number,
): string {
	const { factor, decimals, unit } = metrics[metric];
	const shown = value * factor;
	// A median may lie between two counts.
	if (unit === "updates") return String(Number(shown.toFixed(1)));
	const digitsBefore = Math.floor(Math.log10(Math.abs(beside * factor))) + 1;
	return shown.toFixed(Math.min(decimals, Math.max(0, 3 - digitsBefore)));
}

function split(label: string): [head: string, qualifier?: string] {
	const end = label.search(/[:,] /);
	return end === -1 ? [label] : [label.slice(0, end), label.slice(end + 2)];
}

function isAcronym(text: string): boolean {
	return /^[A-Z]{2}/.test(text);
}
