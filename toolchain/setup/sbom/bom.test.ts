import { JsonStrictValidator } from "@cyclonedx/cyclonedx-library/Validation";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type BomSubject, billOfMaterials, bomVersion } from "./bom.ts";
import type { Part } from "./part.ts";

const image: BomSubject = {
	name: "app",
	version: "0.1.0",
	digest: `sha256:${"0".repeat(64)}`,
};

const word = fc.stringMatching(/^[a-z][a-z0-9+.-]{0,12}$/);
const part: fc.Arbitrary<Part> = fc.record(
	{
		origin: fc.constantFrom("deb", "npm", "maven", "golang", "generic"),
		namespace: word,
		name: word,
		version: fc.stringMatching(/^[0-9][0-9a-z.+~:-]{0,12}$/),
		licence: fc.constantFrom("MIT", "(MIT OR Apache-2.0)", "Public Domain"),
		sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
	},
	{ requiredKeys: ["origin", "namespace", "name", "version"] },
);
const parts = fc.uniqueArray(part, {
	selector: ({ origin, namespace, name, version }) =>
		[origin, namespace, name, version].join(),
	maxLength: 8,
});

test("whatever an image holds, its bill of materials fits CycloneDX's strict schema", async () => {
	const validator = new JsonStrictValidator(bomVersion.version);
	await fc.assert(
		fc.asyncProperty(parts, async (parts) => {
			const text = billOfMaterials(image, parts);
			expect(await validator.validate(text)).toBeNull();
			expect(JSON.parse(text).components ?? []).toHaveLength(parts.length);
		}),
		{ numRuns: 30 },
	);
	// Compiling the schema takes its time.
}, 60_000);

test("the order in which parts are found changes nothing", () => {
	fc.assert(
		fc.property(parts, (parts) => {
			expect(billOfMaterials(image, parts.toReversed())).toBe(
				billOfMaterials(image, parts),
			);
		}),
		{ numRuns: 30 },
	);
});

test("a licence is an identifier, an expression, or a name", () => {
	const licences = ["MIT", "(MIT OR Apache-2.0)", "Public Domain"].map(
		(licence, index) => {
			const text = billOfMaterials(image, [
				{ origin: "npm", name: "a", version: `${index}`, licence },
			]);
			return JSON.parse(text).components[0].licenses[0];
		},
	);
	expect(licences).toEqual([
		{ license: { id: "MIT" } },
		{ expression: "(MIT OR Apache-2.0)" },
		{ license: { name: "Public Domain" } },
	]);
});

test("a base that isn't ours is a part by its reference", () => {
	const base = "docker.io/library/node:24.0.0-slim";
	const { components } = JSON.parse(billOfMaterials({ ...image, base }, []));
	expect(components).toMatchObject([{ type: "container", name: base }]);
});
