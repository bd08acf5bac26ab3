import { expect, test } from "vitest";
import { mediansBySecond, quantilesOfLast } from "./latencies.ts";

const at = (received: number, seconds: number) => ({ received, seconds });

test("quantiles are those of the window alone", () => {
	const latencies = [at(89, 5), at(90.5, 0.001), at(95, 0.002), at(99, 0.003)];
	expect(quantilesOfLast(10, latencies, 100)).toEqual({
		p50: 0.002,
		p99: expect.closeTo(0.00298, 9),
	});
	expect(quantilesOfLast(10, latencies, 200)).toEqual({ p50: null, p99: null });
});

test("each second has the median of its own latencies, and the one that has not ended is left out", () => {
	const latencies = [at(97.1, 1), at(97.2, 3), at(97.9, 8), at(99.5, 4), at(100.1, 9)];
	expect(mediansBySecond(3, latencies, 100.3)).toEqual([3, null, 4]);
});
