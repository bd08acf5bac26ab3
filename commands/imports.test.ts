import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { checkout } from "../schema/checkout.ts";

/** Folder → the folders that its code may import. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
	schema: [],
	images: ["schema"],
	k6: ["schema"],
	analysis: ["schema"],
	toolchain: ["schema", "images"],
	infra: ["schema", "toolchain", "images", "k6", "analysis"],
	commands: ["schema", "toolchain", "images", "k6", "analysis", "infra"],
};

const isOfTests = (file: string) => /\.(test|fixture)\.ts$/.test(file);

function importsOf(file: string): string[] {
	const text = readFileSync(join(checkout, file), "utf8");
	return [...text.matchAll(/(?:\bfrom|\bimport\()\s*"(\.[^"]+)"/g)].map(([, specifier = ""]) =>
		normalize(join(dirname(file), specifier)),
	);
}

describe.each(Object.entries(mayImport))("%s", (folder, allowed) => {
	test(`imports no more than ${[folder, ...allowed].join(", ")}`, () => {
		const files = globSync(`${folder}/**/*.ts`, {
			cwd: checkout,
			exclude: (path) => path.includes("node_modules"),
		}).filter((file) => !isOfTests(file));
		expect(files.length).toBeGreaterThan(0);
		const others = files.flatMap((file) =>
			importsOf(file)
				.filter((target) => !target.startsWith(`${folder}/`))
				.filter((target) => allowed.every((other) => !target.startsWith(`${other}/`)))
				.map((target) => `${file} imports ${target}`),
		);
		expect(others).toEqual([]);
	});
});
