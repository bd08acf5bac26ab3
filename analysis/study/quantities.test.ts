import { describe, expect, it } from "vitest";
import type { MetricName } from "../digest/metrics.ts";
import type { LatencyBin, Pods } from "../digest/rows.ts";
import { initialLatency, type RunTables, restartShorterBy, runsOf, settled, slowest } from "./quantities.ts";

const of = { mode: "central", replicas: 5, run: "central-5/a" };

function bin(seconds: number, p50: number, maximum: number, pods: Pods = "all"): LatencyBin {
	return {
		...of,
		kind: "persist",
		pods,
		seconds,
		count: 5,
		p50,
		p95: p50,
		p99: p50,
		maximum,
	};
}

function run(fields: Partial<RunTables>): RunTables {
	return { metrics: [], latencies: [], ...fields };
}

function metric(name: MetricName, value: number | null) {
	return { ...of, metric: name, view: "settled" as const, value };
}

describe("runsOf", () => {
	it("keeps the runs of one cell apart, and those of other cells away", () => {
		const other = { ...metric("persistP50", 3), run: "central-5/b" };
		const tables = {
			metrics: [
				metric("persistP50", 1),
				other,
				{ ...metric("persistP50", 9), replicas: 21 },
				{ ...metric("persistP50", 9), mode: "decentral" },
			],
			latencies: [bin(0.5, 1, 2)],
		};
		expect(runsOf(tables, "central", 5)).toEqual([
			{ metrics: [tables.metrics[0]], latencies: tables.latencies },
			{ metrics: [other], latencies: [] },
		]);
	});
});

describe("settled", () => {
	it("takes the value after the warm-up and no other", () => {
		const metrics = [{ ...metric("persistP50", 9), view: "whole" as const }, metric("persistP50", 1)];
		expect(settled("persistP50")(run({ metrics }))).toBe(1);
		expect(settled("persistP99")(run({ metrics }))).toBeNull();
	});
});

describe("restartShorterBy", () => {
	it("is a share of the first start", () => {
		const metrics = [metric("startupMean", 10), metric("restartMean", 6)];
		expect(restartShorterBy(run({ metrics }))).toBeCloseTo(0.4);
	});

	it("is nothing for a run in which nothing restarted", () => {
		const metrics = [metric("startupMean", 10), metric("restartMean", null)];
		expect(restartShorterBy(run({ metrics }))).toBeNull();
	});
});

describe("latencies", () => {
	const latencies = [bin(1.5, 0.02, 0.05), bin(0.5, 0.18, 0.2), bin(15.5, 0.03, 0.4, "hit"), bin(15.5, 0.03, 0.4)];

	it("begin with the earliest bin, wherever it stands", () => {
		expect(initialLatency("persist")(run({ latencies }))).toBe(0.18);
		expect(initialLatency("retrieve")(run({ latencies }))).toBeNull();
	});

	it("have their slowest between two moments, of the Pods that are asked for", () => {
		const of = (...period: [Pods, number, number | null]) => slowest("persist", ...period)(run({ latencies }));
		expect(of("all", 0, 15)).toBe(0.2);
		expect(of("all", 1, 15)).toBe(0.05);
		expect(of("hit", 15, null)).toBe(0.4);
		expect(of("hit", 0, 15)).toBeNull();
	});
});
