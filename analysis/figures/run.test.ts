import { describe, expect, it } from "vitest";
import {
	syntheticRun,
	syntheticWorkingSets,
} from "../statistics/syntheticRun.fixture.ts";
import { drawRun } from "./run.ts";

describe("drawRun", () => {
	const run = syntheticRun();
	const figuresOf = (...containers: string[]) =>
		drawRun({
			...run,
			samples: [
				...run.samples,
				...containers.flatMap((name) => syntheticWorkingSets(name, 50e6)),
			],
		});

	it("draws memory by container only where a Pod has more than one", () => {
		const usual = ["persist-latency", "retrieve-latency", "memory"];
		expect(figuresOf().map(({ name }) => name)).toEqual(usual);
		expect(figuresOf("app").map(({ name }) => name)).toEqual(usual);
		expect(figuresOf("app", "consensus").map(({ name }) => name)).toEqual([
			...usual,
			"memory-by-container",
		]);
	});

	it("draws the application's memory the same whatever runs beside it", () => {
		const memoryIn = (figures: ReturnType<typeof drawRun>) =>
			figures.find(({ name }) => name === "memory")?.svg;
		const beside = run.samples.map((sample) => ({
			...sample,
			container: "consensus",
			value: 500e6,
		}));
		expect(
			memoryIn(drawRun({ ...run, samples: [...run.samples, ...beside] })),
		).toBe(memoryIn(figuresOf()));
	});
});
