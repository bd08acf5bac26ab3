import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { npmParts, packageFolder } from "./npmParts.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-npm-"));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
	["../node_modules/hono/dist/index.js", "../node_modules/hono"],
	[
		"../node_modules/@hono/node-server/dist/index.mjs",
		"../node_modules/@hono/node-server",
	],
	[
		"store/node_modules/a/node_modules/b/index.js",
		"store/node_modules/a/node_modules/b",
	],
	["app/src/index.ts", null],
])("the package that %s belongs to", (path, expected) => {
	expect(packageFolder(path)).toBe(expected);
});

test("a package counts once, however many of its files are used and wherever it lies", () => {
	for (const path of [
		"node_modules/@a/b",
		"node_modules/c/node_modules/@a/b",
	]) {
		mkdirSync(join(folder, path), { recursive: true });
		writeFileSync(
			join(folder, path, "package.json"),
			JSON.stringify({ name: "@a/b", version: "1.2.3", license: "MIT" }),
		);
	}
	const inputs = [
		"node_modules/@a/b/one.js",
		"node_modules/@a/b/two.js",
		"node_modules/c/node_modules/@a/b/one.js",
		"own.ts",
	];
	expect(npmParts(inputs, folder)).toEqual([
		{
			origin: "npm",
			namespace: "@a",
			name: "b",
			version: "1.2.3",
			licence: "MIT",
		},
	]);
});
