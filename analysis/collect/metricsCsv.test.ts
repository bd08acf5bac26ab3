import fc from "fast-check";
import { expect, test } from "vitest";
import { metricsHeader, metricsLine, parseMetrics } from "./metricsCsv.ts";

const name = fc.stringMatching(/^[a-z"{},= -]{0,20}$/);
const row = fc.record({
	time: fc.double({ min: 1, max: 2e9, noNaN: true }),
	pod: name,
	container: name,
	metric: name,
	value: fc.double({ noNaN: true, noDefaultInfinity: true }),
});

test("what is written is read back, whatever the names", () => {
	fc.assert(
		fc.property(fc.array(row), (rows) => {
			const text = metricsHeader + rows.map(metricsLine).join("");
			const read = parseMetrics(text, "metrics.csv");
			// CSV has no negative zero.
			expect(read).toEqual(
				rows.map((row) => ({ ...row, value: row.value + 0 })),
			);
		}),
	);
});

test("other columns are refused", () => {
	expect(() => parseMetrics("time,value\n", "metrics.csv")).toThrow(
		"metrics.csv, line 1: the columns must be time,pod,container,metric,value, not time,value.",
	);
});

test("a row of another length is refused by its line", () => {
	const text = `${metricsHeader}1,pod-0,app,metric,1\n1,pod-0,app,metric,1,2\n`;
	expect(() => parseMetrics(text, "metrics.csv")).toThrow(
		"metrics.csv, line 3: too many columns.",
	);
});
