import fc from "fast-check";
import { expect, test } from "vitest";
import { field, hasUnknowns, type SecretMask, secretsOf, UNKNOWN, union, unwrap, wrap } from "./values.ts";

const secret = (value: unknown) => ({
	"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
	value,
});

const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)));
const mask: fc.Arbitrary<SecretMask | undefined> = fc.letrec((tie) => ({
	mask: fc.option(
		fc.oneof(
			fc.constant(true as const),
			fc.dictionary(
				fc.string(),
				tie("mask").filter((inner) => inner !== undefined),
			),
		),
		{ nil: undefined },
	),
})).mask as fc.Arbitrary<SecretMask | undefined>;

test("a secret is unwrapped, and its place remembered", () => {
	const raw = { plain: 1, hidden: secret("x"), deep: { er: secret({ a: 1 }) } };
	expect(unwrap(raw)).toEqual({
		plain: 1,
		hidden: "x",
		deep: { er: { a: 1 } },
	});
	expect(secretsOf(raw)).toEqual({ hidden: true, deep: { er: true } });
	expect(wrap(unwrap(raw), secretsOf(raw))).toEqual(raw);
});

test("an array that holds a secret is secret as a whole", () => {
	expect(secretsOf({ list: [1, secret(2)] })).toEqual({ list: true });
	expect(wrap({ list: [2, 1] }, { list: true })).toEqual({
		list: secret([2, 1]),
	});
});

test("where a mask expects fields and finds something else, all of that is secret", () => {
	expect(wrap({ a: "text" }, { a: { b: true } })).toEqual({
		a: secret("text"),
	});
});

test("any kind of unknown becomes the one unknown", () => {
	expect(unwrap({ list: "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2" })).toEqual({
		list: UNKNOWN,
	});
	expect(hasUnknowns({ a: [{ b: UNKNOWN }] })).toBe(true);
	expect(hasUnknowns({ a: [{ b: "known" }] })).toBe(false);
});

test("fields that are undefined are left out", () => {
	expect(Object.keys(wrap({ a: undefined, b: 1 }) as object)).toEqual(["b"]);
});

test("wrapping and unwrapping gives the same value, whatever is secret", () => {
	fc.assert(
		fc.property(json, mask, (value, secrets) => {
			expect(unwrap(wrap(value, secrets))).toEqual(value);
		}),
	);
});

test("wrapping what is already known to be secret keeps it secret", () => {
	fc.assert(
		fc.property(json, mask, (value, secrets) => {
			const wrapped = wrap(value, secrets);
			expect(wrap(unwrap(wrapped), secretsOf(wrapped))).toEqual(wrapped);
		}),
	);
});

test("a union covers what either covers", () => {
	expect(union({ a: true }, { a: { b: true }, c: true })).toEqual({
		a: true,
		c: true,
	});
	fc.assert(
		fc.property(mask, (one) => {
			expect(union(one, true)).toBe(true);
			expect(union(one, one)).toEqual(one);
			expect(union(one, undefined)).toEqual(one);
		}),
	);
});

test("a field is an object's own", () => {
	expect(field({ a: { b: 1 } }, "a", "b")).toBe(1);
	expect(field({}, "toString")).toBeUndefined();
	expect(field("text", "length")).toBeUndefined();
});
