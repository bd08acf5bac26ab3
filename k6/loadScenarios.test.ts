import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lastTurnsFrom, loadScenarios, wholeRate } from "./loadScenarios.ts";

const plan = {
	replicas: 5,
	load: { clients: 4, readsPerSecond: 10, advancesPerSecond: 0.25 },
	durationSeconds: 30.5,
};

test("each state has readers and writers of its own, as many as its clients", () => {
	const scenarios = loadScenarios(plan);
	expect(Object.keys(scenarios)).toEqual(
		["reads", "advances"].flatMap((kind) => [0, 1, 2, 3, 4].map((replica) => `${kind}_${replica}`)),
	);
	expect(scenarios.reads_1).toEqual({
		executor: "constant-arrival-rate",
		exec: "reads",
		env: { REPLICA: "1" },
		rate: 10,
		timeUnit: "1s",
		startTime: "20ms",
		duration: "30480ms",
		preAllocatedVUs: 4,
		maxVUs: 4,
		gracefulStop: "2s",
	});
	expect(scenarios.advances_4).toMatchObject({
		exec: "advances",
		rate: 25,
		timeUnit: "100s",
		startTime: "800ms",
		gracefulStop: "6s",
	});
});

test("who asks for nothing has no scenario", () => {
	const load = { ...plan.load, advancesPerSecond: 0 };
	const names = Object.keys(loadScenarios({ ...plan, load }));
	expect(names.every((name) => name.startsWith("reads_"))).toBe(true);
	expect(loadScenarios({ ...plan, load: null })).toEqual({});
});

test("a rate becomes a whole number in the shortest unit that keeps it", () => {
	expect(wholeRate(50)).toEqual({ rate: 50, timeUnit: "1s" });
	expect(wholeRate(0.5)).toEqual({ rate: 5, timeUnit: "10s" });
	expect(wholeRate(0.3)).toEqual({ rate: 3, timeUnit: "10s" });
	expect(wholeRate(1 / 3)).toEqual({ rate: 333, timeUnit: "1000s" });
	expect(wholeRate(1e-9)).toEqual({ rate: 1, timeUnit: "1000s" });
});

test("a whole rate is the rate that was asked for, to three places", () => {
	fc.assert(
		fc.property(fc.double({ min: 0.001, max: 100_000, noNaN: true }), (perSecond) => {
			const { rate, timeUnit } = wholeRate(perSecond);
			expect(Number.isInteger(rate)).toBe(true);
			expect(Math.abs(rate / Number.parseInt(timeUnit, 10) - perSecond)).toBeLessThanOrEqual(0.0005 + 1e-9);
		}),
	);
});

describe("the last turns", () => {
	test("begin more than one turn of all clients before the end", () => {
		// 4 clients at 10 arrivals a second have a turn every 0.4 s.
		expect(lastTurnsFrom(plan, "reads")).toBeCloseTo(30.5 - 0.6 - 1.5);
	});

	test("are all of them where a client's turn takes as long as the run", () => {
		const load = { ...plan.load, advancesPerSecond: 0.1 };
		expect(lastTurnsFrom({ ...plan, load }, "advances")).toBe(0);
	});
});
