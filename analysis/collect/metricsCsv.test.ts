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
			expect(read).toEqual({
				records: rows.map((row) => ({ ...row, value: row.value + 0 })),
				damage: null,
			});
		}),
	);
});

test("other columns are no samples", () => {
	expect(parseMetrics("time,value\n", "metrics.csv")).toEqual({
		records: [],
		damage: "metrics.csv, line 1: the columns must be time,pod,container,metric,value, not time,value.",
	});
});

test("the rows before one of another length are kept, and its line is named", () => {
	const text = `${metricsHeader}1,pod-0,app,metric,1\n1,pod-0,app,metric,1,2\n`;
	const { records, damage } = parseMetrics(text, "metrics.csv");
	expect(records).toHaveLength(1);
	expect(damage).toBe("metrics.csv, line 3: too many columns.");
});

test("a value that was cut off is no smaller value", () => {
	const row = "1,pod-0,app,metric,";
	const text = `${metricsHeader}${row}61\n${row}62`;
	const { records, damage } = parseMetrics(text, "metrics.csv");
	expect(records.map(({ value }) => value)).toEqual([61]);
	expect(damage).toBe("metrics.csv, line 3: the file ends within this line.");
	expect(parseMetrics(metricsHeader.trimEnd(), "metrics.csv").damage).toBe(
		"metrics.csv, line 1: the file ends within this line.",
	);
});
