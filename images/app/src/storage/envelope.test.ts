import fc from "fast-check";
import { expect, test } from "vitest";
import { unwrap, wrap } from "./envelope.ts";

test("whatever was wrapped comes back", () => {
	const value = fc.oneof(
		fc.string({ unit: "binary" }),
		fc.string().map((text) => wrap(text, 0)),
	);
	const expires = fc.option(fc.integer({ min: 0 }));
	fc.assert(
		fc.property(value, expires, (value, expires) => {
			expect(unwrap(wrap(value, expires))).toEqual({ value, expires });
		}),
	);
});

test("a value without an end is stored as it is", () => {
	const state = "ehIjf2P/Jdj5nd8Oo9CPSw/xvNtpTxwe0t5Y7SWHy2k=";
	expect(wrap(state, null)).toBe(state);
});
