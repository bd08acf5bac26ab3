import fc from "fast-check";
import { expect, test } from "vitest";
import { containerStart, processAgeSeconds, processStartOf } from "./processStart.ts";

const after = (startTicks: number) => `S ${Array.from({ length: 18 }, () => "0").join(" ")} ${startTicks} 0 0`;

test("the age is the uptime less the start, which counts hundredths of a second", () => {
	expect(processAgeSeconds(`1 (node) ${after(12_345)}`, "200.45 300.00")).toBeCloseTo(77, 5);
});

test("a process's name may hold parentheses and spaces", () => {
	expect(processAgeSeconds(`1 (a) b (c) ${after(100)}`, "2.00 1.00")).toBeCloseTo(1, 5);
});

test("nonsense gives no age", () => {
	expect(processAgeSeconds("", "1 1")).toBeNull();
	expect(processAgeSeconds(`1 (node) ${after(500)}`, "1.00 1")).toBeNull();
	expect(processAgeSeconds("1 (node) S 1", "1.00 1")).toBeNull();
});

test("this process's own start lies at or before Node's", () => {
	const start = containerStart(() => Date.now() / 1000);
	expect(start).toBeLessThanOrEqual(performance.timeOrigin / 1000);
	expect(start).toBeGreaterThan(performance.timeOrigin / 1000 - 60);
});

test("a process's start is the same number for whoever writes it with fifteen digits or more, or a bit beside", () => {
	fc.assert(
		fc.property(
			fc.double({ min: 1.6e12, max: 2.5e12, noNaN: true }),
			fc.integer({ min: 15, max: 21 }),
			fc.constantFrom(-1, 0, 1),
			(timeOrigin, digits, bits) => {
				const start = processStartOf(timeOrigin);
				expect(Math.abs(start - timeOrigin / 1000)).toBeLessThan(1e-5);
				expect(Number(start.toPrecision(digits))).toBe(start);
				// A neighbour of the double, as a careless program reads it, is told by fifteen digits to
				// be the same.
				const neighbour = start + bits * 2 ** -22;
				expect(Number(neighbour.toPrecision(15))).toBe(start);
			},
		),
	);
});
