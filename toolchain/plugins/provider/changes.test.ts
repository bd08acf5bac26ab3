import fc from "fast-check";
import { expect, test } from "vitest";
import { changesBetween, formatPath } from "./changes.ts";
import { UNKNOWN } from "./values.ts";

const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)));

test("changes are reported leaf by leaf", () => {
	expect(
		changesBetween(
			{ same: 1, number: 1, list: ["a", "b"], old: { deep: 1 } },
			{ same: 1, number: 2, list: ["a"], young: { deep: { er: true } } },
		),
	).toEqual([
		{ path: ["number"], kind: "update" },
		{ path: ["list", 1], kind: "delete" },
		{ path: ["old", "deep"], kind: "delete" },
		{ path: ["young", "deep", "er"], kind: "add" },
	]);
});

test("null and missing are the same, empty and missing are not", () => {
	expect(changesBetween({ a: null }, {})).toEqual([]);
	expect(changesBetween({}, { emptyDir: {} })).toEqual([{ path: ["emptyDir"], kind: "add" }]);
	expect(changesBetween({ a: {} }, { a: {} })).toEqual([]);
	expect(changesBetween({ a: {} }, { a: [] })).toHaveLength(1);
});

test("what is unknown may change, even when it was unknown before", () => {
	expect(changesBetween({ a: { b: 1 } }, { a: UNKNOWN })).toEqual([{ path: ["a"], kind: "update" }]);
	expect(changesBetween({ a: UNKNOWN }, { a: UNKNOWN })).toHaveLength(1);
});

test("nothing differs from itself", () => {
	fc.assert(
		fc.property(json, (value) => {
			expect(changesBetween(value, structuredClone(value))).toEqual([]);
		}),
	);
});

test("there is a change one way exactly when there is one the other way", () => {
	fc.assert(
		fc.property(json, json, (one, other) => {
			const swap = { add: "delete", delete: "add", update: "update" };
			const key = (change: { path: (string | number)[]; kind: string }) =>
				`${JSON.stringify(change.path)} ${change.kind}`;
			expect(changesBetween(one, other).map(key).sort()).toEqual(
				changesBetween(other, one)
					.map(({ path, kind }) => key({ path, kind: swap[kind] }))
					.sort(),
			);
		}),
	);
});

test("paths are written as Pulumi writes them", () => {
	expect(formatPath(["spec", "ports", 0, "name"])).toBe("spec.ports[0].name");
	expect(formatPath(["metadata", "labels", "app.kubernetes.io/name"])).toBe(
		'metadata.labels["app.kubernetes.io/name"]',
	);
	expect(formatPath(["data", 'a"b'])).toBe('data["a\\"b"]');
});
