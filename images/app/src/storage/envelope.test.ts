import fc from "fast-check";
import { expect, test } from "vitest";
import { unwrap, wrap } from "./envelope.ts";

test("whatever was wrapped comes back", () => {
	const value = fc.oneof(
		fc.string({ unit: "binary" }),
		fc.string().map((text) => wrap(text, 0)),
	);
	const expires = fc.option(fc.integer({ min: 0 }));
	const writer = fc.option(fc.string());
	fc.assert(
		fc.property(value, expires, writer, (value, expires, writer) => {
			expect(unwrap(wrap(value, expires, writer))).toEqual({
				value,
				expires,
				writer,
			});
		}),
	);
});

test("what was stored before there were marks is read as of no known writer", () => {
	expect(unwrap("state")).toMatchObject({ value: "state", writer: null });
	const text = '\u0000expires {"value":"state","expires":7}';
	expect(unwrap(text)).toEqual({ value: "state", expires: 7, writer: null });
});

test("a value with neither end nor mark is stored as it is", () => {
	const state = "ehIjf2P/Jdj5nd8Oo9CPSw/xvNtpTxwe0t5Y7SWHy2k=";
	expect(wrap(state, null)).toBe(state);
});
