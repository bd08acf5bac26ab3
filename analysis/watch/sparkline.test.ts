import fc from "fast-check";
import { expect, test } from "vitest";
import { sparkline } from "./sparkline.ts";

test("bars stand for shares of the maximum, and a space for no value", () => {
	expect(sparkline([0, 1, null, 3.5, 7], 7)).toBe("▁▂ ▅█");
});

test("nothing but zeros is a flat line", () => {
	expect(sparkline([0, 0], 0)).toBe("▁▁");
});

test("there is one character for each value, and a greater value is never a lower bar", () => {
	fc.assert(
		fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }), (values) => {
			const ascending = values.toSorted((a, b) => a - b);
			const bars = [...sparkline(ascending, ascending.at(-1) as number)];
			expect(bars.length).toBe(values.length);
			expect(bars).toEqual(bars.toSorted());
		}),
	);
});
