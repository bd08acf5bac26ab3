import { type MetricName, metrics } from "../digest/metrics.ts";

/** The metric within a sentence, after an article or a name: `persist latency (p99)`, `number of updates missed by …`. */
export function metricNoun(metric: MetricName): string {
	const { label, unit } = metrics[metric];
	const [head, qualifier] = split(label);
	const noun = isAcronym(head) ? head : `${head.charAt(0).toLowerCase()}${head.slice(1)}`;
	const counted = noun.startsWith("updates");
	const amount = unit === "%" ? "share of " : counted ? "number of " : "";
	return `${amount}${noun}${qualifier === undefined ? "" : ` (${qualifier})`}`;
}

function split(label: string): [head: string, qualifier?: string] {
	const end = label.search(/[:,] /);
	return end === -1 ? [label] : [label.slice(0, end), label.slice(end + 2)];
}

function isAcronym(text: string): boolean {
	return /^[A-Z]{2}/.test(text);
}
