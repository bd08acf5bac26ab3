import fc from "fast-check";
import { expect, it } from "vitest";
import { slopesBetween, weightedLine } from "./trendLine.ts";

it("counts a point as often as it is told, as if it were there so many times", () => {
	const point = fc.record({
		replicas: fc.constantFrom(5, 9, 13),
		value: fc.integer({ min: -20, max: 20 }),
		times: fc.integer({ min: 0, max: 3 }),
	});
	fc.assert(
		fc.property(
			fc
				.array(point, { minLength: 3, maxLength: 12 })
				.filter((points) => new Set(points.filter(({ times }) => times > 0).map(({ replicas }) => replicas)).size > 1),
			(points) => {
				const repeated = points.flatMap((each) => Array.from({ length: each.times }, () => each));
				const once = repeated.map(() => 1);
				const weighted = weightedLine(
					points,
					slopesBetween(points),
					points.map(({ times }) => times),
				);
				const plain = weightedLine(repeated, slopesBetween(repeated), once);
				expect(weighted.slope).toBeCloseTo(plain.slope, 12);
				expect(weighted.intercept).toBeCloseTo(plain.intercept, 12);
			},
		),
	);
});
