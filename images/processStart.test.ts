import { expect, test } from "vitest";
import { containerStart, processAgeSeconds } from "./processStart.ts";

const after = (startTicks: number) =>
	`S ${Array.from({ length: 18 }, () => "0").join(" ")} ${startTicks} 0 0`;

test("the age is the uptime less the start, which counts hundredths of a second", () => {
	expect(
		processAgeSeconds(`1 (node) ${after(12_345)}`, "200.45 300.00"),
	).toBeCloseTo(77, 5);
});

test("a process's name may hold parentheses and spaces", () => {
	expect(
		processAgeSeconds(`1 (a) b (c) ${after(100)}`, "2.00 1.00"),
	).toBeCloseTo(1, 5);
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
