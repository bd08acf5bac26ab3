import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { merged, valuesOf } from "./values.ts";

const folder = mkdtempSync(join(tmpdir(), "values-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileAsset(name: string, text: string) {
	const path = join(folder, name);
	writeFileSync(path, text);
	return { path };
}

test("later files go over earlier ones, and the program's values over all", async () => {
	const values = await valuesOf({
		valueYamlFiles: [
			fileAsset("a.yaml", "lamp: {on: true, colour: red}\ndepth: 1\n"),
			{ text: "lamp:\n  colour: green\nlist: [1, 2]\n" },
		],
		values: { depth: 3, list: [4] },
	});
	expect(values).toEqual({
		lamp: { on: true, colour: "green" },
		depth: 3,
		list: [4],
	});
});

test("a null is left out, unless the program allows nulls", async () => {
	const values = {
		lamp: null,
		deep: { gone: null, kept: 0 },
		list: [null, ""],
	};
	expect(await valuesOf({ values })).toEqual({
		deep: { kept: 0 },
		list: [""],
	});
	expect(await valuesOf({ values, allowNullValues: true })).toEqual(values);
});

test("an empty file has no values", async () => {
	expect(
		await valuesOf({
			valueYamlFiles: [fileAsset("empty.yaml", "# nothing\n")],
		}),
	).toEqual({});
});

test("what is no file, no mapping or no YAML is refused, without showing the text", async () => {
	const refused = (asset: unknown) =>
		valuesOf({ valueYamlFiles: [asset] }).then(
			() => "",
			(error) => error.message,
		);
	expect(await refused({ uri: "https://example.com/values.yaml" })).toContain(
		"valueYamlFiles takes FileAsset and StringAsset only",
	);
	expect(await refused({ path: "/no/such.yaml" })).toBe(
		"The file /no/such.yaml of valueYamlFiles can't be read (ENOENT).",
	);
	expect(await refused({ text: "[1]" })).toContain("are no mapping");
	const broken = await refused({ text: "password: 'open-sesame\n" });
	expect(broken).toContain("are not YAML");
	expect(broken).not.toContain("sesame");
});

test("merging changes neither side, keeps everything of the upper one, and is idempotent", () => {
	const mapping = fc.dictionary(
		fc.string(),
		fc.jsonValue({ maxDepth: 3 }),
	) as fc.Arbitrary<Record<string, unknown>>;
	fc.assert(
		fc.property(mapping, mapping, (base, over) => {
			const before = JSON.stringify([base, over]);
			const result = merged(base, over);
			expect(JSON.stringify([base, over])).toBe(before);
			expect(merged(result, over)).toEqual(result);
			for (const name of Object.keys(base))
				if (!Object.hasOwn(over, name))
					expect(result[name]).toEqual(base[name]);
		}),
	);
});
