import { describe, expect, it } from "vitest";
import { metricNames } from "../digest/metrics.ts";
import type { MetricName } from "../digest/rows.ts";
import { metricRows } from "./compare.fixture.ts";
import { compareModes } from "./compare.ts";
import { comparisonSentence, probabilityText } from "./sentences.ts";
import { metricNoun, metricValue } from "./sentencesMetric.ts";

/** The sentence on one comparison of invented runs, at one size or the same at several. */
function sentence(
	metric: MetricName,
	central: readonly number[],
	decentral: readonly number[],
	sizes: readonly number[] = [21],
): string {
	const [comparison] = compareModes(
		sizes.flatMap((size) => metricRows(metric, size, { central, decentral })),
		{ view: "settled" },
	);
	if (!comparison) throw new Error("There must be a comparison.");
	return comparisonSentence(comparison);
}

const fast = [0.0088, 0.009, 0.0091, 0.0095, 0.0099];
const slow = [0.098, 0.11, 0.121, 0.13, 0.14];

describe("comparisonSentence", () => {
	it("tells a difference with all that it rests on, and the worst runs", () => {
		expect(sentence("persistP99", fast, slow)).toBe(
			"decentral's persist latency (p99) is 13.1 times [10.8, 15.4] (96.8 %) central's at 21 replicas: 121 ms (worst run 140) against 9.1 ms (worst run 9.9); every run was above every other of its size (shown: adjusted p = 0.008, 5 against 5 runs).",
		);
	});

	it("leads with the higher mode, whichever it is", () => {
		expect(sentence("persistP99", slow, fast)).toMatch(
			/^central's persist latency \(p99\) is 13\.1 times \[10\.8, 15\.4\] \(96\.8 %\) decentral's/,
		);
	});

	it("needs few words for several sizes, and claims more where they agree", () => {
		expect(sentence("persistP99", fast, slow, [5, 9, 21])).toBe(
			"decentral's persist latency (p99) is 13.1 times [11.6, 14.3] (96.1 %) central's at 5, 9 and 21 replicas: every run was above every other of its size (shown: adjusted p = 0.0001, 15 against 15 runs).",
		);
	});

	it("is weaker where the runs overlap", () => {
		expect(
			sentence(
				"rtoMedian",
				[1, 1.2, 1.4, 1.6, 1.8, 2],
				[1.9, 3, 3.5, 4, 4.5, 5],
			),
		).toMatch(
			/^decentral's RTO \(median over the deleted Pods\) tends to be 2\.\d+ times \[1\.\d+, 3\.\d+\] \(95\.8 %\) central's at 21 replicas: .*; higher in 97\.2 % of pairs of runs \(shown: /,
		);
	});

	it("doesn't call a difference of a few percent more than that", () => {
		expect(
			sentence(
				"memoryPod",
				[100e6, 100.1e6, 100.2e6, 100.3e6, 100.4e6],
				[103e6, 103.1e6, 103.2e6, 103.3e6, 103.4e6],
			),
		).toContain(
			"every run was above every other of its size, a difference of no more than 10 % (shown: ",
		);
	});

	it("claims equality only so far as the interval does", () => {
		expect(
			sentence("memoryPod", [100e6, 101e6, 102e6], [101.5e6, 99.5e6, 102e6]),
		).toBe(
			"central's and decentral's memory of a Pod are no more than 10 % apart at 21 replicas: 102 MB (worst run 102) against 101 MB (worst run 102); 1 times [0.975, 1.02] (90 %) (3 against 3 runs).",
		);
	});

	it("says what isn't decided, and how many runs would probably do", () => {
		expect(
			sentence(
				"cpuPod",
				[0.1, 0.2, 0.3, 0.4, 0.5],
				[0.15, 0.1, 0.35, 0.2, 0.3],
			),
		).toMatch(
			/^Whether central's and decentral's CPU of a Pod differ isn't decided at 21 replicas: 0\.300 cores \(worst run 0\.500\) against 0\.200 cores \(worst run 0\.350\); [\d.]+ times \[0\.\d+, \d(\.\d+)?\] \(96\.8 %\), adjusted p = 0\.4\d, 5 against 5 runs\. About \d+ runs of each mode would probably decide it\.$/,
		);
	});

	it("tells a value that every run had", () => {
		expect(sentence("rpoWorst", [0, 0, 0, 0, 0], [0, 0, 0, 0, 0])).toBe(
			"At 21 replicas, the RPO (acknowledged updates lost, worst Pod) was 0 updates in every run of central and of decentral (5 against 5 runs).",
		);
	});

	it("says where the runs were too few to test, shows them, and how many would do", () => {
		expect(
			sentence("memoryPod", [26e6, 27e6, 25e6], [104e6, 131e6, 99e6]),
		).toBe(
			"There are too few runs to say whether decentral's and central's memory of a Pod differ at 21 replicas: 104 MB (worst run 131) against 26 MB (worst run 27); 4 times [3.67, 5.24] (90 %), 3 against 3 runs. 4 runs of each mode decide it if they stay apart.",
		);
		expect(sentence("startupMean", [0.7], [8.5])).toBe(
			"There are too few runs to say whether decentral's and central's startup delay (mean) differ at 21 replicas: 8.50 s against 0.70 s; 12.1 times, 1 against 1 run. 4 runs of each mode decide it if they stay apart.",
		);
	});

	it("shows medians and worst runs where some values are 0, so that there is no ratio", () => {
		expect(sentence("missedWorst", [0, 1, 1, 0], [2, 2, 3, 88])).toBe(
			"decentral's number of updates missed by the worst survivor is higher than central's at 21 replicas: 2.5 updates (worst run 88) against 0.5 updates (worst run 1); every run was above every other of its size (shown: adjusted p = 0.029, 4 against 4 runs).",
		);
	});
});

describe("probabilityText", () => {
	it("never says less than it is", () => {
		expect(probabilityText(0.0081)).toBe("= 0.0081");
		expect(probabilityText(0.04996)).toBe("= 0.05");
		expect(probabilityText(0.05001)).toBe("= 0.051");
		expect(probabilityText(1e-9)).toBe("< 0.0001");
		expect(probabilityText(1)).toBe("= 1");
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
