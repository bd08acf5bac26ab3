import { describe, expect, it } from "vitest";
import { metricNames } from "../digest/metrics.ts";
import { metricNoun, probabilityText, ratioText } from "./sentences.ts";

describe("ratioText", () => {
	it("has three digits, the interval where there is one, and no more confidence than that has", () => {
		const interval = { low: 10.83, high: 15.38, confidence: 0.9688 };
		expect(ratioText({ value: 13.08, interval })).toBe("13.1 times [10.8, 15.4] (96.8 %)");
		expect(ratioText({ value: 12.14, interval: null })).toBe("12.1 times");
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
		expect(nouns).toContain("share of updates missed by the survivors (of those due)");
		expect(new Set(nouns).size).toBe(metricNames.length);
	});
});
