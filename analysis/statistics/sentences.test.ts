import { describe, expect, it } from "vitest";
import { metricNames } from "../digest/metrics.ts";
import type { MetricName } from "../digest/rows.ts";
import { metricRows } from "./compare.fixture.ts";
import { compareModes } from "./compare.ts";
import { comparisonSentence } from "./sentences.ts";
import { metricNoun, metricValue } from "./sentencesMetric.ts";

/** The sentence on one comparison of invented runs, tested together with `others` that show nothing. */
function sentence(
	metric: MetricName,
	central: readonly number[],
	decentral: readonly number[],
	others = 0,
): string {
	const rows = [
		...metricRows(metric, 21, { central, decentral }),
		...Array.from({ length: others }, (_, i) =>
			metricRows(metric, 100 + i, {
				central: [1, 3, 5, 7, 9],
				decentral: [2, 4, 6, 8, 1],
			}),
		).flat(),
	];
	const [comparison] = compareModes(rows, { view: "settled" });
	if (!comparison) throw new Error("There must be a comparison.");
	return comparisonSentence(comparison);
}

const fast = [0.0088, 0.009, 0.0091, 0.0095, 0.0099];
const slow = [0.098, 0.11, 0.121, 0.13, 0.14];

describe("comparisonSentence", () => {
	it("tells a difference with all that it rests on", () => {
		expect(sentence("persistP99", fast, slow)).toBe(
			"At 21 replicas, decentral's persist latency (p99) is higher than central's: 121 ms (98–140) against 9.1 ms (8.8–9.9), 13.3 times (10.8–15.4); every run was above every other (Cliff's delta 1.00, adjusted p = 0.0079, 5 against 5 runs).",
		);
	});

	it("leads with the higher mode, whichever it is", () => {
		expect(sentence("persistP99", slow, fast)).toBe(
			"At 21 replicas, central's persist latency (p99) is higher than decentral's: 121 ms (98–140) against 9.1 ms (8.8–9.9), 13.3 times (10.8–15.4); every run was above every other (Cliff's delta 1.00, adjusted p = 0.0079, 5 against 5 runs).",
		);
	});

	it("is weaker where the runs overlap", () => {
		expect(
			sentence(
				"rtoMedian",
				[1, 1.2, 1.4, 1.6, 1.8, 2],
				[1.9, 3, 3.5, 4, 4.5, 5],
			),
		).toBe(
			"At 21 replicas, decentral's RTO (median over the deleted Pods) tends to be higher than central's: 3.75 s (1.90–5.00) against 1.50 s (1.00–2.00), 2.5 times (1.59–3.64); a large effect (Cliff's delta 0.94, adjusted p = 0.0043, 6 against 6 runs).",
		);
	});

	it("claims nothing where none was shown", () => {
		expect(
			sentence(
				"cpuPod",
				[0.1, 0.2, 0.3, 0.4, 0.5],
				[0.15, 0.1, 0.35, 0.2, 0.3],
			),
		).toBe(
			"At 21 replicas, no difference was shown (which is not the same as none) between central's and decentral's CPU of a Pod: 0.300 cores (0.100–0.500) against 0.200 cores (0.100–0.350); Cliff's delta 0.32, adjusted p = 0.46, 5 against 5 runs.",
		);
	});

	it("tells a value that every run had", () => {
		expect(sentence("rpoWorst", [0, 0, 0, 0, 0], [0, 0, 0, 0, 0])).toBe(
			"At 21 replicas, the RPO (acknowledged updates lost, worst Pod) was 0 updates in every run of central and of decentral (5 and 5 runs): no difference was shown (which is not the same as none).",
		);
	});

	it("says where the correction asks for more runs", () => {
		expect(sentence("persistP99", fast, slow, 9)).toBe(
			"At 21 replicas, there are not enough runs to say whether the persist latency (p99) differs: every run of decentral was above every run of central, 121 ms (98–140) against 9.1 ms (8.8–9.9), but among that many comparisons this could be chance (Cliff's delta 1.00, adjusted p = 0.23, 5 against 5 runs).",
		);
	});

	it("says where the runs were too few to test, and shows them", () => {
		expect(
			sentence("memoryPod", [26e6, 27e6, 25e6], [104e6, 131e6, 99e6]),
		).toBe(
			"At 21 replicas, there are not enough runs to say whether decentral's and central's memory of a Pod differ: 104 MB (99–131 in 3 runs) against 26 MB (25–27 in 3 runs); 3 against 3 can't reach p < 0.05.",
		);
		expect(sentence("startupMean", [0.7], [8.5])).toBe(
			"At 21 replicas, there are not enough runs to say whether decentral's and central's startup delay (mean) differ: 8.50 s (1 run) against 0.70 s (1 run); 1 against 1 can't reach p < 0.05.",
		);
	});

	it("shows the runs' range where there are too few for an interval", () => {
		expect(sentence("missedWorst", [0, 1, 1, 0], [2, 2, 3, 5])).toBe(
			"At 21 replicas, decentral's number of updates missed by the worst survivor is higher than central's: 2.5 updates (2–5 in 4 runs) against 0.5 updates (0–1 in 4 runs), 5 times; every run was above every other (Cliff's delta 1.00, adjusted p = 0.029, 4 against 4 runs).",
		);
	});
});

describe("metricNoun", () => {
	it("fits every metric into a sentence", () => {
		const nouns = metricNames.map(metricNoun);
		expect(nouns).toContain("persist latency (p99)");
		expect(nouns).toContain("RPO (acknowledged updates lost, worst Pod)");
		expect(nouns).toContain("CPU of a Pod");
		expect(nouns).toContain("number of updates missed by the worst survivor");
		expect(nouns).toContain(
			"share of updates missed by the survivors (of those due)",
		);
		expect(new Set(nouns).size).toBe(metricNames.length);
	});
});

describe("metricValue", () => {
	it("shows no more than three digits, nor more decimals than tables", () => {
		expect(metricValue("persistP99", 0.121)).toBe("121 ms");
		expect(metricValue("persistP99", 0.0091)).toBe("9.1 ms");
		expect(metricValue("rtoMedian", 5.0449)).toBe("5.04 s");
		expect(metricValue("memoryTotal", 2_345e6)).toBe("2345 MB");
		expect(metricValue("cpuPod", 0)).toBe("0.000 cores");
	});

	it("counts updates", () => {
		expect(metricValue("rpoWorst", 0)).toBe("0 updates");
		expect(metricValue("rpoWorst", 1)).toBe("1 update");
		expect(metricValue("rpoWorst", 2.5)).toBe("2.5 updates");
	});
});
