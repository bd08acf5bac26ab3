import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultRetryPolicy, retryDelaySeconds } from "./retry.ts";

test("pauses double on average, up to the maximum", () => {
	const at = (attempt: number) => retryDelaySeconds(defaultRetryPolicy, attempt, 0.5);
	expect([1, 2, 3, 9].map(at)).toEqual([0.05, 0.1, 0.2, 0.5]);
});

test("no pause is negative or beyond the maximum", () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: 2000 }),
			fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
			(attempt, random) => {
				const pause = retryDelaySeconds(defaultRetryPolicy, attempt, random);
				expect(pause).toBeGreaterThanOrEqual(0);
				expect(pause).toBeLessThanOrEqual(defaultRetryPolicy.maximumDelaySeconds);
			},
		),
	);
});
