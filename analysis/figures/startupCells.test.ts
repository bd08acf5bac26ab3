import { expect, it } from "vitest";
import { startupCells } from "./startupCells.ts";

const start = (run: string, seconds: number, restart = false) => ({
	mode: "central",
	replicas: 5,
	run,
	pod: "pod-0",
	restart,
	withFaults: true,
	seconds,
});

it("takes the mean over the replicas of a run, then the median over the runs, apart for restarts", () => {
	const cells = startupCells([start("a", 1), start("a", 3), start("b", 10), start("c", 5), start("a", 0.5, true)]);
	expect(cells).toEqual([
		expect.objectContaining({ restart: false, median: 5, low: 2, high: 10 }),
		expect.objectContaining({ restart: true, median: 0.5 }),
	]);
	expect(cells[0]?.runs).toEqual([
		{ run: "a", mean: 2 },
		{ run: "b", mean: 10 },
		{ run: "c", mean: 5 },
	]);
});
