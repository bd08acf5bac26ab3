import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { metricNames } from "../digest/metrics.ts";
import type { Comparison, SizeComparison } from "../statistics/comparison.ts";
import { differences } from "./differences.ts";

function comparison(fields: Partial<Comparison> = {}): Comparison {
	return {
		metric: "persistP50",
		first: "central",
		second: "decentral",
		sizes: [sizeOf()],
		ratio: {
			value: 2.1667,
			interval: { low: 2, high: 2.4, confidence: 0.968 },
		},
		delta: 1,
		p: 0.0079,
		adjustedP: 0.0312,
		outcome: "firstLower",
		...fields,
	};
}

function sizeOf(fields: Partial<SizeComparison> = {}): SizeComparison {
	return {
		replicas: 5,
		estimates: [
			{ median: 0.0018, interval: null, values: [1, 2, 3, 4, 5] },
			{ median: 0.0039, interval: null, values: [6, 7, 8, 9, 10] },
		],
		ratio: null,
		delta: 1,
		...fields,
	};
}

describe("differences", () => {
	it("say which mode is lower, by how much, and how sure that is", () => {
		expect(differences([comparison()])).toEqual([
			"central has lower numbers than decentral in persist latency (p50), 2.17 times [2, 2.4] (96.8 %) (every run below every run of the other of its size, 5 against 5 runs, adjusted p = 0.032).",
		]);
	});

	it("turn ratio and numbers round where the second mode is the lower one", () => {
		const [sentence] = differences([
			comparison({
				outcome: "secondLower",
				delta: -0.9,
				ratio: {
					value: 0.5,
					interval: { low: 0.4, high: 0.8, confidence: 0.95 },
				},
			}),
		]);
		expect(sentence).toBe(
			"decentral tends to have lower numbers than central in persist latency (p50), 2 times [1.25, 2.5] (95 %) (5 against 5 runs, adjusted p = 0.032).",
		);
	});

	it("tell of several metrics in one sentence, as sure as the least sure of them", () => {
		const [sentence, ...others] = differences([
			comparison(),
			comparison({
				metric: "rtoSlowest",
				adjustedP: 0.05,
				delta: 0.8,
				ratio: null,
			}),
		]);
		expect(others).toEqual([]);
		expect(sentence).toContain(
			"in RTO (slowest deleted Pod) and persist latency (p50), 2.17 times",
		);
		expect(sentence).toContain("(5 against 5 runs, adjusted p = 0.05 or less)");
	});

	it("never take no difference shown for none, and say what would decide it", () => {
		const open = comparison({ outcome: "undecided", delta: 0.6 });
		expect(differences([open])[0]).toMatch(
			/^Whether central and decentral differ isn't decided in persist latency \(p50\) \(5 against 5 runs\)\. About \d+ runs of each mode would probably decide it\.$/,
		);
	});

	it("say where none larger than 10 % is left", () => {
		const close = comparison({
			outcome: "equivalent",
			ratio: {
				value: 1.02,
				interval: { low: 0.98, high: 1.06, confidence: 0.95 },
			},
		});
		expect(differences([close])).toEqual([
			"central and decentral are no more than 10 % apart in persist latency (p50), 1.02 times [0.98, 1.06] (95 %).",
		]);
	});

	it("say what was the same in every run", () => {
		const none = { median: 0, interval: null, values: [0, 0, 0, 0, 0] };
		const same = comparison({
			metric: "rpoWorst",
			outcome: "alike",
			delta: 0,
			p: 1,
			ratio: null,
			sizes: [5, 21].map((replicas) =>
				sizeOf({ replicas, estimates: [none, none], delta: 0 }),
			),
		});
		expect(differences([same])).toEqual([
			"Every run of central and of decentral had the same RPO (acknowledged updates lost, worst Pod), 0 updates.",
		]);
	});

	it("name the runs that there are, and those that would do, where there are too few", () => {
		const few = { values: [1, 2, 3], median: 2, interval: null };
		const short = comparison({
			outcome: "tooFew",
			p: null,
			adjustedP: null,
			sizes: [sizeOf({ estimates: [few, few] })],
		});
		expect(differences([short])).toEqual([
			"Whether central and decentral differ isn't decided in persist latency (p50) (3 against 3 runs). 4 runs of each mode decide it if they stay apart.",
		]);
	});

	it("never claim a lower number without a decided comparison", () => {
		const outcomes = fc.constantFrom<Comparison["outcome"][]>(
			"equivalent",
			"undecided",
			"tooFew",
		);
		const some = fc.array(
			fc.record({ metric: fc.constantFrom(...metricNames), outcome: outcomes }),
		);
		fc.assert(
			fc.property(some, (fields) => {
				const text = differences(fields.map(comparison)).join(" ");
				expect(text).not.toMatch(/(has|to have) lower numbers than/);
			}),
		);
	});

	it("state no smaller p than there is", () => {
		fc.assert(
			fc.property(fc.double({ min: 1e-4, max: 0.05, noNaN: true }), (p) => {
				const [sentence] = differences([comparison({ adjustedP: p })]);
				const said = Number(/p = ([\d.e-]+)\)/.exec(sentence ?? "")?.[1]);
				expect(said).toBeGreaterThanOrEqual(p * (1 - 1e-5));
			}),
		);
	});
});
