import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { metricNames } from "../digest/metrics.ts";
import type { Comparison } from "../statistics/comparison.ts";
import { differences } from "./differences.ts";

function comparison(fields: Partial<Comparison> = {}): Comparison {
	return {
		metric: "persistP50",
		replicas: 5,
		first: "central",
		second: "decentral",
		estimates: [
			{ median: 0.0018, interval: null, values: [1, 2, 3, 4, 5] },
			{ median: 0.0039, interval: null, values: [6, 7, 8, 9, 10] },
		],
		ratio: {
			value: 2.1667,
			interval: { low: 2, high: 2.4, confidence: 0.95 },
		},
		delta: 1,
		p: 0.0079,
		adjustedP: 0.0312,
		outcome: "firstLower",
		...fields,
	};
}

describe("differences", () => {
	it("say which mode is lower, by how much, and how sure that is", () => {
		expect(differences([comparison()])).toEqual([
			"central has lower numbers than decentral in persist latency (p50): 1.8 against 3.9 ms at 5 replicas, 2.17 times [2.00, 2.40] (every run below every run of the other, 5 against 5 runs, adjusted p ≤ 0.032).",
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
			"decentral tends to have lower numbers than central in persist latency (p50): 3.9 against 1.8 ms at 5 replicas, 2.00 times [1.25, 2.50] (5 against 5 runs, adjusted p ≤ 0.032).",
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
			"in RTO (slowest deleted Pod): 0.00 against 0.00 s at 5 replicas and persist latency (p50): 1.8",
		);
		expect(sentence).toContain("(5 against 5 runs, adjusted p ≤ 0.05)");
	});

	it("never take no difference shown for none", () => {
		const open = comparison({ outcome: "undecided", delta: 0.6 });
		expect(differences([open])).toEqual([
			"No difference between central and decentral was shown, which is not the same as none, in persist latency (p50) (at 5 replicas).",
		]);
	});

	it("ask for more runs where only the number of comparisons kept runs that lie apart from deciding", () => {
		const open = comparison({ outcome: "undecided", adjustedP: 0.06 });
		expect(differences([open])).toEqual([
			"All runs of central and of decentral lie apart in persist latency (p50) (at 5 replicas), but among that many comparisons this could be chance: there are not enough runs to say.",
		]);
	});

	it("say what was the same in every run", () => {
		const none = { median: 0, interval: null, values: [0, 0, 0, 0, 0] };
		const same = comparison({
			metric: "rpoWorst",
			outcome: "undecided",
			delta: 0,
			p: 1,
			ratio: null,
			estimates: [none, none],
		});
		expect(differences([{ ...same, replicas: 21 }, same])).toEqual([
			"Every run of central and of decentral had the same RPO (acknowledged updates lost, worst Pod), 0 updates (at 5 and 21 replicas).",
		]);
	});

	it("count the runs of sizes that have too few of them", () => {
		const few = { values: [1, 2, 3], median: 2, interval: null };
		const short = (replicas: number) =>
			comparison({
				replicas,
				outcome: "tooFew",
				p: null,
				adjustedP: null,
				estimates: [few, few],
			});
		expect(differences([short(9), short(13), short(17)])).toEqual([
			"There are not enough runs to say which of central and decentral has lower numbers at 9 (3 against 3), 13 (3 against 3) and 17 (3 against 3) replicas.",
		]);
		expect(
			differences([
				comparison(),
				comparison({ ...short(5), metric: "rtoSlowest" }),
			])[1],
		).toBe(
			"Too few runs have a value to compare in RTO (slowest deleted Pod) (at 5 replicas).",
		);
	});

	it("put the sizes of one metric together, the smallest first", () => {
		const sentences = differences([
			comparison({ replicas: 21 }),
			comparison({ replicas: 5 }),
		]);
		expect(sentences).toHaveLength(1);
		expect(sentences[0]).toMatch(/ at 5 replicas, .* and .* at 21 replicas, /);
	});

	it("never claim a lower number without a decided comparison", () => {
		const outcomes = fc.constantFrom<Comparison["outcome"][]>(
			"undecided",
			"tooFew",
		);
		const some = fc.array(
			fc.record({
				metric: fc.constantFrom(...metricNames),
				replicas: fc.constantFrom(5, 21),
				outcome: outcomes,
			}),
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
			fc.property(fc.double({ min: 1e-6, max: 0.05, noNaN: true }), (p) => {
				const [sentence] = differences([comparison({ adjustedP: p })]);
				const said = Number(/p ≤ ([\d.e-]+)\)/.exec(sentence ?? "")?.[1]);
				expect(said).toBeGreaterThanOrEqual(p - 1e-12);
			}),
		);
	});
});
