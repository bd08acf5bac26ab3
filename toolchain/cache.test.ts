import fc from "fast-check";
import { expect, test } from "vitest";
import { cacheKey } from "./cache.ts";

test("a key depends on every part and on where one part ends", () => {
	fc.assert(
		fc.property(fc.array(fc.string(), { maxLength: 4 }), fc.array(fc.string(), { maxLength: 4 }), (one, other) => {
			const same = JSON.stringify(one) === JSON.stringify(other);
			expect(cacheKey(...one) === cacheKey(...other)).toBe(same);
		}),
	);
	expect(cacheKey("ab", "c")).not.toBe(cacheKey("a", "bc"));
});
