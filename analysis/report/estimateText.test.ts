import { expect, test } from "vitest";
import { metrics } from "../digest/metrics.ts";
import { estimateWithUnit, shown, spreadText } from "./estimateText.ts";

const format = metrics.persistP50;
const interval = { low: 0.0038, high: 0.0042, confidence: 0.9375 };
const values = [0.0038, 0.0039, 0.0042];

test("a number stands with its interval", () => {
	const five = { median: 0.0039, interval, values: [...values, 0.0039, 0.004] };
	expect(spreadText(five, format)).toBe("[3.8, 4.2]");
	expect(estimateWithUnit(five, format)).toBe("3.9 ms [3.8, 4.2], 5 runs");
});

test("with too few runs their range stands in its place, in other brackets", () => {
	const three = { median: 0.0039, interval: null, values };
	expect(spreadText(three, format)).toBe("(3.8–4.2)");
	expect(estimateWithUnit(three, format)).toBe("3.9 ms (3.8–4.2), 3 runs");
	const one = { median: 0.0039, interval: null, values: [0.0039] };
	expect(spreadText(one, format)).toBe("");
	expect(estimateWithUnit(one, format)).toBe("3.9 ms, 1 run");
});

test("nothing is shown as less than nothing", () => {
	expect(shown(-0.00001, format)).toBe("0.0");
});
