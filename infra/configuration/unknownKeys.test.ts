import fc from "fast-check";
import { expect, test } from "vitest";
import { type Key, keyNames } from "./keys.ts";
import { refuseUnknownKeys } from "./unknownKeys.ts";

test("known keys, and keys of other namespaces, are let through", () => {
	refuseUnknownKeys(keyNames.map((key) => `holdfast:${key}`));
	refuseUnknownKeys(["pulumi:tags", "kubernetes:context"]);
});

test("an unknown key is refused with the known one that is most like it", () => {
	expect(() => refuseUnknownKeys(["holdfast:seed", "holdfast:intervall"])).toThrow(
		new Error(
			'There is no key holdfast:intervall; the closest is holdfast:interval: rename it in the stack\'s file, or remove it with "pulumi config rm intervall" (docs/configuration.md has every key).',
		),
	);
});

test("any unknown key is refused and named", () => {
	const unknown = fc.string({ minLength: 1 }).filter((key) => !keyNames.includes(key as Key));
	fc.assert(
		fc.property(unknown, (key) => {
			expect(() => refuseUnknownKeys([`holdfast:${key}`])).toThrow(
				`There is no key holdfast:${key}; the closest is holdfast:`,
			);
		}),
	);
});

test("a key with one letter too many, or in other case, is told its name", () => {
	fc.assert(
		fc.property(fc.constantFrom(...keyNames), fc.constantFrom("x", "z"), fc.nat(), (key, letter, place) => {
			const cut = place % (key.length + 1);
			const typo = key.slice(0, cut) + letter + key.slice(cut);
			for (const wrong of [typo, typo.toUpperCase()]) {
				expect(() => refuseUnknownKeys([`holdfast:${wrong}`])).toThrow(`the closest is holdfast:${key}:`);
			}
		}),
	);
});
