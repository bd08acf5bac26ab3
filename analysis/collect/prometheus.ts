import { ascending } from "d3-array";
import { z } from "zod";
import type { Sample } from "../../schema/sample.ts";
import { oneLine } from "../../schema/zodError.ts";
import { addressOf, causeOf, fetchWithin } from "./fetchWithin.ts";

/** Unix time in seconds. */
export type Span = { start: number; end: number };

const querySeconds = 30;
/** One answer holds this much time, which bounds its size. */
const chunkSeconds = 300;

/**
 * Series that a run keeps: what the replicas' containers say of themselves (without histogram
 * buckets: latencies come from the history), and what the kubelet says of them and of the Pods
 * beside them. The label `container`, a column of its own, tells the application from the method's
 * containers in the same Pod, which export the same names.
 */
function selectors(namespace: string): string[] {
	return [
		'{__name__=~"holdfast_.+",__name__!~".+_(bucket|created)",pod!=""}',
		'{__name__=~"process_resident_memory_bytes|process_cpu_seconds_total",pod!=""}',
		`{__name__=~"container_memory_working_set_bytes|container_cpu_usage_seconds_total",namespace=${JSON.stringify(namespace)},pod!=""}`,
	];
}

/**
 * Samples as they were scraped, in pieces of time, each in order of time. Range selectors give the
 * scrapes' own times and values, where a range query would fill its steps with old values.
 *
 * @param prometheus base URL
 * @throws Error with one sentence when Prometheus doesn't answer what was asked
 */
export async function* samplesIn(
	prometheus: string,
	{ start, end }: Span,
	namespace: string,
	signal?: AbortSignal,
): AsyncGenerator<Sample[]> {
	for (let from = start; from < end; from += chunkSeconds) {
		const chunk = { start: from, end: Math.min(end, from + chunkSeconds) };
		const found: Sample[] = [];
		for (const selector of selectors(namespace)) {
			for (const series of await query(prometheus, selector, chunk, signal)) {
				if ((series.metric.namespace ?? namespace) !== namespace) continue;
				found.push(...samplesOf(series, chunk));
			}
		}
		yield found.sort(
			(a, b) =>
				a.time - b.time ||
				ascending(a.pod, b.pod) ||
				ascending(a.container, b.container) ||
				ascending(a.metric, b.metric),
		);
	}
}

const answer = z.object({
	data: z.object({
		resultType: z.literal("matrix"),
		result: z.array(
			z.object({
				metric: z.record(z.string(), z.string()),
				values: z.array(z.tuple([z.number(), z.string()])),
			}),
		),
	}),
});

type Series = z.infer<typeof answer>["data"]["result"][number];

async function query(
	prometheus: string,
	selector: string,
	{ start, end }: Span,
	signal: AbortSignal | undefined,
): Promise<Series[]> {
	const url = addressOf(prometheus, "api/v1/query");
	const milliseconds = Math.ceil((end - start) * 1000);
	const response = await fetchWithin(url, querySeconds, signal, {
		method: "POST",
		body: new URLSearchParams({
			query: `${selector}[${milliseconds}ms]`,
			time: end.toFixed(3),
		}),
	});
	let body: unknown;
	try {
		body = await response.json();
	} catch (error) {
		throw new Error(`${url} broke off: ${causeOf(error)}.`);
	}
	const result = answer.safeParse(body);
	if (result.success) return result.data.data.result;
	throw new Error(`${url} doesn't answer as Prometheus does: ${oneLine(result.error)}.`);
}

/** Labels that say who and where, not what. */
const placeLabels = new Set([
	...["__name__", "pod", "container", "mode"],
	...["namespace", "job", "instance", "node", "endpoint", "service"],
]);

function samplesOf({ metric, values }: Series, { start, end }: Span): Sample[] {
	const { __name__: name = "", pod = "", container = "" } = metric;
	const labels = Object.entries(metric)
		.filter(([label]) => !placeLabels.has(label))
		.sort(([a], [b]) => ascending(a, b))
		.map(([label, value]) => `${label}=${JSON.stringify(value)}`);
	const full = labels.length === 0 ? name : `${name}{${labels.join(",")}}`;
	const samples: Sample[] = [];
	for (const [time, text] of values) {
		const value = Number(text);
		// Older servers include a range's start, which the piece before has too.
		if (time <= start || time > end || !Number.isFinite(value)) continue;
		samples.push({ time, pod, container, metric: full, value });
	}
	return samples;
}
