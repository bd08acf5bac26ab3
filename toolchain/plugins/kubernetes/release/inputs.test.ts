import fc from "fast-check";
import { expect, test } from "vitest";
import { UNKNOWN } from "../../provider/values.ts";
import { releaseId, unsupportedInputs, withDefaults } from "./inputs.ts";

const context = {
	resourceName: "buoy",
	before: undefined,
	randomSeed: new Uint8Array([1]),
	namespace: "sea",
};

test("a release without a name gets one from its resource's, the same for the same seed", () => {
	const { name } = withDefaults({ chart: "buoy" }, context);
	expect(name).toMatch(/^buoy-[0-9a-f]{8}$/);
	expect(withDefaults({ chart: "buoy" }, context).name).toBe(name);
	expect(
		withDefaults(
			{ chart: "buoy" },
			{ ...context, randomSeed: new Uint8Array([2]) },
		).name,
	).not.toBe(name);
});

test("a release keeps the name that it has", () => {
	const before = { name: "old" };
	expect(withDefaults({}, { ...context, before }).name).toBe("old");
	expect(withDefaults({ name: "new" }, { ...context, before }).name).toBe(
		"new",
	);
});

test("any made-up name is one that helm takes", () => {
	fc.assert(
		fc.property(fc.string(), (resourceName) => {
			const { name } = withDefaults({}, { ...context, resourceName });
			expect(name).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
			expect(String(name).length).toBeLessThanOrEqual(53);
		}),
	);
});

test("it waits five minutes and lives in the provider's namespace unless told otherwise", () => {
	expect(withDefaults({ name: "a" }, context)).toEqual({
		name: "a",
		namespace: "sea",
		timeout: 300,
	});
	expect(
		withDefaults({ name: "a", namespace: "b", skipAwait: true }, context),
	).toEqual({ name: "a", namespace: "b", skipAwait: true });
	expect(withDefaults({ name: "a", timeout: 7 }, context).timeout).toBe(7);
});

test("what was computed before is not taken over", () => {
	expect(
		withDefaults(
			{
				name: "a",
				checksum: "x",
				resourceNames: {},
				compat: "true",
				atomic: null,
			},
			context,
		),
	).toEqual({ name: "a", namespace: "sea", timeout: 300 });
});

test("what the stand-in can't do is refused only where it is asked for", () => {
	expect(unsupportedInputs({ lint: false, atomic: true })).toEqual([]);
	expect(
		unsupportedInputs({ replace: true }).map(({ property }) => property),
	).toEqual(["replace"]);
});

test("the id is namespace and name, and empty while one isn't known", () => {
	expect(releaseId({ name: "a", namespace: "b" })).toBe("b/a");
	expect(releaseId({ name: "a", namespace: UNKNOWN })).toBe("");
});
